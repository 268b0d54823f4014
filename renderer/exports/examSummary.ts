/** What the summary of an exam says; its numbers as text. Pure, apart from the pictures it carries. */
import { sharedAnswers } from '../../contract/answers.ts';
import type { Answers } from '../../contract/findings.ts';
import type { ExamRow } from '../../contract/exam.ts';
import type { Size } from '../../contract/geometry.ts';
import type { ShownWeights } from '../../contract/imageAnalysis.ts';
import type { Reading } from '../../contract/reading.ts';
import type { ResultsExamScores } from '../../contract/results.ts';
import type { Laterality } from '../../contract/view.ts';
import { membersOf } from '../../contract/scores.ts';
import { readableDate } from '../../imaging/dicom/spelling.ts';
import { shownIdentity } from '../app/identity.ts';
import { readingText } from '../assess/readingText.ts';
import type { SummaryFinding, SummaryMeasurement } from './summaryFindings.ts';

export interface ExamSummary {
  /** Of the program. */
  readonly version: string;
  readonly created: Date;
  readonly row: ExamRow;
  /** Whether names, identifiers and days are left out; they are, unless this is false. */
  readonly deidentified?: boolean;
  /** In the order of the hanging, right breast first; with overlays, and de-identified where the summary is. */
  readonly views: readonly SummaryView[];
  /** Null where nothing was analysed, or the reading mode keeps it from the reader. */
  readonly ai: {
    readonly scores: readonly ResultsExamScores[];
    readonly weights: readonly ShownWeights[];
    /** In words; '' where not known. */
    readonly device: string;
    /** For all images and networks; null where not known. */
    readonly elapsedMs: number | null;
    /** Which frames the results are of, where images have several. */
    readonly frames: readonly string[];
  } | null;
  /** The AI's outlines, most probable first. */
  readonly findings: readonly SummaryFinding[];
  /** What the reader drew. */
  readonly measurements: readonly SummaryMeasurement[];
  /** Why there are no scores, where there are none: "Not analysed". */
  readonly withoutScores: string;
  readonly reading: Reading | null;
}

export interface SummaryView extends Size {
  readonly label: string;
  readonly picture: HTMLCanvasElement;
}

/** Label and text. */
export type Fact = readonly [label: string, text: string];

export function examFacts({ row, deidentified = true }: ExamSummary): readonly Fact[] {
  const identity = shownIdentity(row, deidentified ? new Map() : null);
  const facts: readonly Fact[] = [
    ['Patient', identity.name],
    ['Patient ID', identity.id],
    ['Born', identity.birthDate],
    ['Age', row.ageYears === null ? '' : `${row.ageYears} years`],
    ['Exam', identity.studyDate],
    ['Description', identity.description],
    ['Accession number', identity.accessionNumber],
    ['Images', String(row.imageCount)],
  ];
  return facts.filter(([, text]) => text !== '');
}

export interface ScoreRow {
  readonly network: string;
  readonly measure: string;
  /** '–' where there is none. */
  readonly right: string;
  readonly left: string;
  readonly exam: string;
  readonly untrained: boolean;
  readonly notValidatedOnPatients: boolean;
}

/** One row for each network, or ensemble, and what it measures. */
export function scoreRows(
  scores: readonly ResultsExamScores[],
  weights: readonly ShownWeights[],
): readonly ScoreRow[] {
  return scores.flatMap((one) => {
    const answers = membersOf(one, weights).map((member) => member.answers);
    const rows = measures(one, sharedAnswers(answers));
    return rows.map(({ measure, of }) => ({
      network: networkName(one),
      measure,
      right: shown(breast(of, 'R')),
      left: shown(breast(of, 'L')),
      exam: shown(of.exam),
      untrained: one.untrained,
      notValidatedOnPatients: one.notValidatedOnPatients,
    }));
  });
}

interface Values {
  readonly breasts: readonly { readonly laterality: Laterality; readonly value: number }[];
  readonly exam: number | null;
}

/** The same values as the program shows first. */
function measures(
  scores: ResultsExamScores,
  answers: Answers,
): readonly { readonly measure: string; readonly of: Values }[] {
  switch (scores.architecture) {
    case 'gmic':
      return (['malignant', 'benign'] as const).map((kind) => ({
        measure: kind === 'malignant' ? 'Malignant' : 'Benign',
        of: {
          breasts: scores.breasts.map(({ laterality, probabilities }) => ({
            laterality,
            value: probabilities[answers.gmic][kind],
          })),
          exam: scores.probabilities?.[answers.gmic][kind] ?? null,
        },
      }));
    case 'hds-uresnet':
      return [
        {
          measure: 'Mass',
          of: {
            breasts: scores.breasts.map(({ laterality, probabilities }) => ({
              laterality,
              value: probabilities[answers['hds-uresnet']],
            })),
            exam: scores.probabilities?.[answers['hds-uresnet']] ?? null,
          },
        },
      ];
  }
}

function breast({ breasts }: Values, side: Laterality): number | null {
  return breasts.find(({ laterality }) => laterality === side)?.value ?? null;
}

function shown(probability: number | null): string {
  return probability === null ? '–' : probability.toFixed(2);
}

function networkName({ architecture, ensemble, weights }: ResultsExamScores): string {
  const name = architecture === 'gmic' ? 'GMIC' : 'HDS U-ResNet';
  return ensemble ? `${name}, mean of ${weights.length}` : `${name}, ${weights.join(', ')}`;
}

/** Name, fingerprint, and what it learned from. */
export function weightsTexts(weights: readonly ShownWeights[]): readonly string[] {
  return weights.map(({ name, sha256, untrained, trainingData, created }) => {
    const trained = untrained
      ? 'UNTRAINED: random numbers, scores mean nothing'
      : trainingData === null
        ? 'training data not stated'
        : `training data: ${trainingData}`;
    return `${name} (SHA-256 ${sha256.slice(0, 12)}…, ${created.slice(0, 10)}): ${trained}`;
  });
}

/** The reader's assessment; empty where there is none yet. */
export function assessmentFacts({ reading }: ExamSummary): readonly Fact[] {
  if (reading === null) return [];
  const { density, breasts, comment } = reading.assessment;
  const facts: Fact[] = breasts
    .filter(({ biRads }) => biRads !== null)
    .map(({ laterality, biRads }) => [`BI-RADS ${laterality === 'R' ? 'right' : 'left'}`, biRads ?? '']);
  if (density !== null) facts.push(['Density', density === 'not-given' ? 'not given' : density]);
  if (comment.trim() !== '') facts.push(['Comment', comment.trim()]);
  if (facts.length === 0) return [];
  const state = reading.completed ? 'completed' : reading.locked ? 'locked' : 'draft';
  const how = readingText(reading);
  return [...facts, ['State', how === null ? state : `${state}, ${how}`]];
}

/** "2026-03-02 14:05", in local time. */
export function readableMoment(moment: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${moment.getFullYear()}${two(moment.getMonth() + 1)}${two(moment.getDate())}`;
  return `${readableDate(day)} ${two(moment.getHours())}:${two(moment.getMinutes())}`;
}
