// `npm run -s mammoscope -- <command>`: the command line, on the pinned Node.
import { spawn } from 'node:child_process';
import module from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureSetup, pinnedNode, root } from './setup.mjs';

ensureSetup();
const entry = join(root, 'main/hosts/cli.ts');
// npm starts scripts in the project's folder; paths on the command line are relative to where the user is.
if (process.env.INIT_CWD) process.chdir(process.env.INIT_CWD);
if (process.versions.node.startsWith('24.')) {
  module.enableCompileCache(process.env.NODE_COMPILE_CACHE);
  process.argv.splice(1, 1, entry);
  await import(pathToFileURL(entry).href);
} else {
  const child = spawn(pinnedNode, [entry, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
}
