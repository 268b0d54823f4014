import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { cpus, release } from 'node:os';
import { join } from 'node:path';
import { fail, ok, type Result } from '../../contract/problem.ts';
import { makeFolder, writeWhole } from '../files/write.ts';
import type { ComputeHost } from './host.ts';
import type { Device } from './session.ts';
import { Supervisor } from './supervisor.ts';

/** What a user may ask for. */
export type DeviceChoice = 'auto' | Device;

export const deviceChoices: readonly DeviceChoice[] = ['auto', 'cpu', 'webgpu', 'cuda', 'directml', 'coreml'];

/** A device's outputs, which are 0..1, may differ from the CPU's by this. */
const tolerance = 1e-3;
/** A check may compile shaders for seconds; a driver that hangs must not hang the program. */
const checkLimitMs = 60_000;
/** Drivers are updated without notice. */
const rememberedForMs = 7 * 24 * 60 * 60 * 1000;

/** What trying a device has shown. */
export interface DeviceReport {
  readonly device: Device;
  /** Agrees with the CPU within the tolerance. */
  readonly works: boolean;
  /** Why it does not, as a sentence's end; null where it does. */
  readonly reason: string | null;
  /** Largest difference from the CPU; null where it did not run. */
  readonly maximumDifference: number | null;
  /** Median times of the small network that it was tried with; null where it did not run. */
  readonly cpuMs: number | null;
  readonly deviceMs: number | null;
}

/** The device that will be used. */
export interface ChosenDevice {
  readonly device: Device;
  /** In words, e.g. the processor's name; null where unknown. */
  readonly description: string | null;
  /** What the user should be told of the choice; null where nothing. */
  readonly notice: string | null;
}

/** The devices that ONNX Runtime's package has for a platform, the usually fastest first (its README's table). */
export function platformDevices(
  platform: NodeJS.Platform = process.platform,
  architecture: string = process.arch,
): readonly Device[] {
  switch (platform) {
    case 'win32':
      return ['directml', 'webgpu', 'cpu'];
    case 'darwin':
      return ['webgpu', 'coreml', 'cpu'];
    case 'linux':
      return architecture === 'x64' ? ['cuda', 'webgpu', 'cpu'] : ['cpu'];
    default:
      return ['cpu'];
  }
}

/**
 * Tries a device in a process of its own, because a native provider may crash or hang: a small network must give what
 * the CPU gives.
 */
export async function checkDevice(
  host: ComputeHost,
  device: Device,
  { signal, limitMs = checkLimitMs }: { readonly signal?: AbortSignal; readonly limitMs?: number } = {},
): Promise<DeviceReport> {
  const supervisor = new Supervisor(host, { graceMs: 0 });
  const limit = AbortSignal.timeout(limitMs);
  const either = signal === undefined ? limit : AbortSignal.any([limit, signal]);
  const result = await supervisor.run({ type: 'self-check', device }, { signal: either });
  await supervisor.stop();
  if (!result.ok) {
    const reason = limit.aborted
      ? `it did not answer within ${Math.round(limitMs / 1000)} s`
      : firstLine(result.problem.message);
    return { device, works: false, reason, maximumDifference: null, cpuMs: null, deviceMs: null };
  }
  const works = result.value.maximumDifference <= tolerance;
  const reason = works ? null : `it differs from the CPU by ${result.value.maximumDifference.toPrecision(2)}`;
  return { device, works, reason, ...result.value };
}

/** Tries all devices of this platform, and remembers what came out. */
export async function checkAllDevices(
  host: ComputeHost,
  dataDir: string,
  devices: readonly Device[] = platformDevices(),
): Promise<readonly DeviceReport[]> {
  const reports: DeviceReport[] = [];
  // One after the other: they are timed.
  for (const device of devices) reports.push(await checkDevice(host, device));
  await remember(dataDir, reports);
  return reports;
}

/**
 * Decides where networks run. `auto` takes the first device that works and is faster than the CPU, else the CPU, and
 * says why. Any other choice is that device or problem `no-device`, never silently another one. A device is tried each
 * time before it is trusted; that `auto` refused one is believed for some days. Problem `cancelled` after the signal.
 */
