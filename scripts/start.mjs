// `npm start`: makes the sample exam, analyses it, and says where the results and pictures are.
import { join } from 'node:path';
import { ensureSetup, root, runPinned } from './setup.mjs';

ensureSetup();
process.exit(runPinned([join(root, 'main/hosts/sample.ts')]));
