import { describe, expect, it } from 'vitest';
import { publishedAnswers } from '../../../contract/answers.ts';
import type { ShownWeights } from '../../../contract/imageAnalysis.ts';
import type { Reading } from '../../../contract/reading.ts';
import type { ResultsExamScores } from '../../../contract/results.ts';
import {
  assessmentFacts,
  examFacts,
  scoreRows,
  weightsTexts,
  type ExamSummary,
} from '../../../renderer/exports/examSummary.ts';
import { exportName } from '../../../renderer/exports/saveFile.ts';
import { wrapText } from '../../../renderer/exports/wrapText.ts';
import { examRow } from '../hanging/exam.ts';
import { gmicWeights } from '../ai/samples.ts';

const summary: ExamSummary = {
  version: '0.1.0',
  created: new Date(2026, 2, 2, 14, 5),
  row: examRow(),
  views: [],
  ai: null,
  findings: [],
  measurements: [],
  withoutScores: 'Not analysed',
  reading: null,
};

describe('the summary of an exam', () => {
  it('tells no identity unless it is asked to', () => {
    expect(examFacts(summary)).toEqual([
      ['Patient', 'Patient'],
      ['Age', '59 years'],
      ['Exam', '2026'],
      ['Images', '4'],
    ]);
    expect(examFacts({ ...summary, deidentified: false })).toEqual([
      ['Patient', 'Doe, Jane'],
      ['Patient ID', '4711'],
      ['Born', '1966-05-01'],
      ['Age', '59 years'],
      ['Exam', '2026-03-02'],
      ['Description', 'Screening'],
      ['Accession number', 'A1'],
      ['Images', '4'],
    ]);
  });

  it('has a row of scores for each network and measure, with a dash for a breast without one', () => {
    const gmic = (malignant: number, benign: number) => {
      const both = { malignant, benign };
      return {
        global: { malignant: 0, benign: 0 },
        local: both,
        fusion: both,
        paperMean: { malignant: 1, benign: 1 },
      };
    };
    const hds = { imageOfficial: 0.914, imageMax: 0.2, segmentationMax: 0.3 };
    const scores: ResultsExamScores[] = [
      {
        architecture: 'gmic',
        ensemble: true,
        weights: ['gmic-1', 'gmic-2'],
        untrained: false,
        notValidatedOnPatients: false,
        breasts: [
          { laterality: 'L', views: [], missingViews: [], probabilities: gmic(0.84, 0.22) },
          { laterality: 'R', views: [], missingViews: [], probabilities: gmic(0.12, 0.3) },
        ],
        missingBreasts: [],
        probabilities: gmic(0.84, 0.3),
      },
      {
        architecture: 'hds-uresnet',
        ensemble: false,
        weights: ['hds'],
        untrained: true,
        notValidatedOnPatients: false,
        breasts: [{ laterality: 'L', views: [], missingViews: [], probabilities: hds }],
        missingBreasts: ['R'],
        probabilities: hds,
      },
    ];
    const row = (network: string, measure: string, values: readonly string[], untrained: boolean) => ({
      network,
      measure,
      right: values[0],
      left: values[1],
      exam: values[2],
      untrained,
      notValidatedOnPatients: false,
    });
    expect(scoreRows(scores, [])).toEqual([
      row('GMIC, mean of 2', 'Malignant', ['0.12', '0.84', '0.84'], false),
      row('GMIC, mean of 2', 'Benign', ['0.30', '0.22', '0.30'], false),
      row('HDS U-ResNet, hds', 'Mass', ['–', '0.91', '0.91'], true),
    ]);
    const answers = { ...publishedAnswers, gmic: 'paperMean' } as const;
    const weights = ['gmic-1', 'gmic-2'].map((name) => gmicWeights(name, { answers }));
    expect(scoreRows(scores, weights)[0].exam).toBe('1.00');
  });

  it('says which weights, and when they are untrained', () => {
    const weights = (change: Partial<ShownWeights>) =>
      ({
        name: 'gmic-1',
        sha256: 'abcdef0123456789',
        created: '2026-01-02T03:04:05Z',
        untrained: false,
        trainingData: 'NYU',
        ...change,
      }) as ShownWeights;
    expect(
      weightsTexts([
        weights({}),
        weights({ trainingData: null }),
        weights({ untrained: true, trainingData: null }),
      ]),
    ).toEqual([
      'gmic-1 (SHA-256 abcdef012345…, 2026-01-02): training data: NYU',
      'gmic-1 (SHA-256 abcdef012345…, 2026-01-02): training data not stated',
      'gmic-1 (SHA-256 abcdef012345…, 2026-01-02): UNTRAINED: random numbers, scores mean nothing',
    ]);
  });

  it('has what the reader assessed, and how', () => {
    const reading: Reading = {
      assessment: {
        density: 'c',
        breasts: [
          { laterality: 'R', biRads: '1' },
          { laterality: 'L', biRads: null },
        ],
        comment: ' Clip seen ',
      },
      locked: true,
      completed: false,
      mode: 'sequential',
      aiSeenBefore: false,
      events: [
        { sequence: 1, time: '2026-03-02T10:00:00Z', mode: 'sequential', type: 'locked', assessment: null },
      ],
    };
    expect(assessmentFacts({ ...summary, reading })).toEqual([
      ['BI-RADS right', '1'],
      ['Density', 'c'],
      ['Comment', 'Clip seen'],
      ['State', 'locked, read without AI, then with AI'],
    ]);
    const seen = {
      ...reading,
      assessment: { ...reading.assessment, density: 'not-given' },
      aiSeenBefore: true,
    } as const;
    expect(assessmentFacts({ ...summary, reading: seen })).toEqual(
      expect.arrayContaining([
        ['Density', 'not given'],
        ['State', 'locked, AI seen before: does not count as read without AI'],
      ]),
    );
    expect(assessmentFacts(summary)).toEqual([]);
    const untouched = { density: null, breasts: [], comment: '' };
    expect(assessmentFacts({ ...summary, reading: { ...reading, assessment: untouched } })).toEqual([]);
  });
});

