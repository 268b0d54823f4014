import { describe, expect, it } from 'vitest';
import { openImage } from '../../../imaging/openImage.ts';
import { prepareForGmic } from '../../../imaging/prepare/gmic/prepareForGmic.ts';
import { prepareForHds } from '../../../imaging/prepare/hds.ts';
import { phantomDicom } from '../../../main/exports/phantomDicom.ts';
import { breastMask } from '../../../training/data/breastMask.ts';
import type { Example } from '../../../training/data/example.ts';
import { labels, massMask } from '../../../training/data/example.ts';
import { phantomExamples } from '../../../training/data/phantomExamples.ts';
import { phantomViews } from '../../../training/phantoms/phantomExam.ts';
import { planExam } from '../../../training/phantoms/planExam.ts';

const rows = 512;
const size = { width: 320, height: 512 };
const hds = phantomExamples('hds-uresnet', 11, { exams: 2, lesions: 'always', rows });
const gmic = phantomExamples('gmic', 11, { exams: 2, lesions: 'always', size });

async function all(source: typeof hds): Promise<Example[]> {
  const examples: Example[] = [];
  for (let index = 0; index < source.count; index++) examples.push(await source.example(index));
  return examples;
}

function count(mask: Uint8Array): number {
  return mask.reduce((sum, value) => sum + value, 0);
}

/** The view's DICOM file, opened as an analysis does. */
async function opened(exam: number, view: number, height: number) {
  const plan = planExam(11, exam, { lesions: 'always' });
  const shown = [...phantomViews(plan, height)][view];
  const image = openImage(phantomDicom(plan, shown, 1), 'x.dcm');
  if (!image.ok) throw new Error(image.problem.message);
  const frame = await image.value.decode(0);
  if (!frame.ok) throw new Error(frame.problem.message);
  return { header: image.value.header, frame: frame.value };
}

describe('phantom examples', () => {
  it('are prepared as an analysis prepares the same image: HDS, to half a grey level', async () => {
    for (const view of [0, 3]) {
      const { header, frame } = await opened(2, view, rows);
      expect(header.phantom).toBe(true);
      const prepared = prepareForHds(header, frame, { mean: 0, std: 1 });
      if (!prepared.ok) throw new Error(prepared.problem.message);
      const { pixels } = await hds.example(4 + view);
      expect(pixels).toEqual(Uint8Array.from(prepared.value.data, Math.round));
    }
  });

  it('are prepared as an analysis prepares the same image: GMIC, normalised', async () => {
    for (const view of [1, 2]) {
      const { header, frame } = await opened(
        1,
        view,
        Math.round(planExam(11, 1).detector.rows * (512 / 2944)),
      );
      const prepared = prepareForGmic(header, frame, { size, shrunk: true });
      if (!prepared.ok) throw new Error(prepared.problem.message);
      const { pixels } = await gmic.example(view);
      const values = Float64Array.from(pixels);
      const mean = values.reduce((a, b) => a + b) / values.length;
      const deviation = Math.sqrt(
        values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length,
      );
      const normalised = Float32Array.from(values, (value) => (value - mean) / deviation);
      expect(normalised.every((value, at) => Math.abs(value - prepared.value.data[at]) < 1e-4)).toBe(true);
    }
  });

  it('take the lesions along: bright masses inside the breast', async () => {
    for (const source of [hds, gmic]) {
      const examples = await all(source);
      const lesions = examples.flatMap((example) => example.lesions.map((lesion) => ({ example, lesion })));
      expect(lesions.length).toBeGreaterThan(3);
      for (const { example, lesion } of lesions) {
        const inside = count(lesion.mask);
        expect(inside).toBeGreaterThan(20);
        expect(count(lesion.mask.map((value, at) => value & example.breast[at])) / inside).toBeGreaterThan(
          0.95,
        );
      }
    }
  });

  it('say whose they are: the four views of an exam in turn', async () => {
    const examples = await all(hds);
    expect(hds.patients).toEqual(['phantom-11-1', 'phantom-11-2']);
    expect(examples.map(({ patient }) => patient)).toEqual(examples.map((_, index) => hds.patientOf(index)));
    expect(examples.slice(0, 4).map(({ name }) => name)).toEqual(
      ['R CC', 'L CC', 'R MLO', 'L MLO'].map((view) => `phantom-11-1 ${view}`),
    );
    expect(hds.groupOf(6)).toEqual([4, 5, 6, 7]);
    expect(examples[0].size).toEqual({ width: 512, height: 1024 });
    await expect(hds.example(8)).rejects.toThrow(RangeError);
  });

  it('are the same when asked for again, in any order', async () => {
    const later = await hds.example(6);
    const earlier = await hds.example(1);
    const again = phantomExamples('hds-uresnet', 11, { exams: 2, lesions: 'always', rows });
    expect(await again.example(1)).toEqual(earlier);
    expect(await again.example(6)).toEqual(later);
  });

  it('let GMIC’s breasts point to the right', async () => {
    for (const { breast } of await all(gmic)) {
      const columns = Array.from({ length: size.width }, (_, x) =>
        Array.from({ length: size.height }, (_, y) => breast[y * size.width + x]).reduce((a, b) => a + b),
      );
      const half = size.width / 2;
      const sum = (values: number[]) => values.reduce((a, b) => a + b);
      expect(sum(columns.slice(0, half))).toBeGreaterThan(sum(columns.slice(half)));
    }
  });

  it('have the labels of their lesions', async () => {
    for (const example of await all(hds)) {
      const masses = example.lesions.filter(({ kind }) => kind === 'mass');
      const has = (wanted: string) => Number(example.lesions.some(({ label }) => label === wanted));
      expect(labels(example)).toEqual({
        mass: Number(masses.length > 0),
        benign: has('benign'),
        malignant: has('malignant'),
      });
      const union = massMask(example);
      expect(count(union) > 0).toBe(masses.length > 0);
      for (const { mask } of masses) expect(mask.every((value, at) => value <= union[at])).toBe(true);
    }
  });

  it('show a breast that a threshold finds, too', async () => {
    for (const { pixels, breast, size: extent } of await all(hds)) {
      const found = breastMask(pixels, extent);
      const both = count(found.map((value, at) => value & breast[at]));
      expect((2 * both) / (count(found) + count(breast))).toBeGreaterThan(0.97);
    }
  });
});

describe('labels', () => {
  it('do not count a lesion of which nothing is left', async () => {
    const example = await hds.example(0);
    const nothing = new Uint8Array(example.pixels.length);
    const lesions = [{ kind: 'mass', label: 'malignant', mask: nothing }] as const;
    expect(labels({ ...example, lesions })).toEqual({ mass: 0, benign: 0, malignant: 0 });
  });
});
