import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import type { WeightsCard } from '../../../../contract/card.ts';
import { decodeNpy, encodeNpy } from '../../../../imaging/npy.ts';
import type { GmicRecipe } from '../../../../contract/recipe.ts';
import { toFloat32 } from '../../../../models/checkpoint/float.ts';
import { readSafetensors, writeSafetensors } from '../../../../models/checkpoint/safetensors.ts';
import { publishedRecipes } from '../../../../training/recipe.ts';
import { blobs, synth } from '../../../fixtures/generated.ts';
import { fixtureJson, fixtureWeights } from '../../../models/parity.ts';
import { lacks, needing, projectRoot } from '../../../needs.ts';

const folder = mkdtempSync(join(tmpdir(), 'train-'));
const cli = join(projectRoot, 'main/hosts/cli.ts');
afterAll(() => rmSync(folder, { recursive: true }));

function mammoscope(dataDir: string, ...args: string[]) {
  const env = { ...process.env, MAMMOSCOPE_DATA: dataDir };
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8', env });
  return { code: status, out: stdout, err: stderr };
}

const recipe = join(folder, 'recipe.json');
writeFileSync(
  recipe,
  JSON.stringify({
    size: { width: 128, height: 256 },
    crop: { width: 128, height: 128, centredOnMass: 0.5 },
    batchSize: 4,
    validateEvery: 1,
    averaged: true,
    split: { validation: 0.25, test: 0.25 },
    augmentation: { strength: 1 },
  }),
);

/** Two epochs of a small network's worth of phantoms. */
function training(name: string): string[] {
  return [
    'train',
    'hds-uresnet',
    '--data',
    'phantom:3:8',
    '--recipe',
    recipe,
    '--out',
    name,
    '--epochs',
    '2',
    '--device',
    'cpu',
  ];
}

function storedCard(dataDir: string, name: string): WeightsCard {
  return JSON.parse(readFileSync(join(dataDir, 'weights', name, 'card.json'), 'utf8')) as WeightsCard;
}

