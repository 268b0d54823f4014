import type { Command } from 'commander';
import { infoCommand } from './info.ts';
import { modelsCommand } from './models.ts';
import { phantomCommand } from './phantom.ts';
import { pixelsCommand } from './pixels.ts';

/** Every command, in the order of the help text. Each file defines one and loads its work only when it runs. */
export const commands: readonly (() => Command)[] = [
  infoCommand,
  pixelsCommand,
  modelsCommand,
  phantomCommand,
];
