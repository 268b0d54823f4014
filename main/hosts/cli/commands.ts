import type { Command } from 'commander';
import { analyzeCommand } from './analyze.ts';
import { devicesCommand } from './devices.ts';
import { evaluateCommand } from './evaluate.ts';
import { infoCommand } from './info.ts';
import { modelsCommand } from './models.ts';
import { phantomCommand } from './phantom.ts';
import { pixelsCommand } from './pixels.ts';
import { prepareCommand } from './prepare.ts';
import { trainCommand } from './train.ts';

/** Every command, in the order of the help text. Each file defines one and loads its work only when it runs. */
export const commands: readonly (() => Command)[] = [
  infoCommand,
  pixelsCommand,
  prepareCommand,
  modelsCommand,
  analyzeCommand,
  phantomCommand,
  trainCommand,
  evaluateCommand,
  devicesCommand,
];