describe('an exported file', () => {
  it('has a name of what, which view and when', () => {
    const made = new Date(2026, 2, 2, 9, 5, 7);
    expect(exportName('view', 'L MLO ID, prior 2024', made, 'png')).toBe(
      'mammoscope-view-L-MLO-ID-prior-2024-2026-03-02-090507.png',
    );
    expect(exportName('summary', '', made, 'pdf')).toBe('mammoscope-summary-2026-03-02-090507.pdf');
    expect(exportName('view', '../Überblick/', made, 'png')).toBe(
      'mammoscope-view-berblick-2026-03-02-090507.png',
    );
  });
});

describe('wrapping text', () => {
  const wrap = (text: string, width: number, most = 10) =>
    wrapText(text, width, most, (part) => [...part].length);

  it('breaks at spaces and keeps paragraphs', () => {
    expect(wrap('one two three four', 9)).toEqual(['one two', 'three', 'four']);
    expect(wrap('one\n\ntwo', 9)).toEqual(['one', '', 'two']);
    expect(wrap('', 9)).toEqual(['']);
  });

  it('breaks inside words that are too wide, by whole characters', () => {
    expect(wrap('乳房乳房乳 房', 3)).toEqual(['乳房乳', '房乳', '房']);
    expect(wrap('a 😀😀😀', 2)).toEqual(['a', '😀😀', '😀']);
    expect(wrap('wide', 0)).toEqual(['w', 'i', 'd', 'e']);
  });

  it('ends in an ellipsis where there is more', () => {
    expect(wrap('one two three four', 5, 2)).toEqual(['one', 'two…']);
    expect(wrap('one three four', 5, 2)).toEqual(['one', 'thre…']);
  });
});
