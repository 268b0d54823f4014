import type { WeightsCard } from '../../contract/card.ts';
import { fail, ok, type Problem, type Result } from '../../contract/problem.ts';
import { preparedSize } from '../../imaging/prepare/prepare.ts';
import type { ExampleSource } from '../../training/data/example.ts';
import { phantomExamples } from '../../training/data/phantomExamples.ts';
import type { ExamplePreparation } from '../../training/data/prepareExample.ts';
import { openFolderData } from '../training/folderData.ts';
import { poolsFolder } from '../training/pool.ts';

/** Where the images of an evaluation come from. */
export type DataChoice =
  | { readonly type: 'folder'; readonly folder: string }
  | { readonly type: 'phantoms'; readonly seed: number; readonly exams: number };

const defaultExams = 20;
const mostExams = 100_000;

/** `phantom:7`, `phantom:7:40` (seed, exams), else a folder; `exams` where it is not said. Problem `bad-input`. */
export function dataChoice(text: string, exams = defaultExams): Result<DataChoice> {
  const [kind, seed = '', said = String(exams), ...more] = text.split(':');
  if (kind !== 'phantom') return ok({ type: 'folder', folder: text });
  const isNumber = (part: string) => /^\d{1,9}$/.test(part);
  if (
    more.length > 0 ||
    !isNumber(seed) ||
    !isNumber(said) ||
    Number(said) === 0 ||
    Number(said) > mostExams
  ) {
    return fail(
      'bad-input',
      `"${text}" is no phantom data: write phantom:<seed> or phantom:<seed>:<exams>, such as phantom:7:20 (at most ${mostExams} exams).`,
    );
  }
  return ok({ type: 'phantoms', seed: Number(seed), exams: Number(said) });
}

/** Images, and what of the data cannot be used and why. */
export interface OpenedData {
  readonly source: ExampleSource;
  readonly problems: readonly Problem[];
}

/** What becomes of an image before the weights see it, apart from the normalisation. */
export function examplePreparation({ preparation }: WeightsCard): ExamplePreparation {
  return { rule: preparation.rule, size: preparedSize(preparation) };
}

export interface OpenOptions {
  readonly dataDir: string;
  /** Hears of each image of a folder that has been looked at. May throw to give up. */
  readonly onProgress: (done: number, of: number) => void;
}

/** The images prepared as `preparation` says. Problems: those of the folder where nothing in it can be used. */
export async function openData(
  choice: DataChoice,
  preparation: ExamplePreparation,
  { dataDir, onProgress }: OpenOptions,
): Promise<Result<OpenedData>> {
  switch (choice.type) {
    case 'phantoms':
      return ok({ source: phantomsFor(choice, preparation), problems: [] });
    case 'folder':
      return openFolderData(choice.folder, preparation, { poolFolder: poolsFolder(dataDir), onProgress });
  }
}

function phantomsFor(
  { seed, exams }: Extract<DataChoice, { readonly type: 'phantoms' }>,
  preparation: ExamplePreparation,
): ExampleSource {
  switch (preparation.rule) {
    case 'hds-uresnet/1':
      return phantomExamples('hds-uresnet', seed, { exams, size: preparation.size });
    case 'gmic/1':
      return phantomExamples('gmic', seed, { exams, size: preparation.size });
  }
}
