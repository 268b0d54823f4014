import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBatches, type BatchThreads } from '../../../main/training/startBatches.ts';
import { openTrainingData, type TrainingData } from '../../../main/training/trainingData.ts';
import { gmicAugmentation, hdsAugmentation } from '../../../training/data/augmentation.ts';
import { gmicBatch, hdsBatch } from '../../../training/data/crops.ts';

const statistics = { mean: 80, std: 60 };
const crops = { size: { width: 128, height: 96 }, onLesion: 0.5 };
const phantoms = (seed: number): TrainingData => ({
  type: 'phantoms',
  architecture: 'hds-uresnet',
  seed,
  options: { exams: 2, rows: 256 },
});

let dataDir: string;
let threads: BatchThreads;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'mammoscope-batches-'));
  threads = startBatches(phantoms(5), dataDir, 2);
});
afterAll(async () => {
  await threads.close();
  await rm(dataDir, { recursive: true, force: true });
});

async function examples(data: TrainingData, indices: readonly number[]) {
  const opened = await openTrainingData(data, dataDir);
  if (!opened.ok) throw new Error(opened.problem.message);
  return Promise.all(indices.map((index) => opened.value.source.example(index)));
}

describe('threads that make batches', () => {
  it('make the batches that this thread would make, in whatever order', async () => {
    const requests = [[0, 5], [3], [7, 1, 2], [4, 4], [6]].map((indices, at) => ({
      type: 'hds' as const,
      indices,
      statistics,
      crops,
      settings: { augmentation: hdsAugmentation, keys: ['batch', at] },
    }));
    const made = await Promise.all(requests.map((request) => threads.batch(request)));
    for (const [at, { indices, settings }] of requests.entries()) {
      const here = hdsBatch(await examples(phantoms(5), indices), statistics, crops, settings);
      expect(made[at]).toEqual(here);
    }
  });

  it('make GMIC’s, too', async () => {
    const data: TrainingData = {
      type: 'phantoms',
      architecture: 'gmic',
      seed: 5,
      options: { exams: 1, size: { width: 256, height: 320 } },
    };
    const gmic = startBatches(data, dataDir, 1);
    const settings = { augmentation: gmicAugmentation, keys: [1] };
    expect(await gmic.batch({ type: 'gmic', indices: [2, 1], crops, settings })).toEqual(
      gmicBatch(await examples(data, [2, 1]), crops, settings),
    );
    await gmic.close();
  });

  it('prepare examples into the pool', async () => {
    const stored = () =>
      readdirSync(dataDir, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.example'))
        .length;
    const other = startBatches(phantoms(6), dataDir, 2);
    const before = stored();
    await Promise.all([other.prepare(0), other.prepare(4)]);
    expect(stored()).toBe(before + 8);
    await other.close();
  });

  it('reject what they cannot do, and everything once closed', async () => {
    const other = startBatches(phantoms(5), dataDir, 1);
    await expect(other.prepare(8)).rejects.toThrow('no phantom example 8');
    await expect(other.prepare(0)).rejects.toThrow('no phantom example 8');
    await other.close();
    const closed = startBatches(phantoms(5), dataDir, 1);
    const waiting = expect(closed.prepare(0)).rejects.toThrow('closed');
    await closed.close();
    await waiting;
    await expect(closed.prepare(0)).rejects.toThrow('closed');
  });
});
