/**
 * The reading room in the system's browser: `npm start` where Electron's runtime is not. Arguments are those of
 * `scripts/start.mjs`, checked there. Runs until it is interrupted; exit codes: 0 ended, 1 could not start.
 */
import { parseArgs } from 'node:util';
import type { Result } from '../../contract/problem.ts';
import { openDesktop } from '../desktop.ts';
import type { Desktop } from '../desktop.ts';
import { defaultDataDir, libraryGiven, libraryOptions } from './cli/dataDir.ts';
import { failCommand, print, printProblem } from './cli/output.ts';
import { startLoopback } from './loopback.ts';
import type { Loopback } from './loopback.ts';
import { openFirst } from './openFirst.ts';
import { openInBrowser } from './systemBrowser.ts';
import { rememberPort, usualPort } from './usualPort.ts';

const { values, positionals: paths } = parseArgs({
  options: {
    renderer: { type: 'string' },
    port: { type: 'string' },
    ...libraryOptions,
    open: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
const { renderer = 'build/renderer', port = '0', open } = values;
const named = libraryGiven(values);
if (!named.ok) {
  failCommand(named.problem, 2);
  process.exit();
}
const dataDir = named.value ?? (process.env.MAMMOSCOPE_DATA || defaultDataDir());

print('Mammoscope: for research use only.');
const desktop = openDesktop({ dataDir, device: 'auto', hostName: 'loopback' });
const started = await start(Number(port));
if (started.ok) {
  rememberPort(dataDir, started.value.port);
  await run(desktop, started.value);
} else {
  failCommand(started.problem);
  await desktop.close();
}

/** On the port that was asked for; else on that of the last start, where it is free. */
async function start(port: number): Promise<Result<Loopback>> {
  const usual = port === 0 ? usualPort(dataDir) : port;
  const first = await startLoopback({ desktop, rendererDir: renderer, port: usual });
  return first.ok || port !== 0 ? first : startLoopback({ desktop, rendererDir: renderer });
}

async function run(desktop: Desktop, host: Loopback): Promise<void> {
  endWhenAsked(desktop, host);
  const first = await openFirst(desktop, paths, () => print('Making the sample exam (once)...'));
  if (!first.ok) printProblem(first.problem);
  print(`Reading room: ${host.url}`);
  print('Ctrl+C ends it.');
  if (open) openInBrowser(host.oneTimeUrl(), () => print('No browser could be opened: open this address.'));
}

/** Signals, and the end of the process that started this one. They may come twice: by the terminal and by that process. */
function endWhenAsked(desktop: Desktop, host: Loopback): void {
  let ending = false;
  const end = async () => {
    if (ending) return;
    ending = true;
    await host.close();
    await desktop.close();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end());
  process.on('disconnect', () => void end());
}
