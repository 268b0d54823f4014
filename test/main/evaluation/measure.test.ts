import { describe, expect, it } from 'vitest';
import { publishedAnswers } from '../../../contract/answers.ts';
import { badness, measure } from '../../../main/evaluation/measure.ts';
import { modelCurves } from '../../../main/evaluation/modelCurves.ts';
import { modelFigures } from '../../../main/evaluation/modelFigures.ts';
import { figuresCsv, textTables } from '../../../main/evaluation/tables.ts';
import { WorstCases } from '../../../main/evaluation/worstCases.ts';
import type { HdsCase } from '../../../evaluation/hdsCase.ts';
import { cardOf, exampleOf, gmicFindings, hdsFindings, map } from './samples.ts';

const size = { width: 4, height: 2 };
const corner = ['##..', '....'];
const calcifications = { kind: 'calcifications', label: 'benign', drawn: ['...#', '....'] } as const;

describe('an example against what was found in it', () => {
  it('of HDS U-ResNet looks at masses alone', () => {
    const example = exampleOf(size, [{ drawn: corner }, calcifications]);
    const one = measure(example, hdsFindings(map('9906', '0000'), 0.8), 0.5, publishedAnswers);
    if (one.architecture !== 'hds-uresnet') throw new Error(one.architecture);
    expect(one.measured).toMatchObject({ patient: 'p1', vendor: 'Aurelia', positive: true, score: 0.8 });
    expect(one.measured.lesions).toEqual({ lesions: 1, found: 1, falsePositives: 1 });
    expect(one.measured.dice).toBeCloseTo(4 / 5, 5);
    expect(badness(one)).toBeCloseTo(0.2 + 0.2, 5);
    const higher = measure(example, hdsFindings(map('9906', '0000'), 0.8), 0.7, publishedAnswers);
    expect(higher.measured).toMatchObject({ lesions: { falsePositives: 0 } });
    const bySegmentation = { ...publishedAnswers, 'hds-uresnet': 'segmentationMax' } as const;
    const found = hdsFindings(map('9906', '0000'), 0.8);
    const segmented = { ...found, probabilities: { ...found.probabilities, segmentationMax: 0.9 } };
    expect(measure(example, segmented, 0.5, bySegmentation).measured).toMatchObject({ score: 0.9 });
  });

  it('of GMIC looks at lesions of every kind, by label', () => {
    const example = exampleOf(size, [{ drawn: corner }, calcifications]);
    const one = measure(example, gmicFindings(map('90'), map('08'), 0.7), 0.5, publishedAnswers);
    if (one.architecture !== 'gmic') throw new Error(one.architecture);
    expect(one.measured.malignant).toMatchObject({ positive: true, score: 0.7 });
    expect(one.measured.benign.positive).toBe(true);
    expect(one.measured.malignant.marked.marks).toEqual([{ score: Math.fround(0.9), lesion: 0 }]);
    expect(badness(one)).toBeCloseTo(0.3, 12);
  });
});

function hdsCaseOf(patient: string, vendor: string, score: number, positive: boolean): HdsCase {
  const example = exampleOf(size, positive ? [{ drawn: corner }] : [], { patient, vendor });
  const found = positive ? map('9900', '0000') : map('0000', '0000');
  const one = measure(example, hdsFindings(found, score), 0.5, publishedAnswers);
  if (one.architecture !== 'hds-uresnet') throw new Error(one.architecture);
  return one.measured;
}

describe('the figures of a set of weights', () => {
  const cases = [
    hdsCaseOf('a', 'Aurelia', 0.9, true),
    hdsCaseOf('a', 'Aurelia', 0.1, false),
    hdsCaseOf('b', 'Northlight', 0.3, true),
    hdsCaseOf('b', 'Northlight', 0.6, false),
  ];
  const folds = {
    count: 2,
    of: new Map([
      ['a', 0],
      ['b', 1],
    ]),
  };
  const card = cardOf('masses, "new"', 'hds-uresnet');
  const figures = modelFigures(
    card,
    { architecture: 'hds-uresnet', cases },
    { folds, seed: 1, threshold: 0.5 },
  );
  const subset = (kind: string, name = '') =>
    figures.subsets.find((one) => one.kind === kind && one.name === name)!;

  it('are those of all, of each vendor and fold, and over folds', () => {
    expect(figures.subsets.map(({ kind, name, images }) => [kind, name, images])).toEqual([
      ['all', '', 4],
      ['vendor', 'Aurelia', 2],
      ['vendor', 'Northlight', 2],
      ['fold', '1', 2],
      ['fold', '2', 2],
      ['folds', '2', 4],
    ]);
    expect(subset('all').figures.auc.value).toBe(0.75);
    expect(subset('vendor', 'Northlight').figures.auc.value).toBe(0);
    expect(subset('folds', '2').figures.auc).toMatchObject({
      value: 0.5,
      standardDeviation: Math.sqrt(0.5),
    });
    expect(subset('folds', '2').figures.accuracy).toMatchObject({ value: 0.5 });
  });

  it('have intervals: by DeLong where there is a formula, else from the bootstrap', () => {
    const { auc, accuracy } = subset('all').figures;
    expect(auc.low).toBeLessThan(0.75);
    expect(auc.high).toBe(1);
    // Patient a is called rightly twice, patient b wrongly twice.
    expect(accuracy).toMatchObject({ value: 0.5, low: 0, high: 1 });
    expect(subset('vendor', 'Aurelia').figures.accuracy).toMatchObject({ value: 1, low: null });
  });

  it('have operating points where there can be marks', () => {
    const thresholds = figures.operatingPoints.map(({ threshold }) => threshold);
    expect(thresholds[0]).toBe(0.5);
    expect(thresholds.at(-1)).toBe(0.99);
    expect(figures.operatingPoints[0]).toMatchObject({ sensitivity: 0, falsePositivesPerImage: 0 });
  });

  it('have curves', () => {
    const [{ question, auc, roc, calibration }] = modelCurves({ architecture: 'hds-uresnet', cases });
    expect([question, auc]).toEqual(['mass', 0.75]);
    expect(roc).toHaveLength(5);
    expect(calibration.bins).toHaveLength(4);
  });

  it('are printed as the paper prints them, and written as CSV', () => {
    const [table] = textTables([figures]);
    const lines = table.split('\n');
    expect(lines[0].split(/ {2,}/)).toEqual([
      'Masses (HDS U-ResNet)',
      ...['Dice', 'SE pixel', 'SE lesion', 'FPI', 'ACC', 'AUC', 'F1', 'Precision', 'Recall'],
    ]);
    expect(lines).toHaveLength(5);
    expect(lines[4]).toMatch(/^ {2}mean of 2 folds .*0\.500 ± 0\.707/);
    const csv = figuresCsv([figures]).split('\r\n');
    expect(csv).toContain('"masses, ""new""",hds-uresnet,fold,2,2,auc,0,,,');
    expect(csv.every((line) => line === '' || line.match(/,/g)!.length >= 9)).toBe(true);
  });
});

describe('worst cases', () => {
  it('are kept worst first, the earlier of equals, and only they are drawn', () => {
    const worst = new WorstCases(2);
    let drawn = 0;
    for (const [name, badness] of Object.entries({ a: 1, b: 3, c: 1, d: 2, e: 0 })) {
      worst.offer(badness, () => {
        drawn++;
        return { name, caption: '', picture: new Uint8Array() };
      });
    }
    expect(worst.list().map(({ name }) => name)).toEqual(['b', 'd']);
    expect(drawn).toBe(3);
  });
});