describe('mammoscope train', () => {
  const calm = join(folder, 'calm');

  it('writes weights, a card that says how they came to be, and a report; goes on after kill -9 to the same numbers', async () => {
    const run = mammoscope(calm, ...training('calm'));
    expect(run.err).toBe('');
    expect(run.code).toBe(0);
    expect(run.out).toMatch(/^epoch 1: loss \d.*validation Dice \d/m);
    expect(run.out).toMatch(/^epoch 2: /m);
    expect(run.out).toContain('For research use only.');
    expect(run.out).toMatch(/^Peak memory: \d+ MiB$/m);
    const card = storedCard(calm, 'calm');
    expect(card.untrained).toBe(false);
    expect(card.phantomsOnly).toBe(true);
    expect(card.preparation).toMatchObject({ size: { width: 128, height: 256 } });
    expect(card.training).toMatchObject({
      parent: null,
      epochs: 2,
      steps: 8,
      data: { patients: { train: 4, validation: 2, test: 2 } },
    });
    expect(card.training?.curves).toHaveLength(2);
    const report = /^Report: (.+)$/m.exec(run.out)?.[1] ?? '';
    expect(readFileSync(report, 'utf8')).toContain('research use only');

    const killed = join(folder, 'killed');
    const env = { ...process.env, MAMMOSCOPE_DATA: killed };
    const child = spawn(process.execPath, [cli, ...training('calm')], { env, stdio: 'ignore' });
    const checkpoints = join(killed, 'training/runs/calm');
    while (
      !existsSync(checkpoints) ||
      !readdirSync(checkpoints).some((name) => name.startsWith('checkpoint-'))
    ) {
      await wait(20);
    }
    child.kill('SIGKILL');
    await once(child, 'exit');
    const second = mammoscope(killed, ...training('calm'));
    expect(second.err).toMatch(/Goes on after epoch 1\./);
    expect(second.code).toBe(0);
    expect(storedCard(killed, 'calm').sha256).toBe(card.sha256);
  }, 300_000);

  it('validates and keeps the means of the epochs where the recipe says so', () => {
    // The second epoch alone is validated, so its weights are kept.
    const averaged = join(folder, 'averaged.json');
    const changes = { averaged: true, validateEvery: 2, epochs: 2 };
    writeFileSync(averaged, JSON.stringify({ ...JSON.parse(readFileSync(recipe, 'utf8')), ...changes }));
    const run = mammoscope(
      calm,
      ...['train', 'hds-uresnet', '--data', 'phantom:4:8', '--recipe', averaged],
      ...['--out', 'averaged', '--device', 'cpu'],
    );
    expect(run.code).toBe(0);
    const tensorsOf = (file: string) => {
      const read = readSafetensors(readFileSync(join(calm, file)));
      if (!read.ok) throw new Error(read.problem.message);
      return new Map([...read.value].map(([name, found]) => [name, toFloat32(found)]));
    };
    const [first, second] = [1, 2].map((number) =>
      tensorsOf(`training/runs/averaged/checkpoint-00000${number}/state.safetensors`),
    );
    for (const [name, kept] of tensorsOf('weights/averaged/weights.safetensors')) {
      const ends = [first, second].map((one) => one.get(`weights/${name}`)!);
      expect(ends[1], name).not.toEqual(ends[0]);
      expect(kept, name).toEqual(ends[0].map((value, at) => value + (ends[1][at] - value) / 2));
    }
  }, 120_000);

  it('begins with given weights, and names them; ends when the time is over', () => {
    const run = mammoscope(
      calm,
      ...['train', 'hds-uresnet', '--data', 'phantom:4:8', '--recipe', recipe, '--from', 'calm'],
      ...['--out', 'child', '--minutes', '0.001', '--device', 'cpu'],
    );
    expect(run.code).toBe(0);
    expect(storedCard(calm, 'child').training?.parent).toBe('calm');
    // The time is over within the first of four steps.
    expect(run.out).toContain('The time was over.');
    expect(storedCard(calm, 'child').training).toMatchObject({ epochs: 1, steps: 1 });
  }, 120_000);

  it("trains GMIC's draws of hyper-parameters and keeps the best", () => {
    const search = join(folder, 'search.json');
    writeFileSync(
      search,
      JSON.stringify({
        size: { width: 256, height: 384 },
        batchSize: 2,
        epochs: 1,
        split: { fold: { number: 1, of: 4 }, validation: 0.5 },
        search: { draws: 2, keep: 1 },
      }),
    );
    const run = mammoscope(
      calm,
      ...['train', 'gmic', '--data', 'phantom:5:4', '--recipe', search, '--search'],
      ...['--out', 'found', '--device', 'cpu'],
    );
    expect(run.err).toMatch(/training 1 of 2\.\n.*training 2 of 2\./s);
    expect(run.code).toBe(0);
    const card = storedCard(calm, 'found-1');
    expect(card.architecture).toBe('gmic');
    expect(card.preparation).toMatchObject({ size: { width: 256, height: 384 } });
    expect(card.training?.data.patients).toEqual({ train: 1, validation: 2, test: 1 });
    // What was drawn, not what the recipe began with.
    expect(card.percentT).toBe((card.training?.recipe as GmicRecipe).percentT);
    expect(card.training?.recipe.learningRate.start).not.toBe(publishedRecipes.gmic.learningRate.start);
    expect(existsSync(join(calm, 'weights/found-2'))).toBe(false);
  }, 300_000);

  it.each([
    [['train', 'gmic', '--out', 'x'], 'Say what to train on'],
    [['train', '--data', 'phantom:1', '--out', 'x'], 'Say which network'],
    [['train', 'gmic', '--data', 'phantom:1:x', '--out', 'x'], 'no phantom data'],
    [['train', 'gmic', '--data', 'phantom:1', '--out', '../x'], 'cannot name weights'],
    [['train', 'gmic', '--data', 'phantom:1', '--from', 'nothing', '--out', 'x'], 'nothing'],
    [['train', 'hds-uresnet', '--data', 'phantom:1:2', '--out', 'x'], 'give more data'],
    [['train', 'gmic', '--data', 'phantom:1', '--recipe', recipe, '--out', 'x'], 'recipe.json: The recipe'],
  ])('%j', (args, message) => {
    const run = mammoscope(folder, ...args);
    expect(run.code).toBe(2);
    expect(run.err).toContain(message);
  });
});

