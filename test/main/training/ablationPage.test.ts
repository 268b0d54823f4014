import { format } from 'prettier';
import { describe, expect, it } from 'vitest';
import type { HdsAblation } from '../../../contract/recipe.ts';
import type { HdsCase } from '../../../evaluation/hdsCase.ts';
import { ablationRecipe } from '../../../main/training/ablation.ts';
import { ablationDate, ablationPage, ablationResults } from '../../../main/training/ablationPage.ts';
import {
  ablations,
  readMeasuredVariant,
  type AblationRecord,
  type MeasuredVariant,
} from '../../../main/training/ablationRecord.ts';
import { parseRecipe } from '../../../training/recipe.ts';
import { inEpochs } from '../../../training/schedule.ts';

/** Two images of each of so many patients, the first with a mass. */
function cases(patients: number, dice: number, score: (patient: number, positive: boolean) => number) {
  return Array.from({ length: 2 * patients }, (_, at): HdsCase => {
    const patient = Math.floor(at / 2);
    const positive = at % 2 === 0;
    return {
      patient: `patient ${patient}`,
      name: `image ${at}`,
      vendor: 'Aurelia',
      positive,
      score: score(patient, positive),
      dice: dice + 0.001 * (patient % 3),
      pixelSensitivity: 0.5,
      pixelAccuracy: 0.9,
      lesions: { lesions: Number(positive), found: Number(positive), falsePositives: 1 },
      marked: { lesions: Number(positive), marks: [{ score: 0.75, lesion: positive ? 0 : null }] },
    };
  });
}

/** Of each variant: Dice, and whether its scores are right. */
const made: Readonly<Record<HdsAblation, readonly [dice: number, right: boolean]>> = {
  'multi-task': [0.4, false],
  classification: [0.123, true],
  segmentation: [0.6, true],
  hybrid: [0.5, true],
};

function recordOf(patients: number): AblationRecord {
  const variants = ablations.map((variant, at): MeasuredVariant => {
    const [dice, right] = made[variant];
    const own = cases(patients, dice, (patient, positive) =>
      positive === (right || patient % 2 === 0) ? 0.8 : 0.2,
    );
    return {
      variant,
      finished: `2031-02-0${at + 1}T10:00:00.000Z`,
      machine: '2 processor cores, 8 GiB, linux x64',
      steps: 600,
      elapsedMs: 1_200_000,
      loss: 0.25,
      sets: [{ vendor: 'Aurelia', cases: own }],
    };
  });
  return {
    id: '0123456789ab',
    program: 'Mammoscope 0',
    command: '--seed 5',
    device: 'cpu',
    recipe: inEpochs(ablationRecipe(5, 512), 10),
    training: { description: 'images to train on', images: 240 },
    tests: [{ vendor: 'Aurelia', description: 'images to measure on' }],
    variants,
  };
}

describe('the page of an ablation', () => {
  const page = ablationPage(recordOf(12));

  it('has a row for each variant, with dashes where it answers nothing', () => {
    const rows = page.split('\n').filter((line) => /^\| [A-Z].*deep supervision/.test(line));
    const cells = rows.slice(0, 4).map((row) =>
      row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
    expect(page).toMatch(/^\| Variant +\| +Dice \| SE pixel \| SE lesion \| +FPI \| +ACC \| +AUC \| /m);
    expect(cells).toEqual([
      ['Multi-task, no deep supervision', '0.401', '0.500', '1.000', '1.000', '0.500', '0.500', ...halves],
      ['Classification, deep supervision', '-', '-', '-', '-', '1.000', '1.000', ...ones],
      ['Segmentation, deep supervision', '0.601', '0.500', '1.000', '1.000', '1.000', '1.000', ...ones],
      ['Hybrid deep supervision', '0.501', '0.500', '1.000', '1.000', '1.000', '1.000', ...ones],
    ]);
  });

  it('says what came out from the figures, with the patients as the chance', () => {
    expect(page).toContain(
      '- Aurelia, Dice, best first: segmentation 0.601, hybrid 0.501, multi-task 0.401.',
    );
    expect(page).toContain(
      '  - hybrid less segmentation: -0.100 (-0.100 to -0.100): segmentation is better.',
    );
    expect(page).toContain('  - hybrid less multi-task: +0.100 (+0.100 to +0.100): hybrid is better.');
    expect(page).not.toContain('0.123');
    expect(page).toContain(
      '  - hybrid less classification: 0.000 (0.000 to 0.000): these images tell no difference.',
    );
    expect(page).toMatch(/ {2}- hybrid less multi-task: \+0\.500 \(\+0\.2\d\d to \+0\.[78]\d\d\): hybrid/);
    expect(ablationPage(recordOf(4))).toContain(
      'hybrid less multi-task: +0.100; too few patients for an interval.',
    );
  });

  it('says seed, date, cost and what differs from the published recipe', () => {
    expect(ablationDate(recordOf(1))).toBe('2031-02-04');
    expect(page).toContain('# Ablation of HDS U-ResNet, 2031-02-04, seed 5');
    expect(page).toContain('For research use only');
    expect(page).toContain('`npm run ablation -- --seed 5`');
    expect(page).toContain('- `batchSize`: 4, published 8.');
    expect(page).toContain('- `learningRate.epochs`: [6,8,9], published [1000,1800,2400,2410].');
    expect(page).not.toContain('`loss.');
    expect(page).toMatch(/\| Hybrid deep supervision +\| +600 \| 20 min \| +2\.00 s \| +0\.250 \|/);
    expect(page.startsWith(ablationResults(recordOf(12)))).toBe(true);
  });

  it('is written as the formatter of the project writes it', async () => {
    expect(await format(page, { parser: 'markdown', printWidth: 110 })).toBe(page);
  });
});

const halves = ['0.500', '0.500', '0.500'];
const ones = ['1.000', '1.000', '1.000'];

describe('what is kept of a variant', () => {
  const [variant] = recordOf(2).variants;

  it('is read again', () => {
    expect(readMeasuredVariant(JSON.stringify(variant))).toEqual(variant);
  });

  it.each(['', '{}', JSON.stringify(variant).slice(0, -2), JSON.stringify({ ...variant, steps: -1 })])(
    'is not read from %j',
    (text) => expect(readMeasuredVariant(text)).toBeNull(),
  );
});

it('has a recipe that is the same when it is read back from a checkpoint', () => {
  const text = JSON.stringify(inEpochs(ablationRecipe(5, 512), 10));
  const read = parseRecipe(text, 'hds-uresnet');
  expect(JSON.stringify(read.ok && read.value)).toBe(text);
});
