import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bundledDevices } from '../../../main/compute/session.ts';

/** Software Vulkan (SwiftShader) as Debian's chromium package installs it. */
const softwareDriver = '/usr/lib/chromium/vk_swiftshader_icd.json';
const limitMs = 240_000;

/** Chooses the software driver where it is installed; elsewhere the system's own driver is tried. */
function environment(): NodeJS.ProcessEnv {
  if (!existsSync(softwareDriver)) return process.env;
  const folder = dirname(softwareDriver);
  const loader = existsSync(join(folder, 'libvulkan.so.1')) ? { LD_LIBRARY_PATH: folder } : {};
  return { ...process.env, VK_ICD_FILENAMES: softwareDriver, ...loader };
}

/** Output of the comparison; `stdout` is empty where it failed. */
function compare(): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const script = join(import.meta.dirname, 'webgpuAgainstCpu.ts');
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script], { env: environment(), timeout: limitMs });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ stdout, stderr: `${stderr}${signal ?? code ?? ''}` }));
  });
}

describe.skipIf(!bundledDevices().includes('webgpu'))('networks on WebGPU [needs a Vulkan driver]', () => {
  it(
    'agree with the CPU within 1e-3',
    async (context) => {
      const { stdout, stderr } = await compare();
      if (/Failed to get a WebGPU adapter/.test(stderr)) context.skip('no WebGPU adapter on this machine');
      expect([stdout === '', stderr]).toEqual([false, expect.stringMatching(/0$/)]);
      const differences = JSON.parse(stdout) as Record<string, number>;
      expect(differences.locations).toBe(0);
      for (const [name, most] of Object.entries(differences)) {
        expect([name, most <= 1e-3]).toEqual([name, true]);
      }
    },
    limitMs + 5_000,
  );
});
