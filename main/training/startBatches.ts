import { Worker } from 'node:worker_threads';
import type { TrainingStatistics } from '../../imaging/prepare/hds.ts';
import type { Batch, BatchSettings, CropSettings } from '../../training/data/crops.ts';
import { moduleBeside } from '../files/moduleBeside.ts';
import type { TrainingData } from './trainingData.ts';

/** A batch to be made, or an example to be prepared into the pool. */
export type BatchRequest =
  | { readonly type: 'prepare'; readonly index: number }
  | {
      readonly type: 'hds';
      readonly indices: readonly number[];
      readonly statistics: TrainingStatistics;
      readonly crops: CropSettings | null;
      readonly settings: BatchSettings;
    }
  | {
      readonly type: 'gmic';
      readonly indices: readonly number[];
      readonly crops: CropSettings | null;
      readonly settings: BatchSettings;
    };

/** What a thread begins with. */
export interface BatchThreadData {
  readonly data: TrainingData;
  readonly dataDir: string;
}

export interface BatchCall {
  readonly id: number;
  readonly request: BatchRequest;
}

export interface BatchAnswer {
  readonly id: number;
  /** Null for `prepare`. */
  readonly batch: Batch | null;
}

/** Makes batches beside the training. Requests beyond the threads wait in the order in which they came. */
export interface BatchThreads {
  /** The batch of `hdsBatch` or `gmicBatch`: the same, whichever thread makes it. */
  batch(request: Exclude<BatchRequest, { readonly type: 'prepare' }>): Promise<Batch>;
  /** Renders or decodes the example and those of its group into the pool, if they are not there. */
  prepare(index: number): Promise<void>;
  close(): Promise<void>;
}

interface Waiting {
  readonly request: BatchRequest;
  readonly answer: PromiseWithResolvers<Batch | null>;
}

/**
 * Starts `threads` threads over data that the caller has opened: their indices are the same. Calls reject where a thread
 * fails, which is a bug or a file that has gone meanwhile, and after `close`.
 */
export function startBatches(data: TrainingData, dataDir: string, threads: number): BatchThreads {
  const workerData: BatchThreadData = { data, dataDir };
  const queue: Waiting[] = [];
  const busy = new Map<Worker, Waiting>();
  let failure: Error | null = null;
  let calls = 0;

  const workers = Array.from({ length: threads }, () => {
    const worker = new Worker(moduleBeside(import.meta.url, 'batchWorker'), { workerData });
    worker.on('message', ({ batch }: BatchAnswer) => {
      busy.get(worker)?.answer.resolve(batch);
      busy.delete(worker);
      giveOut();
    });
    worker.on('error', fail);
    return worker;
  });

  function fail(error: Error): void {
    failure ??= error;
    for (const { answer } of [...busy.values(), ...queue]) answer.reject(failure);
    busy.clear();
    queue.length = 0;
  }

  function giveOut(): void {
    for (const worker of workers) {
      if (busy.has(worker)) continue;
      const next = queue.shift();
      if (next === undefined) return;
      busy.set(worker, next);
      worker.postMessage({ id: calls++, request: next.request } satisfies BatchCall);
    }
  }

  const ask = (request: BatchRequest): Promise<Batch | null> => {
    if (failure !== null) return Promise.reject(failure);
    const answer = Promise.withResolvers<Batch | null>();
    // One that was asked for in advance may be of no use any more when it fails.
    answer.promise.catch(() => undefined);
    queue.push({ request, answer });
    giveOut();
    return answer.promise;
  };

  return {
    batch: (request) => ask(request) as Promise<Batch>,
    prepare: async (index) => {
      await ask({ type: 'prepare', index });
    },
    close: async () => {
      fail(new Error('the threads that make batches were closed'));
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}
