/** Trainings beside analyses in one engine. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { WeightsCard } from '../../../contract/card.ts';
import { createEngine } from '../../../main/compute/engine.ts';
import { forkHost } from '../../../main/compute/host.ts';
import { writeCard } from '../../../main/library/weightsCard.ts';
import { forkTrainingHost, type TrainingHost } from '../../../main/training/trainInChild.ts';
import type { TrainWeightsListener } from '../../../main/training/trainWeights.ts';
import { temporaryFolder } from '../store/temporaryFolder.ts';
import { trainingOf } from '../training/trainingRequests.ts';

const scripted = forkHost(new URL('./scriptedChild.ts', import.meta.url));
const scriptedTraining: TrainingHost = forkHost(new URL('../training/scriptedTraining.ts', import.meta.url));

/** An engine whose analyses are scripted, with an image whose analysis takes a while. */
function setUp(trainingHost: TrainingHost = scriptedTraining) {
  const dataDir = temporaryFolder();
  const card: WeightsCard = {
    version: 1,
    name: 'w',
    architecture: 'hds-uresnet',
    sha256: '0'.repeat(64),
    source: null,
    licence: null,
    created: '2026-11-01T00:00:00.000Z',
    trainingData: null,
    metrics: {},
    untrained: true,
    seed: 1,
    preparation: { rule: 'hds-uresnet/1', mean: 1, std: 1 },
    percentT: null,
  };
  mkdirSync(join(dataDir, 'weights/w'), { recursive: true });
  writeFileSync(join(dataDir, 'weights/w/card.json'), writeCard(card));
  const file = join(dataDir, 'blocks shortly');
  writeFileSync(file, '');
  const pids: number[] = [];
  const engine = createEngine({
    dataDir,
    device: 'cpu',
    host: scripted,
    trainingHost: {
      start: () => {
        const link = trainingHost.start();
        pids.push(link.pid!);
        return link;
      },
    },
  });
  onTestFinished(() => engine.close());
  const analyse = (onStep: (step: string) => void = () => undefined) =>
    engine.analyse({ file, weights: ['w'], force: true }, ({ step }) => onStep(step?.name ?? ''));
  return { dataDir, engine, pids, analyse };
}

/** A listener that keeps what it is told, and does something at the first step that is told of an epoch. */
function listener(epoch = 0, then: () => void = () => undefined) {
  const told: string[] = [];
  let waits = true;
  const kept: TrainWeightsListener = {
    onNotice: (sentence) => told.push(sentence),
    onProblem: ({ message }) => told.push(message),
    onProgress: (telling) => {
      told.push(`step of epoch ${telling.epoch}`);
      if (waits && telling.epoch === epoch) {
        waits = false;
        then();
      }
    },
    onEpoch: (figures) => told.push(`epoch ${figures.epoch}`),
  };
  return { ...kept, told };
}

describe('engine.train', () => {
  it('holds a training while an image is analysed, and goes on', async () => {
    const { engine, analyse, pids } = setUp();
    const { promise: fifthStep, resolve } = Promise.withResolvers<void>();
    const heard = listener(5, resolve);
    const training = engine.train(trainingOf('works'), heard);
    await fifthStep;
    const during: number[] = [];
    const analysis = analyse((step) => {
      if (step === 'network' || step === 'findings') during.push(heard.told.length);
    });
    expect((await analysis.done).ok).toBe(true);
    // The network takes longer than all twenty steps.
    expect(during[1]).toBe(during[0]);
    expect(during[0]).toBeLessThan(21);
    expect(await training.done).toMatchObject({ ok: true, value: [{ name: 'works' }] });
    expect(heard.told).toHaveLength(22);
    expect(pids).toHaveLength(1);
  });

  it('runs the same training once for two who ask, and no other of its name beside it', async () => {
    const { engine, pids } = setUp();
    const [first, second] = [listener(), listener()];
    const one = engine.train(trainingOf('works'), first);
    const two = engine.train(trainingOf('works'), second);
    const other = engine.train({ ...trainingOf('works'), epochs: 5 }, listener());
    expect(await other.done).toMatchObject({ ok: false, problem: { kind: 'name-taken' } });
    expect(await one.done).toBe(await two.done);
    expect(second.told).toEqual(first.told);
    expect(pids).toHaveLength(1);
  });

  it('cancels a training that waits for another', async () => {
    const { engine, pids } = setUp();
    const first = engine.train(trainingOf('works'), listener());
    const waiting = engine.train(trainingOf('other'), listener());
    waiting.cancel();
    expect(await waiting.done).toMatchObject({ problem: { kind: 'cancelled' } });
    expect((await first.done).ok).toBe(true);
    expect(pids).toHaveLength(1);
  });

  it('searches where a search is asked for', async () => {
    const { engine } = setUp();
    const heard = listener();
    await engine.train({ ...trainingOf('works'), search: true }, heard).done;
    expect(heard.told[0]).toBe('search works');
  });

  it('is cancelled when the engine is closed', async () => {
    const { engine } = setUp();
    const { promise: fifthStep, resolve } = Promise.withResolvers<void>();
    const training = engine.train(trainingOf('works'), listener(5, resolve));
    await fifthStep;
    await engine.close();
    expect(await training.done).toMatchObject({ problem: { kind: 'cancelled' } });
  });

  it('opens no library and tries no device for a training alone', async () => {
    const { dataDir, engine } = setUp();
    await engine.train(trainingOf('works'), listener()).done;
    expect(() => readFileSync(join(dataDir, 'library.sqlite'))).toThrow('ENOENT');
  });

  it('comes to the same weights where it was killed and held', async () => {
    const recipe = {
      size: { width: 128, height: 256 },
      crop: { width: 128, height: 128, centredOnMass: 0.5 },
      batchSize: 4,
      validateEvery: 1,
      split: { validation: 0.25, test: 0.25 },
    };
    const recipeFile = join(temporaryFolder(), 'recipe.json');
    writeFileSync(recipeFile, JSON.stringify(recipe));
    const request = { ...trainingOf('disturbed'), data: 'phantom:3:4', recipeFile, epochs: 2 };
    const { dataDir, engine, analyse, pids } = setUp(forkTrainingHost());
    expect(await engine.train({ ...request, name: 'calm' }, listener()).done).toMatchObject({ ok: true });

    const kill = listener(2, () => process.kill(pids[1], 'SIGKILL'));
    expect(await engine.train(request, kill).done).toMatchObject({
      ok: false,
      problem: {
        kind: 'compute-failed',
        message: expect.stringContaining('the same command goes on from there'),
      },
    });
    const analysed: Promise<unknown>[] = [];
    const hold = listener(2, () => analysed.push(analyse().done));
    expect(await engine.train(request, hold).done).toMatchObject({ ok: true });
    expect(hold.told).toContain('Goes on after epoch 1.');
    expect(await Promise.all(analysed)).toMatchObject([{ ok: true }]);
    const sha256 = (name: string) =>
      (JSON.parse(readFileSync(join(dataDir, 'weights', name, 'card.json'), 'utf8')) as WeightsCard).sha256;
    expect(sha256('disturbed')).toBe(sha256('calm'));
  }, 180_000);
});
