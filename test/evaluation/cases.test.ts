import { describe, expect, it } from 'vitest';
import type { GmicFindings, RoiPatch } from '../../contract/findings.ts';
import { gmicCase } from '../../evaluation/gmicCase.ts';
import { breastCases, gmicColumns } from '../../evaluation/gmicFigures.ts';
import { hdsCase } from '../../evaluation/hdsCase.ts';
import { hdsColumns } from '../../evaluation/hdsFigures.ts';
import { peaks } from '../../evaluation/peaks.ts';
import { continuousAgreement, enlargedAgreement } from '../../evaluation/saliency.ts';

const toSource = { a: 1, b: 0, c: 0, d: 1, e: 0, f: 0 };

/** A grid drawn with digits, in tenths; `#` is 1. */
function grid(...rows: readonly string[]) {
  return {
    width: rows[0].length,
    height: rows.length,
    data: Float32Array.from(rows.join(''), (sign) => (sign === '#' ? 1 : Number(sign) / 10)),
  };
}

const levels = { maskLevel: 0.5, minimumPixels: 2 };
const named = (patient: string) => ({ patient, name: patient, vendor: null });

describe('an image of HDS U-ResNet', () => {
  const truth = grid('##0000', '000##0', '000000');
  const map = grid('960060', '000005', '770008');

  it('is measured as the authors do, and marked as the reader sees it', () => {
    const one = hdsCase({ ...named('a'), score: 0.8 }, map, truth, levels);
    expect(one.dice).toBeCloseTo((2 * 2) / (6 + 4), 5);
    expect(one.pixelSensitivity).toBeCloseTo(2 / 4, 5);
    expect(one.pixelAccuracy).toBeCloseTo(12 / 18, 12);
    // The lone pixel beside the second lesion touches it at a corner, but has no pixel in common.
    expect(one.lesions).toEqual({ lesions: 2, found: 1, falsePositives: 3 });
    expect(one.marked).toEqual({
      lesions: 2,
      marks: [
        { score: Math.fround(0.9), lesion: 0 },
        { score: Math.fround(0.7), lesion: null },
      ],
    });
    expect(one.positive).toBe(true);
  });

  it('has a mark that hits two lesions count for both', () => {
    const { marked } = hdsCase(
      { ...named('a'), score: 0 },
      grid('888888', '888888', '888888'),
      truth,
      levels,
    );
    expect(marked.marks.map(({ lesion }) => lesion)).toEqual([0, 1]);
  });

  it('adds up to the columns of the paper', () => {
    const empty = grid('000000', '000000', '000000');
    const cases = [
      hdsCase({ ...named('a'), score: 0.8 }, map, truth, levels),
      hdsCase({ ...named('b'), score: 0.6 }, empty, empty, levels),
      hdsCase({ ...named('c'), score: 0.1 }, empty, empty, levels),
    ];
    const figures = Object.fromEntries(hdsColumns.map(({ key, of }) => [key, of(cases)]));
    expect(figures.dice).toBeCloseTo((0.4 + 1 + 1) / 3, 5);
    expect(figures.diceOfPositives).toBeCloseTo(0.4, 5);
    expect(figures.pixelSensitivity).toBeCloseTo((0.5 + 1 + 1) / 3, 5);
    expect(figures).toMatchObject({ lesionSensitivity: 0.5, falsePositivesPerImage: 1, auc: 1 });
    expect(figures.accuracy).toBeCloseTo(2 / 3, 12);
    expect(figures.precision).toBeCloseTo(1 / 2, 5);
    expect(figures.recall).toBeCloseTo(1, 5);
    expect(figures.f1).toBeCloseTo(2 / 3, 5);
    // Half of the lesions before the first false positive, to the limit of 2.
    expect(figures.frocArea).toBeCloseTo(0.5, 12);
    const none = hdsColumns.map(({ of }) => of([]));
    expect(none.every((value) => value === null)).toBe(true);
  });
});

describe('peaks of a map', () => {
  it('are summits, some cells apart, highest first', () => {
    const map = grid('9810007', '8800000', '0000060', '5000000');
    const found = peaks(map, { apart: 3, least: 0.05 }).map(({ x, y }) => [x, y]);
    // The 6 is a summit two rows below the higher 7; the 5 is three rows below the 9.
    expect(found).toEqual([
      [0, 0],
      [6, 0],
      [0, 3],
    ]);
    expect(peaks(map, { apart: 1, least: 0.55 })).toHaveLength(3);
    expect(peaks(grid('000', '000'), { apart: 1, least: 0 })).toEqual([]);
  });

  it('of a plateau are apart, too', () => {
    expect(peaks(grid('55555'), { apart: 2, least: 0 }).map(({ x }) => x)).toEqual([0, 2, 4]);
  });
});

