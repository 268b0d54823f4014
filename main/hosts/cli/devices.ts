import { Command } from 'commander';
import type { DeviceReport } from '../../compute/devices.ts';
import { dataDirOf } from './dataDir.ts';
import { print } from './output.ts';

/** `mammoscope devices [--json]`: what networks can run on here, and whether it can be trusted. */
export function devicesCommand(): Command {
  return new Command('devices')
    .description('try the devices of this machine against the CPU on a small network')
    .option('--json', 'print one JSON object')
    .action(async (options: { json?: boolean }, command: Command) => {
      const { checkAllDevices, isFaster } = await import('../../compute/devices.ts');
      const { forkHost } = await import('../../compute/host.ts');
      const devices = await checkAllDevices(forkHost(), dataDirOf(command));
      const automatic = devices.find((report) => report.works && isFaster(report))?.device ?? 'cpu';
      if (options.json) print(JSON.stringify({ devices, automatic }, null, 2));
      else for (const line of describe(devices, automatic)) print(line);
    });
}

function describe(devices: readonly DeviceReport[], automatic: string): string[] {
  const lines = devices.map((report) => `${report.device.padEnd(9)} ${outcome(report)}`);
  return [...lines, `--device auto uses ${automatic}`];
}

function outcome({ device, works, reason, maximumDifference, cpuMs, deviceMs }: DeviceReport): string {
  if (!works) return `not usable: ${reason}`;
  const time = `${deviceMs?.toFixed(1)} ms for a small network`;
  if (device === 'cpu') return `works: ${time}`;
  return `works: ${time} (CPU ${cpuMs?.toFixed(1)} ms), at most ${maximumDifference?.toExponential(1)} from the CPU's result`;
}
