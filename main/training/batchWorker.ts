/** A thread behind `startBatches`: reads, or makes, examples and augments them. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Example, ExampleSource } from '../../training/data/example.ts';
import { gmicBatch, hdsBatch, type Batch } from '../../training/data/crops.ts';
import type { BatchAnswer, BatchCall, BatchRequest, BatchThreadData } from './startBatches.ts';
import { openTrainingData } from './trainingData.ts';

const port = parentPort;
if (port === null) throw new Error('this module runs as a worker thread');

/** The main thread and its pool keep examples, too. */
const memoryBytes = 2 ** 27;

const { data, dataDir } = workerData as BatchThreadData;
const opening = openTrainingData(data, dataDir, { memoryBytes });

port.on('message', ({ id, request }: BatchCall) => {
  // A rejection ends the thread, and `startBatches` hears of it.
  void answer(request).then((batch) => {
    const transfer = batch === null ? [] : [batch.image.buffer, batch.mask.buffer, batch.labels.buffer];
    port.postMessage({ id, batch } satisfies BatchAnswer, transfer as ArrayBuffer[]);
  });
});

async function answer(request: BatchRequest): Promise<Batch | null> {
  const opened = await opening;
  if (!opened.ok) throw new Error(opened.problem.message);
  const { source } = opened.value;
  switch (request.type) {
    case 'prepare':
      await source.example(request.index);
      return null;
    case 'hds': {
      const examples = await examplesOf(source, request.indices);
      return hdsBatch(examples, request.statistics, request.crops, request.settings);
    }
    case 'gmic':
      return gmicBatch(await examplesOf(source, request.indices), request.crops, request.settings);
  }
}

async function examplesOf(source: ExampleSource, indices: readonly number[]): Promise<readonly Example[]> {
  const examples = [];
  for (const index of indices) examples.push(await source.example(index));
  return examples;
}
