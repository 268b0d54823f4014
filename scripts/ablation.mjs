// `npm run ablation [-- --seed N --exams N --steps N | --minutes-per-variant M --out DIR]`: the variants of HDS U-ResNet's
// paper, trained alike on phantoms, and its table 1. Interrupted, the same command goes on.
import { join } from 'node:path';
import { ensureSetup, pinnedNode, root, runForeground } from './setup.mjs';

ensureSetup();
const program = join(root, 'main/training/ablationProgram.ts');
process.exit(await runForeground(pinnedNode, [program, ...process.argv.slice(2)]));
