import { ok, type Result } from '../../contract/problem.ts';
import type { Architecture } from '../../contract/card.ts';
import { phantomExamples, type PhantomExamplesOptions } from '../../training/data/phantomExamples.ts';
import type { ExamplePreparation } from '../../training/data/prepareExample.ts';
import { openFolderData, type FolderData } from './folderData.ts';
import { pooled, poolsFolder, type PoolOptions } from './pool.ts';

/** What is trained on. Plain data, so that threads can open the same. */
export type TrainingData =
  | {
      readonly type: 'phantoms';
      readonly architecture: Architecture;
      readonly seed: number;
      readonly options: PhantomExamplesOptions;
    }
  | { readonly type: 'folder'; readonly folder: string; readonly preparation: ExamplePreparation };

export interface OpenOptions extends PoolOptions {
  /** Hears of each image of a folder that has been looked at. */
  readonly onProgress?: (done: number, of: number) => void;
}

/** Opens training data over the pool of the data folder. Phantoms have no problems. */
export async function openTrainingData(
  data: TrainingData,
  dataDir: string,
  options: OpenOptions = {},
): Promise<Result<FolderData>> {
  const poolFolder = poolsFolder(dataDir);
  switch (data.type) {
    case 'phantoms': {
      const source = phantomExamples(data.architecture, data.seed, data.options);
      return ok({ source: await pooled(source, poolFolder, options), phantomsOnly: true, problems: [] });
    }
    case 'folder':
      return openFolderData(data.folder, data.preparation, { poolFolder, ...options });
  }
}