describe('a coarse map against a mask', () => {
  it('is the same as the map enlarged by nearest neighbours', () => {
    const map = grid('92', '40');
    const mask = grid('##00', '0#00', '0000', '00#0');
    const enlarged = Array.from({ length: 16 }, (_, i) => map.data[(i >> 3) * 2 + ((i & 3) >> 1)]);
    const direct = continuousAgreement(enlarged, mask.data);
    const agreement = enlargedAgreement(map, mask);
    expect(agreement.precision).toBeCloseTo(direct.precision!, 12);
    expect(agreement.recall).toBeCloseTo(direct.recall!, 12);
    expect(agreement.f1).toBeCloseTo(direct.f1!, 12);
  });
});

function patch(rank: number, attention: number, x: number): RoiPatch {
  const rect = { x, y: 0, width: 2, height: 2 };
  return { rank, retrieval: rank, attention, rect, saliency: { benign: 0, malignant: 0 } };
}

function findings(benign: number, malignant: number, patches: readonly RoiPatch[]): GmicFindings {
  const both = { benign, malignant };
  return {
    architecture: 'gmic',
    probabilities: { global: both, local: both, fusion: both, paperMean: both },
    saliency: {
      benign: { ...grid('000'), toSource },
      malignant: { ...grid('180'), toSource },
    },
    patches,
  };
}

const nothing = grid('000000', '000000');
const lesion = grid('0#0000', '000000');
const breast = (patient: string, side: string) => ({ ...named(patient), breast: side });

describe('an image of GMIC', () => {
  it('has attention by overlap, and saliency per class that shows', () => {
    const patches = [patch(1, 0.5, 0), patch(2, 0.3, 2), patch(3, 0.2, 4)];
    const truth = { benign: nothing, malignant: lesion };
    const one = gmicCase(breast('a', 'L'), findings(0.2, 0.7, patches), truth, 'fusion');
    expect(one.attention).toEqual({ overlapping: 0.5, others: 0.25, firstOverlaps: true });
    expect(one.benign).toMatchObject({ positive: false, score: 0.2, saliency: null });
    // Cells are 2 x 2: the lesion's has 0.1, its neighbour 0.8.
    expect(one.malignant.saliency!.precision).toBeCloseTo(0.1 / (4 * 0.9), 6);
    expect(one.malignant.saliency!.recall).toBeCloseTo(0.1, 6);
    expect(one.malignant.marked).toEqual({ lesions: 1, marks: [{ score: Math.fround(0.8), lesion: null }] });
    const hit = gmicCase(
      breast('a', 'L'),
      findings(0, 0, patches),
      {
        benign: nothing,
        malignant: grid('000#00', '000000'),
      },
      'fusion',
    );
    expect(hit.malignant.marked.marks).toEqual([{ score: Math.fround(0.8), lesion: 0 }]);
    expect(hit.attention).toMatchObject({ overlapping: 0.3, firstOverlaps: false });
  });

  it.each([
    ['global', 0.1],
    ['local', 0.2],
    ['fusion', 0.3],
    ['paperMean', 0.15],
  ] as const)('is scored by the answer that its weights give: %s', (answer, score) => {
    const of = (malignant: number) => ({ benign: 0, malignant });
    const probabilities = { global: of(0.1), local: of(0.2), fusion: of(0.3), paperMean: of(0.15) };
    const found = { ...findings(0, 0, []), probabilities };
    const truth = { benign: nothing, malignant: lesion };
    expect(gmicCase(breast('a', 'L'), found, truth, answer).malignant.score).toBe(score);
  });

  it('adds up over views, breasts and attention', () => {
    const at = (place: number) => findings(0, 0.4, [patch(1, 0.6, place), patch(2, 0.4, 4 - place)]);
    const malignant = { benign: nothing, malignant: lesion };
    const normal = { benign: nothing, malignant: nothing };
    const cases = [
      gmicCase(breast('a', 'L'), at(0), malignant, 'fusion'),
      gmicCase(breast('a', 'L'), findings(0, 0.8, [patch(1, 0.6, 4), patch(2, 0.4, 0)]), malignant, 'fusion'),
      // No patch overlaps: that counts against it. All overlap: nothing to compare.
      gmicCase(breast('b', 'L'), findings(0, 0.5, [patch(1, 1, 4)]), malignant, 'fusion'),
      gmicCase(breast('b', 'R'), findings(0, 0.5, [patch(1, 1, 0)]), malignant, 'fusion'),
      gmicCase(breast('c', 'R'), findings(0, 0.3, [patch(1, 1, 4)]), normal, 'fusion'),
    ];
    const figures = Object.fromEntries(gmicColumns.map(({ key, of }) => [key, of(cases)]));
    expect(figures.attentionShare).toBeCloseTo(1 / 3, 12);
    expect(figures.firstPatchShare).toBeCloseTo(2 / 4, 12);
    expect(figures).toMatchObject({
      malignantAuc: 1,
      malignantBreastAuc: 1,
      benignAuc: null,
      benignF1: null,
    });
    const breasts = breastCases(cases, 'malignant');
    expect(breasts.map(({ score }) => Number(score.toFixed(6)))).toEqual([0.6, 0.5, 0.5, 0.3]);
    expect(breasts.map(({ positive }) => positive)).toEqual([true, true, true, false]);
  });
});
