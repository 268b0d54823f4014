import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  checkAllDevices,
  checkDevice,
  chooseDevice,
  platformDevices,
} from '../../../main/compute/devices.ts';
import { forkHost, type ComputeHost } from '../../../main/compute/host.ts';
import { temporaryFolder } from '../store/temporaryFolder.ts';

/** Its devices: webgpu works, directml is slow, coreml wrong, cuda crashes the process. */
const scripted = forkHost(new URL('./scriptedChild.ts', import.meta.url));
const never = new AbortController().signal;

function counting(host: ComputeHost): ComputeHost & { starts: number } {
  const counter = { starts: 0, start: () => ((counter.starts += 1), host.start()) };
  return counter;
}

describe('platformDevices', () => {
  it('always ends with the CPU', () => {
    for (const platform of ['linux', 'win32', 'darwin', 'freebsd'] as const) {
      expect(platformDevices(platform, 'x64').at(-1)).toBe('cpu');
    }
    expect(platformDevices('linux', 'arm64')).toEqual(['cpu']);
  });
});

describe('checkDevice', () => {
  it('trusts a device that agrees with the CPU', async () => {
    expect(await checkDevice(scripted, 'webgpu')).toEqual({
      device: 'webgpu',
      works: true,
      reason: null,
      maximumDifference: 1e-6,
      cpuMs: 10,
      deviceMs: 2,
    });
  });

  it.each([
    ['coreml', 'it differs from the CPU by 0.020'],
    ['cuda', 'it ended the process (SIGSEGV)'],
    ['cpu', 'Not here.'],
  ] as const)('refuses %s that gives something else, crashes, or is not there', async (device, reason) => {
    expect(await checkDevice(scripted, device)).toMatchObject({ device, works: false, reason });
  });

  it('gives a driver that hangs only so much time', async () => {
    const hanging = forkHost(new URL('./hangingCheckChild.ts', import.meta.url));
    const start = performance.now();
    expect(await checkDevice(hanging, 'webgpu', { limitMs: 500 })).toMatchObject({
      works: false,
      reason: expect.stringContaining('did not answer'),
    });
    expect(performance.now() - start).toBeLessThan(1500);
  });
});