describe.skipIf(lacks('shared'))(needing('mammoscope train --gradients-only', 'shared'), () => {
  interface Expected {
    readonly input_images: readonly string[];
    readonly labels: readonly number[];
    readonly losses: Readonly<Record<string, number | readonly number[]>>;
  }
  type Gradients = Readonly<Record<string, { readonly shape: readonly number[]; readonly l2: number }>>;

  it('writes losses and gradients of a batch', () => {
    const side = 256;
    const area = side * side;
    const { input_images, labels, losses } = fixtureJson<Expected>('hds/train_256x256/expected.json');
    const data = new Float32Array(2 * area);
    input_images.forEach((name, at) => {
      synth('public-1', name, side, side).forEach((k, pixel) => {
        data[at * area + pixel] = Math.fround(
          Math.fround((k >> 4) - Math.fround(87.2532)) / Math.fround(67.7831),
        );
      });
    });
    const mask = new Uint8Array(2 * area);
    for (const { x, y, radius } of blobs('public-1', input_images[0], side, side).slice(0, 2)) {
      for (let pixel = 0; pixel < area; pixel++) {
        const [dx, dy] = [(pixel % side) - x, Math.floor(pixel / side) - y];
        if ((dx * dx + dy * dy) / (radius * radius) < 1) mask[pixel] = 1;
      }
    }
    const batch = join(folder, 'batch');
    mkdirSync(batch);
    writeFileSync(join(batch, 'input.npy'), encodeNpy({ shape: [2, 1, side, side], data }));
    writeFileSync(join(batch, 'mask.npy'), encodeNpy({ shape: [2, side, side], data: mask }));
    writeFileSync(join(batch, 'labels.npy'), encodeNpy({ shape: [2], data: Int32Array.from(labels) }));
    const weights = join(folder, 'hds.safetensors');
    writeFileSync(weights, writeSafetensors(fixtureWeights('hds')));
    const out = join(folder, 'gradients');
    const run = mammoscope(
      folder,
      ...['train', '--gradients-only', '--architecture', 'hds-uresnet', '--weights', weights],
      ...['--batch', batch, '--out', out],
    );
    expect(run.err).toBe('');
    expect(run.code).toBe(0);
    const written = JSON.parse(readFileSync(join(out, 'losses.json'), 'utf8')) as Expected['losses'];
    for (const [name, value] of Object.entries(losses)) {
      const actual = [written[name]].flat();
      [value].flat().forEach((each, at) => {
        expect(Math.abs(actual[at] - each), name).toBeLessThan(1e-4 * Math.abs(each));
      });
    }
    const expected = fixtureJson<Gradients>('hds/train_256x256/gradients.json');
    expect(readdirSync(out)).toHaveLength(Object.keys(expected).length + 1);
    for (const [name, { shape, l2 }] of Object.entries(expected)) {
      const array = decodeNpy(readFileSync(join(out, `${name}.npy`)));
      if (!array.ok) throw new Error(array.problem.message);
      expect(array.value.shape, name).toEqual(shape);
      const length = Math.sqrt(Array.from(array.value.data).reduce((sum, value) => sum + value * value, 0));
      expect(Math.abs(length - l2) / l2, name).toBeLessThan(5e-2);
    }
  }, 120_000);

  it('names what is wrong with a batch', () => {
    const batch = join(folder, 'bad-batch');
    mkdirSync(batch);
    writeFileSync(
      join(batch, 'input.npy'),
      encodeNpy({ shape: [1, 1, 100, 128], data: new Float32Array(12800) }),
    );
    const run = mammoscope(
      folder,
      ...[
        'train',
        '--gradients-only',
        '--architecture',
        'hds-uresnet',
        '--weights',
        join(folder, 'hds.safetensors'),
      ],
      ...['--batch', batch, '--out', join(folder, 'no-gradients')],
    );
    expect(run.code).toBe(1);
    expect(run.err).toContain('multiples of 128');
  });
});