export async function chooseDevice(
  choice: DeviceChoice,
  host: ComputeHost,
  dataDir: string,
  signal: AbortSignal,
  devices: readonly Device[] = platformDevices(),
): Promise<Result<ChosenDevice>> {
  if (choice === 'cpu') return ok({ ...onCpu(), notice: null });
  if (choice === 'auto') return automatic(host, dataDir, signal, devices);
  if (!devices.includes(choice)) {
    const message = `There is no ${choice} on this platform; choose one of ${devices.join(', ')}, or auto.`;
    return fail('no-device', message);
  }
  const { works, reason } = await checkDevice(host, choice, { signal });
  if (signal.aborted) return fail('cancelled', 'Cancelled.');
  if (works) return ok({ device: choice, description: null, notice: null });
  return fail('no-device', `${choice} cannot be used: ${reason}. Choose --device cpu or auto.`);
}

async function automatic(
  host: ComputeHost,
  dataDir: string,
  signal: AbortSignal,
  devices: readonly Device[],
): Promise<Result<ChosenDevice>> {
  const before = await remembered(dataDir);
  const reports: DeviceReport[] = [];
  let chosen: Device | null = null;
  for (const device of devices) {
    if (device === 'cpu') continue;
    const known = before.find((one) => one.device === device);
    const report =
      known !== undefined && refusal(known) !== null ? known : await checkDevice(host, device, { signal });
    if (signal.aborted) return fail('cancelled', 'Cancelled.');
    reports.push(report);
    if (refusal(report) === null) {
      chosen = device;
      break;
    }
  }
  if (reports.some((report) => !before.includes(report))) await remember(dataDir, reports);
  if (chosen !== null) return ok({ device: chosen, description: null, notice: null });
  return ok({ ...onCpu(), notice: noticeOf(reports) });
}

/** Why `auto` does not take a device that was tried; null where it does. */
function refusal(report: DeviceReport): string | null {
  if (!report.works) return report.reason;
  if (isFaster(report)) return null;
  const { cpuMs, deviceMs } = report;
  return `it is slower than the CPU, ${deviceMs?.toFixed(0)} ms against ${cpuMs?.toFixed(0)} ms`;
}

/**
 * For people who read images: what runs, and why not a device that answered. Of devices that are not there, and in a driver's own
 * words, `mammoscope devices` tells.
 */
function noticeOf(reports: readonly DeviceReport[]): string | null {
  const answered = reports.filter(({ maximumDifference }) => maximumDifference !== null);
  if (answered.length === 0) return null;
  return `AI runs on the CPU (${answered.map((report) => `${report.device}: ${refusal(report)}`).join('; ')}).`;
}

/** Faster than the CPU: a graphics adapter made of software works, too, but is not worth it. */
export function isFaster({ cpuMs, deviceMs }: DeviceReport): boolean {
  return cpuMs !== null && deviceMs !== null && deviceMs < cpuMs;
}

function onCpu(): { readonly device: 'cpu'; readonly description: string | null } {
  return { device: 'cpu', description: cpus()[0]?.model.trim() ?? null };
}

function firstLine(text: string): string {
  const line = text.split('\n')[0].trim();
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}

interface Memory {
  /** What the reports depend on, as far as can be seen without asking a driver. */
  readonly machine: string;
  /** Milliseconds since 1970. */
  readonly checked: number;
  readonly reports: readonly DeviceReport[];
}

const memoryFile = 'devices.json';

function machine(): string {
  const runtime = createRequire(import.meta.url)('onnxruntime-node/package.json') as { version: string };
  const { VK_ICD_FILENAMES = '', CUDA_VISIBLE_DEVICES = '' } = process.env;
  const parts = [runtime.version, process.platform, process.arch, release(), cpus()[0]?.model];
  return [...parts, VK_ICD_FILENAMES, CUDA_VISIBLE_DEVICES].join('|');
}

/** Reports of this machine that are young enough; none where nothing readable was remembered. */
async function remembered(dataDir: string): Promise<DeviceReport[]> {
  try {
    const memory = JSON.parse(await readFile(join(dataDir, memoryFile), 'utf8')) as Memory;
    const age = Date.now() - memory.checked;
    return memory.machine === machine() && age >= 0 && age < rememberedForMs ? [...memory.reports] : [];
  } catch {
    return [];
  }
}

/** Best effort: without it the devices are tried again. */
async function remember(dataDir: string, reports: readonly DeviceReport[]): Promise<void> {
  const memory: Memory = { machine: machine(), checked: Date.now(), reports };
  const made = await makeFolder(dataDir, { mode: 0o700 });
  if (made.ok) await writeWhole(join(dataDir, memoryFile), JSON.stringify(memory, null, 2));
}
