import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Rect } from '../../../contract/geometry.ts';
import type { Results, ResultsPoint } from '../../../contract/results.ts';
import { writePhantomExam } from '../../../main/exports/phantomFiles.ts';
import { listWeights, readWeights, saveWeights } from '../../../main/library/weightsStore.ts';
import { allFigures } from '../../../main/training/allFigures.ts';
import { makeDefaultWeights } from '../../../main/training/defaultWeights.ts';
import { casesOf } from '../../../main/training/validate.ts';
import { phantomExamples } from '../../../training/data/phantomExamples.ts';
import type { VendorName } from '../../../training/phantoms/plan.ts';
import { projectRoot } from '../../needs.ts';

const folder = join(projectRoot, 'models/weights');
const shipped = ['gmic-phantoms', 'hds-uresnet-phantoms'];

/** Phantoms that neither training nor the figures of the cards have seen; few, so limits are wide. */
const unseen = { seed: 4711, exams: 6 };

async function shippedWeights(name: string) {
  const read = await readWeights(tmpdir(), name, folder);
  if (!read.ok) throw new Error(read.problem.message);
  return read.value;
}

/** What shipped weights say of unseen phantoms of a vendor, as names with values. */
async function figuresOf(name: string, vendor: VendorName) {
  const { card, weights } = await shippedWeights(name);
  const { recipe } = card.training!;
  const { seed, exams } = unseen;
  const source = phantomExamples(card.architecture, seed, { exams, vendor, size: recipe.size });
  const indices = Array.from({ length: source.count }, (_, index) => index);
  const { signal } = new AbortController();
  const cases = await casesOf(recipe, weights, source, indices, 'cpu', signal, () => undefined);
  return new Map(allFigures(cases));
}

describe('the weights that come with the program', () => {
  test('are whole, as their cards say, and small together', async () => {
    const { weights, problems } = await listWeights(join(tmpdir(), 'no library here'), folder);
    expect(problems).toEqual([]);
    expect(weights.map(({ card }) => card.name)).toEqual(shipped);
    for (const name of shipped) {
      const { card } = await shippedWeights(name);
      expect(card.untrained).toBe(false);
      expect(card.phantomsOnly).toBe(true);
      expect(card.licence).toBe('Apache-2.0');
      expect(card.trainingData).toContain('Trained on synthetic phantoms, not validated on patients.');
      expect(card.training?.recipe).toBeDefined();
    }
    const bytes = shipped.map((name) => statSync(join(folder, name, 'weights.safetensors')).size);
    expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(50e6);
  });

  test.each(['Aurelia', 'Northlight'] as const)(
    'outline masses in phantoms of %s that they never saw',
    async (vendor) => {
      const figures = await figuresOf('hds-uresnet-phantoms', vendor);
      expect(figures.get('Dice')).toBeGreaterThan(0.7);
      expect(figures.get('AUC')).toBeGreaterThan(0.85);
    },
    120_000,
  );

  test.each(['Aurelia', 'Northlight'] as const)(
    'know malignant phantoms of %s that they never saw, and attend to lesions',
    async (vendor) => {
      const figures = await figuresOf('gmic-phantoms', vendor);
      expect(figures.get('AUC mal')).toBeGreaterThan(0.8);
      expect(figures.get('Attention')).toBeGreaterThan(0.7);
    },
    120_000,
  );

  test('are left as they are where measuring new ones is stopped', async () => {
    const own = mkdtempSync(join(tmpdir(), 'mammoscope-default-'));
    const { card, weights } = await shippedWeights('hds-uresnet-phantoms');
    for (const training of [1, 2]) {
      const saved = await saveWeights(own, { ...card, name: `${card.name}-training-${training}` }, weights);
      expect(saved.ok).toBe(true);
    }
    const nothing = () => undefined;
    const listener = { onNotice: nothing, onProblem: nothing, onProgress: nothing, onEpoch: nothing };
    const request = {
      architecture: card.architecture,
      dataDir: own,
      into: join(own, 'into'),
      program: 'test',
    };
    const made = await makeDefaultWeights(request, listener, AbortSignal.abort());
    expect(made).toMatchObject({ ok: false, problem: { kind: 'cancelled' } });
    expect(existsSync(join(own, 'into'))).toBe(false);
    rmSync(own, { recursive: true });
  });

  test("are what a new library analyses with: the sample exam's mass is outlined where it shows, and ranked", async () => {
    const own = mkdtempSync(join(tmpdir(), 'mammoscope-sample-'));
    // Undefined: not passed on.
    const env = { ...process.env, MAMMOSCOPE_BUILT_IN_WEIGHTS: undefined };
    const written = await writePhantomExam(join(own, 'exam'), 1, 1, { size: 'full' });
    if (!written.ok) throw new Error(written.problem.message);
    const cli = join(projectRoot, 'main/hosts/cli.ts');
    const args = [
      'analyze',
      join(own, 'exam'),
      '--out',
      join(own, 'out'),
      '--library',
      join(own, 'data'),
      '--device',
      'cpu',
    ];
    const run = spawnSync(process.execPath, [cli, ...args], { env, encoding: 'utf8' });
    expect(run.stderr).not.toContain('untrained');
    expect(run.status, run.stderr).toBe(0);
    const results = JSON.parse(readFileSync(join(own, 'out/results.json'), 'utf8')) as Results;
    expect(results.weights.map(({ name }) => name)).toEqual(shipped);
    const truth = JSON.parse(readFileSync(join(own, 'exam/truth.json'), 'utf8')) as {
      images: { laterality: string; viewPosition: string; lesions: { boundingBox: Rect }[] }[];
    };
    for (const { laterality, viewPosition, lesions } of truth.images) {
      const image = results.images.find((one) => one.laterality === laterality && one.view === viewPosition)!;
      const contours = image.analyses.flatMap((one) =>
        one.architecture === 'hds-uresnet' ? one.contours : [],
      );
      const patches = image.analyses.flatMap((one) => (one.architecture === 'gmic' ? one.patches : []));
      expect(patches).toHaveLength(6);
      if (lesions.length > 0) {
        const foremost = patches.find(({ rank }) => rank === 1)!;
        expect(lesions.some(({ boundingBox }) => overlap(boundingBox, foremost.rect))).toBe(true);
      }
      for (const { boundingBox } of lesions) {
        const first = contours[0]?.points ?? [];
        expect(first.filter((point) => isIn(boundingBox, point)).length).toBeGreaterThan(first.length / 2);
      }
    }
    expect(truth.images.flatMap(({ lesions }) => lesions)).not.toEqual([]);
    rmSync(own, { recursive: true });
  }, 120_000);
});

function overlap(one: Rect, other: Rect): boolean {
  const across = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x);
  const down = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y);
  return across > 0 && down > 0;
}

function isIn({ x, y, width, height }: Rect, [column, row]: ResultsPoint): boolean {
  const margin = 10;
  return column > x - margin && row > y - margin && column < x + width + margin && row < y + height + margin;
}
