// `npm run package [-- options of electron-builder]`: builds renderer and program, and makes the installers of this system.
import { join } from 'node:path';
import { buildApp } from './buildApp.mjs';
import { buildRenderer } from './build.mjs';
import { ensureSetup, root, runPinned } from './setup.mjs';

ensureSetup();
await buildRenderer();
buildApp();
const builder = join(root, 'node_modules/electron-builder/cli.js');
process.exit(
  runPinned([builder, '--config', 'electron-builder.yml', '--publish', 'never', ...process.argv.slice(2)]),
);
