// `npm run train:default [-- --library DIR] [hds-uresnet] [gmic]`: trains the weights that come with the program again and puts them
// into models/weights. Interrupted, it goes on where it was.
import { join } from 'node:path';
import { ensureSetup, root, runForeground, pinnedNode } from './setup.mjs';

ensureSetup();
const program = join(root, 'main/training/defaultWeightsProgram.ts');
process.exit(await runForeground(pinnedNode, [program, ...process.argv.slice(2)]));
