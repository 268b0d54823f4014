import { describe, expect, it } from 'vitest';
import { publishedAnswers } from '../../../contract/answers.ts';
import type { ShownWeights } from '../../../contract/imageAnalysis.ts';
import type { ResultsExamScores } from '../../../contract/results.ts';
import {
  areaText,
  probabilityText,
  provenance,
  scoreGroups,
  seconds,
  shortProbability,
  trainedOn,
  viewsText,
  viewsWithout,
} from '../../../renderer/ai/scores.ts';
import { gmic, gmicWeights, shownExam, shownImage, shownWeights } from './samples.ts';

const pair = (malignant: number, benign: number) => ({ malignant, benign });
const gmicOf = (malignant: number, benign: number) => ({
  global: pair(0, 0),
  local: pair(0.11, 0),
  fusion: pair(malignant, benign),
  paperMean: pair(0, 0),
});
const gmicScores = (weights: string[], ensemble: boolean): ResultsExamScores => ({
  architecture: 'gmic',
  ensemble,
  weights,
  untrained: false,
  notValidatedOnPatients: false,
  breasts: [
    {
      laterality: 'L',
      views: [{ view: 'MLO', image: 'i', probabilities: gmicOf(0.84, 0.2) }],
      missingViews: ['CC'],
      probabilities: gmicOf(0.84, 0.2),
    },
  ],
  missingBreasts: ['R'],
  probabilities: gmicOf(0.84, 0.2),
});
const hdsScores: ResultsExamScores = {
  architecture: 'hds-uresnet',
  ensemble: false,
  weights: ['h'],
  untrained: true,
  notValidatedOnPatients: false,
  breasts: [],
  missingBreasts: ['R', 'L'],
  probabilities: null,
};
const [g1, g2] = [gmicWeights('g1'), gmicWeights('g2', { trainingData: null })];
const h = shownWeights('h', { untrained: true });
const exam = shownExam(
  [h, g1, g2],
  [shownImage('i', [gmic(g1, [0.6]), gmic(g2, [0.6])])],
  [hdsScores, gmicScores(['g1'], false), gmicScores(['g2'], false), gmicScores(['g1', 'g2'], true)],
);

describe('scoreGroups', () => {
  const groups = scoreGroups(exam);
  it('puts GMIC first, and the mean before its networks', () => {
    expect(groups.map(({ first, others }) => [first, ...others].map(({ whose }) => whose))).toEqual([
      ['mean of 2', 'g1', 'g2'],
      ['h'],
    ]);
    expect(groups.map(({ architecture }) => architecture)).toEqual(['gmic', 'hds-uresnet']);
    expect(groups[1].first.untrained).toBe(true);
  });
  it('gives the published output per view, breast and exam, and nothing where nothing was scored', () => {
    const [malignant, benign] = groups[0].first.rows;
    expect(malignant).toEqual({
      kind: 'malignant',
      exam: 0.84,
      breasts: { R: null, L: 0.84 },
      views: [{ view: 'MLO', breasts: { R: null, L: 0.84 } }],
    });
    expect(benign.exam).toBe(0.2);
    expect(groups[1].first.rows).toEqual([
      { kind: 'mass', exam: null, breasts: { R: null, L: null }, views: [] },
    ]);
  });
  it('gives what the weights answer by, where they did not learn the published output', () => {
    const answers = { ...publishedAnswers, gmic: 'local' } as const;
    const [l1, l2] = [g1, g2].map((weights) => ({ ...weights, answers }));
    const firstOf = (weights: readonly ShownWeights[]) =>
      scoreGroups({ ...exam, weights: [h, ...weights] })[0].first.rows[0].exam;
    expect(firstOf([l1, l2])).toBe(0.11);
    expect(firstOf([l1, g2])).toBe(0.84);
  });
});

describe('provenance', () => {
  const [{ first, others }, masses] = scoreGroups(exam);
  it('names weights, data, date, device and time', () => {
    expect(provenance(others[1], exam.images)).toEqual([
      'GMIC',
      'g2, SHA-256 g2-sha256, 2026-03-02',
      'Training data: not stated',
      'CPU, 0.6 s in all',
    ]);
    expect(provenance(first, exam.images)).toContain('Training data: Phantoms; not stated');
    expect(provenance(first, exam.images).at(-1)).toBe('CPU, 1.2 s in all');
  });
  it('says that untrained weights give noise', () => {
    expect(provenance(masses.first, exam.images)).toContain('Untrained weights: numbers are noise');
  });
});

describe('trainedOn', () => {
  it('is what the weights state, each once; nothing for untrained ones', () => {
    const [{ first, others }, masses] = scoreGroups(exam);
    expect(trainedOn(first)).toBe('Phantoms; Training data not stated');
    expect(trainedOn(others[1])).toBe('Training data not stated');
    expect(trainedOn(masses.first)).toBe('');
    const trainingData = 'Trained on synthetic phantoms, not validated on patients. 400 exams, seed 1.';
    const block = { ...others[0], members: [{ ...g1, trainingData }] };
    expect(trainedOn(block)).toBe('Trained on synthetic phantoms, not validated on patients');
  });
});

describe('texts', () => {
  it('gives probabilities with two decimals, without the zero where room is short', () => {
    expect([0, 0.5, 0.844, 1].map(probabilityText)).toEqual(['0.00', '0.50', '0.84', '1.00']);
    expect([0, 0.5, 0.844, 1].map(shortProbability)).toEqual(['.00', '.50', '.84', '1.00']);
  });
  it('gives the views that a breast has and its score is not of', () => {
    const [{ first }] = scoreGroups(exam);
    const images = (['CC', 'MLO'] as const).flatMap((view) =>
      (['R', 'L'] as const).map((laterality) => ({ laterality, view })),
    );
    expect(viewsWithout(first.rows[0], images)).toEqual({ R: ['CC', 'MLO'], L: ['CC'] });
    expect(
      viewsWithout(
        first.rows[0],
        images.filter(({ view }) => view === 'MLO'),
      ),
    ).toEqual({
      R: ['MLO'],
      L: [],
    });
  });
  it('gives the views of each breast in a line', () => {
    const [{ first }, masses] = scoreGroups(exam);
    expect(viewsText(first.rows[0])).toEqual(['L: MLO 0.84']);
    expect(viewsText(masses.first.rows[0])).toEqual([]);
  });
  it('gives areas and times as they are spoken of', () => {
    expect([0.44, 9.96, 84, 178.4, 1234].map(areaText)).toEqual([
      '0.4 mm²',
      '10 mm²',
      '84 mm²',
      '178 mm²',
      '1234 mm²',
    ]);
    expect([420, 9949, 9960, 65_000].map(seconds)).toEqual(['0.4 s', '9.9 s', '10 s', '65 s']);
  });
});
