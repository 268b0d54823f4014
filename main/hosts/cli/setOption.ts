import { InvalidArgumentError } from 'commander';
import type { StatedFile } from '../../library/statedFiles.ts';
import { parseStatedFile } from '../../library/statedFiles.ts';

/** `--set FILE=R-CC`, any number of times. */
export const setOption: [
  string,
  string,
  (text: string, before: readonly StatedFile[]) => readonly StatedFile[],
  readonly StatedFile[],
] = [
  '--set <file=view>',
  'side and view of a file, in place of what it says itself: FILE=R-CC, FILE=L or FILE=MLO (any number of times)',
  (text, before) => {
    const parsed = parseStatedFile(text);
    if (!parsed.ok) throw new InvalidArgumentError(parsed.problem.message);
    return [...before, parsed.value];
  },
  [],
];
