import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { identity } from '../../../imaging/geometry/affine.ts';
import { LoadedNetworks, type LoadedNetwork } from '../../../main/compute/networks.ts';
import type { Device } from '../../../main/compute/session.ts';
import { saveWeights } from '../../../main/library/weightsStore.ts';
import { initialise } from '../../../models/initialise.ts';
import { hdsUresnet } from '../../../models/hdsUresnet/model.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'mammoscope-networks-'));
const hashes = new Map<string, string>();

beforeAll(async () => {
  for (const [seed, name] of ['a', 'b', 'overflowing'].entries()) {
    const card = {
      name,
      architecture: hdsUresnet.architecture,
      source: null,
      licence: null,
      created: '2026-11-01T00:00:00.000Z',
      trainingData: null,
      metrics: {},
      untrained: true,
      seed,
      preparation: hdsUresnet.preparation,
      percentT: null,
    };
    const weights = initialise(hdsUresnet.weightTable, seed);
    if (name === 'overflowing') weights.get('trunk.inconv.weight')?.data.fill(1e38);
    const saved = await saveWeights(dataDir, card, weights);
    if (!saved.ok) throw new Error(saved.problem.message);
    hashes.set(name, saved.value.sha256);
  }
});

afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

function request(name: string, device: Device = 'cpu', sha256 = hashes.get(name) ?? '') {
  return { dataDir, device, percentT: null, weights: { name, sha256 }, size: { width: 128, height: 128 } };
}

async function get(networks: LoadedNetworks, name: string): Promise<LoadedNetwork> {
  const network = await networks.get(request(name));
  if (!network.ok) throw new Error(network.problem.message);
  return network.value;
}

describe('LoadedNetworks', () => {
  it('loads each network once while there is memory', async () => {
    const networks = new LoadedNetworks();
    const [a, b] = [await get(networks, 'a'), await get(networks, 'b')];
    expect(a).not.toBe(b);
    expect(await get(networks, 'a')).toBe(a);
    expect(await get(networks, 'b')).toBe(b);
    for (const network of [a, b]) await network.release();
  });

  it('loads the same weights again where their card names another pooling share', async () => {
    const networks = new LoadedNetworks();
    const first = await get(networks, 'a');
    const second = await networks.get({ ...request('a'), percentT: 0.1 });
    expect(second.ok && second.value).not.toBe(first);
    for (const network of [first, ...(second.ok ? [second.value] : [])]) await network.release();
  });

  it('gives up the least recently used where memory is short', async () => {
    const networks = new LoadedNetworks(0);
    const a = await get(networks, 'a');
    expect(await get(networks, 'a')).toBe(a);
    const b = await get(networks, 'b');
    expect(await get(networks, 'b')).toBe(b);
    const again = await get(networks, 'a');
    expect(again).not.toBe(a);
    await again.release();
  });

  it('refuses weights that are not those that were meant, or are not there', async () => {
    const networks = new LoadedNetworks();
    expect(await networks.get(request('a', 'cpu', '0'.repeat(64)))).toMatchObject({
      ok: false,
      problem: { kind: 'unknown-weights', message: expect.stringContaining('replaced') },
    });
    expect(await networks.get(request('c'))).toMatchObject({ problem: { kind: 'unknown-weights' } });
  });

  it('gives no findings where the network gives numbers that are not finite', async () => {
    const network = await get(new LoadedNetworks(), 'overflowing');
    const data = new Float32Array(128 * 128).fill(1);
    const prepared = { version: 'hds-uresnet/1', data, width: 128, height: 128, toSource: identity };
    expect(await network.run(prepared)).toMatchObject({ ok: false, problem: { kind: 'compute-failed' } });
    await network.release();
  });

  it('says that a device is not there', async () => {
    const absent = process.platform === 'win32' ? 'coreml' : 'directml';
    expect(await new LoadedNetworks().get(request('a', absent))).toMatchObject({
      ok: false,
      problem: { kind: 'no-device', message: expect.stringContaining(absent) },
    });
  });
});