describe('chooseDevice', () => {
  it('takes the CPU without trying anything', async () => {
    const host = counting(scripted);
    expect(await chooseDevice('cpu', host, temporaryFolder(), never)).toMatchObject({
      ok: true,
      value: { device: 'cpu', notice: null, description: expect.any(String) },
    });
    expect(host.starts).toBe(0);
  });

  it('auto takes the first that works and is faster', async () => {
    const devices = ['cuda', 'webgpu', 'cpu'] as const;
    expect(await chooseDevice('auto', scripted, temporaryFolder(), never, devices)).toMatchObject({
      ok: true,
      value: { device: 'webgpu', notice: null },
    });
  });

  it('auto falls back to the CPU, says why, and remembers the refusals', async () => {
    const dataDir = join(temporaryFolder(), 'new');
    const host = counting(scripted);
    const choose = () => chooseDevice('auto', host, dataDir, never, ['directml', 'coreml', 'cuda', 'cpu']);
    const chosen = await choose();
    expect(chosen).toMatchObject({
      ok: true,
      value: {
        device: 'cpu',
        notice: expect.stringMatching(
          /^AI runs on the CPU \(directml: it is slower than the CPU, 25 ms against 10 ms; coreml: it differs[^;]*\)\.$/,
        ),
      },
    });
    expect(host.starts).toBe(3);
    expect(await choose()).toEqual(chosen);
    expect(host.starts).toBe(3);
  });

  it('auto tries again what was refused on another machine, long ago, or in an unreadable file', async () => {
    const dataDir = temporaryFolder();
    const path = join(dataDir, 'devices.json');
    const host = counting(scripted);
    const choose = () => chooseDevice('auto', host, dataDir, never, ['directml', 'cpu']);
    await choose();
    const memory = JSON.parse(readFileSync(path, 'utf8'));
    const others = [
      JSON.stringify({ ...memory, machine: 'other' }),
      JSON.stringify({ ...memory, checked: Date.now() - 8 * 24 * 3600 * 1000 }),
      'not JSON',
      '{}',
    ];
    for (const [index, other] of others.entries()) {
      writeFileSync(path, other);
      await choose();
      expect(host.starts).toBe(2 + index);
    }
  });

  it('auto does not believe an earlier success', async () => {
    const dataDir = temporaryFolder();
    const host = counting(scripted);
    for (const starts of [1, 2]) {
      await chooseDevice('auto', host, dataDir, never, ['webgpu', 'cpu']);
      expect(host.starts).toBe(starts);
    }
  });

  it('never replaces a device that was asked for', async () => {
    const dataDir = temporaryFolder();
    const choose = (device: 'webgpu' | 'coreml' | 'directml') =>
      chooseDevice(device, scripted, dataDir, never, ['coreml', 'directml', 'webgpu', 'cpu']);
    expect(await choose('webgpu')).toMatchObject({ ok: true, value: { device: 'webgpu' } });
    // Slow, but it was asked for.
    expect(await choose('directml')).toMatchObject({ ok: true, value: { device: 'directml' } });
    expect(await choose('coreml')).toMatchObject({
      ok: false,
      problem: { kind: 'no-device', message: expect.stringContaining('differs from the CPU') },
    });
    expect(await chooseDevice('cuda', scripted, dataDir, never, ['webgpu', 'cpu'])).toMatchObject({
      ok: false,
      problem: { kind: 'no-device', message: expect.stringContaining('choose one of webgpu, cpu') },
    });
  });

  it('works where nothing can be remembered', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    expect(await chooseDevice('auto', scripted, file, never, ['directml', 'cpu'])).toMatchObject({
      ok: true,
    });
  });

  it('ends when it is cancelled, and remembers nothing', async () => {
    const dataDir = temporaryFolder();
    const hanging = forkHost(new URL('./hangingCheckChild.ts', import.meta.url));
    const result = await chooseDevice('auto', hanging, dataDir, AbortSignal.timeout(300), ['webgpu', 'cpu']);
    expect(result).toMatchObject({ ok: false, problem: { kind: 'cancelled' } });
    expect(existsSync(join(dataDir, 'devices.json'))).toBe(false);
  });
});

describe('checkAllDevices', () => {
  it('tries each, and auto believes the refusals', async () => {
    const dataDir = temporaryFolder();
    mkdirSync(dataDir, { recursive: true });
    const host = counting(scripted);
    const devices = ['directml', 'coreml', 'cpu'] as const;
    const reports = await checkAllDevices(host, dataDir, devices);
    expect(reports.map(({ device, works }) => `${device} ${works}`)).toEqual([
      'directml true',
      'coreml false',
      'cpu false',
    ]);
    await chooseDevice('auto', host, dataDir, never, devices);
    expect(host.starts).toBe(3);
  });
});

describe('the real child', () => {
  it('agrees with itself on the CPU', async () => {
    const report = await checkDevice(forkHost(), 'cpu');
    expect(report).toMatchObject({ works: true, maximumDifference: 0 });
    expect(report.cpuMs).toBeGreaterThan(0);
  });

  it('says that a provider of another system is not there', async () => {
    const other = process.platform === 'win32' ? 'coreml' : 'directml';
    expect(await checkDevice(forkHost(), other)).toMatchObject({ works: false, reason: expect.any(String) });
  });

  const driver = '/usr/lib/chromium/vk_swiftshader_icd.json';
  it.skipIf(!existsSync(driver))(
    'finds software WebGPU right but slower than the CPU [needs SwiftShader]',
    async () => {
      const { VK_ICD_FILENAMES, LD_LIBRARY_PATH } = process.env;
      Object.assign(process.env, { VK_ICD_FILENAMES: driver, LD_LIBRARY_PATH: dirname(driver) });
      try {
        const report = await checkDevice(forkHost(), 'webgpu');
        expect(report).toMatchObject({ works: true, reason: null });
        expect(report.deviceMs!).toBeGreaterThan(report.cpuMs!);
      } finally {
        for (const [name, value] of Object.entries({ VK_ICD_FILENAMES, LD_LIBRARY_PATH })) {
          if (value === undefined) delete process.env[name];
          else process.env[name] = value;
        }
      }
    },
  );
});
