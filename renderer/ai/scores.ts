/** Probabilities of an exam as the rows of the panel, and whose they are. Pure. */
import { sharedAnswers } from '../../contract/answers.ts';
import type { Answers } from '../../contract/findings.ts';
import type { ExamImage } from '../../contract/exam.ts';
import type { Architecture } from '../../contract/card.ts';
import type { ShownAnalysis, ShownExam, ShownWeights } from '../../contract/imageAnalysis.ts';
import type { ResultsExamScores, ScoredView } from '../../contract/results.ts';
import { leadingOf, membersOf, whoseScores, type ScoreKind } from '../../contract/scores.ts';
import { notValidatedNotice, notValidatedReason } from '../../contract/validation.ts';
import type { Laterality } from '../../contract/view.ts';
import { deviceName } from '../app/deviceName.ts';

export type { ScoreKind } from '../../contract/scores.ts';

export const architectureNames: Readonly<Record<Architecture, string>> = {
  gmic: 'GMIC',
  'hds-uresnet': 'HDS U-ResNet',
};

export const scoreNames: Readonly<Record<ScoreKind, string>> = {
  malignant: 'Malignant',
  benign: 'Benign',
  mass: 'Mass',
};

export type PerBreast = Readonly<Record<Laterality, number | null>>;

/** One kind of probability, 0..1; null where there is no scored view. */
export interface ScoreRow {
  readonly kind: ScoreKind;
  readonly exam: number | null;
  readonly breasts: PerBreast;
  readonly views: readonly { readonly view: ScoredView; readonly breasts: PerBreast }[];
}

/** What one set of weights, or the mean of several, says of the exam. */
export interface ScoreBlock {
  readonly key: string;
  readonly architecture: Architecture;
  /** Name of the weights, or "mean of 5". */
  readonly whose: string;
  readonly ensemble: boolean;
  readonly untrained: boolean;
  /** Of weights that have seen phantoms only, on images that are none. */
  readonly notValidated: boolean;
  readonly members: readonly ShownWeights[];
  readonly rows: readonly ScoreRow[];
}

/** The networks of one architecture: the one to look at first, and the others. */
export interface ScoreGroup {
  readonly architecture: Architecture;
  readonly first: ScoreBlock;
  readonly others: readonly ScoreBlock[];
}

/** GMIC first; the mean of several networks before each of them. */
export function scoreGroups(exam: ShownExam): readonly ScoreGroup[] {
  const blocks = exam.scores.map((scores) => scoreBlock(scores, exam.weights));
  return (['gmic', 'hds-uresnet'] as const).flatMap((architecture) => {
    const own = blocks.filter((block) => block.architecture === architecture);
    const first = leadingOf(own);
    return first === null ? [] : [{ architecture, first, others: own.filter((block) => block !== first) }];
  });
}

function scoreBlock(scores: ResultsExamScores, weights: readonly ShownWeights[]): ScoreBlock {
  const { architecture, ensemble, untrained, notValidatedOnPatients } = scores;
  const whose = whoseScores(scores);
  const members = membersOf(scores, weights);
  return {
    key: `${architecture}/${ensemble ? 'mean' : whose}`,
    architecture,
    whose,
    ensemble,
    untrained,
    notValidated: notValidatedOnPatients,
    members,
    rows: scoreRows(scores, sharedAnswers(members.map(({ answers }) => answers))),
  };
}

function scoreRows(scores: ResultsExamScores, answers: Answers): readonly ScoreRow[] {
  if (scores.architecture === 'gmic') {
    return (['malignant', 'benign'] as const).map((kind) =>
      scoreRow(kind, scores, (probabilities) => probabilities[answers.gmic][kind]),
    );
  }
  return [scoreRow('mass', scores, (probabilities) => probabilities[answers['hds-uresnet']])];
}

interface Scored<Probabilities> {
  readonly probabilities: Probabilities | null;
  readonly breasts: readonly {
    readonly laterality: Laterality;
    readonly probabilities: Probabilities;
    readonly views: readonly { readonly view: ScoredView; readonly probabilities: Probabilities }[];
  }[];
}

function scoreRow<Probabilities>(
  kind: ScoreKind,
  { probabilities, breasts }: Scored<Probabilities>,
  value: (probabilities: Probabilities) => number,
): ScoreRow {
  const breastOf = (laterality: Laterality) => breasts.find((breast) => breast.laterality === laterality);
  const perBreast = (
    of: (breast: NonNullable<ReturnType<typeof breastOf>>) => Probabilities | undefined,
  ): PerBreast => {
    const valueOf = (laterality: Laterality) => {
      const breast = breastOf(laterality);
      const found = breast && of(breast);
      return found === undefined ? null : value(found);
    };
    return { R: valueOf('R'), L: valueOf('L') };
  };
  return {
    kind,
    exam: probabilities === null ? null : value(probabilities),
    breasts: perBreast((breast) => breast.probabilities),
    views: (['CC', 'MLO'] as const)
      .filter((view) => breasts.some(({ views }) => views.some((scored) => scored.view === view)))
      .map((view) => ({
        view,
        breasts: perBreast(({ views }) => views.find((scored) => scored.view === view)?.probabilities),
      })),
  };
}

/** The views of each breast that the exam has and that a score is not of. */
export function viewsWithout(
  { views }: ScoreRow,
  images: readonly Pick<ExamImage, 'laterality' | 'view'>[],
): Readonly<Record<Laterality, readonly ScoredView[]>> {
  const without = (side: Laterality) =>
    (['CC', 'MLO'] as const).filter(
      (name) =>
        images.some(({ laterality, view }) => laterality === side && view === name) &&
        !views.some(({ view, breasts }) => view === name && breasts[side] !== null),
    );
  return { R: without('R'), L: without('L') };
}

/** "0.84": as in the worklist, in pictures and in the summary. */
export const probabilityText = (probability: number): string => probability.toFixed(2);

/** ".84", where room is short. */
export const shortProbability = (probability: number): string =>
  probabilityText(probability).replace(/^0/, '');

/** "R: CC 0.12, MLO 0.09": the views that a breast's probability is the mean of, a line per breast. */
export function viewsText({ views }: ScoreRow): readonly string[] {
  return (['R', 'L'] as const).flatMap((side) => {
    const scored = views.flatMap(({ view, breasts }) => {
      const value = breasts[side];
      return value === null ? [] : [`${view} ${probabilityText(value)}`];
    });
    return scored.length === 0 ? [] : [`${side}: ${scored.join(', ')}`];
  });
}

/** "8.4 mm²", "84 mm²", "178 mm²". */
export const areaText = (areaMm2: number): string => `${areaMm2.toFixed(areaMm2 < 9.95 ? 1 : 0)} mm²`;

export const untrainedNotice = 'Untrained weights: numbers are noise';

/**
 * What the networks of a block were trained on, in a line: the first sentence of each's training data. '' for untrained
 * ones.
 */
export function trainedOn({ members, untrained }: ScoreBlock): string {
  if (untrained) return '';
  const stated = members.map(({ trainingData }) => trainingData?.split('. ')[0].replace(/\.$/, ''));
  return [...new Set(stated.map((data) => data || 'Training data not stated'))].join('; ');
}

/** Whose a probability is, in lines: weights, training data, date, device and time. */
export function provenance(
  { architecture, members, ensemble, untrained, notValidated }: ScoreBlock,
  images: ShownExam['images'],
): readonly string[] {
  const shas = new Set(members.map(({ sha256 }) => sha256));
  const analyses = images.flatMap((image) =>
    image.analyses.filter(({ weightsSha256 }) => shas.has(weightsSha256)),
  );
  const lines = members.flatMap((weights) => [
    `${weights.name}, SHA-256 ${weights.sha256.slice(0, 12)}, ${day(weights.created)}`,
    ...(ensemble ? [] : [`Training data: ${weights.trainingData ?? 'not stated'}`]),
  ]);
  if (ensemble) {
    const data = [...new Set(members.map(({ trainingData }) => trainingData ?? 'not stated'))];
    lines.push(`Training data: ${data.join('; ')}`);
  }
  return [
    `${architectureNames[architecture]}${ensemble ? `, mean of ${members.length} weights` : ''}`,
    ...(untrained ? [untrainedNotice] : []),
    ...(notValidated ? [`${notValidatedNotice}. ${notValidatedReason}`] : []),
    ...lines,
    ...(analyses.length === 0 ? [] : [ranOn(analyses)]),
  ];
}

/** Whose a mark of an image is, in one line; '' where its analysis is gone. */
export function whoseMark(
  exam: ShownExam,
  { imageId, weightsSha256 }: { readonly imageId: string; readonly weightsSha256: string },
): string {
  const weights = exam.weights.find(({ sha256 }) => sha256 === weightsSha256);
  const analysis = exam.images
    .find((image) => image.imageId === imageId)
    ?.analyses.find((candidate) => candidate.weightsSha256 === weightsSha256);
  return analysis === undefined ? '' : markProvenance(weights, analysis);
}

/** Whose one mark is, in one line. */
export function markProvenance(weights: ShownWeights | undefined, analysis: ShownAnalysis): string {
  const { weightsName, weightsSha256, device, elapsedMs, untrained, architecture } = analysis;
  return [
    architectureNames[architecture],
    `${weightsName} (${weightsSha256.slice(0, 12)})`,
    ...(weights === undefined ? [] : [day(weights.created)]),
    deviceName(device),
    seconds(elapsedMs),
    ...(untrained ? [untrainedNotice] : []),
    ...(analysis.notValidatedOnPatients ? [notValidatedNotice] : []),
  ].join(', ');
}

function ranOn(analyses: readonly ShownAnalysis[]): string {
  const devices = [...new Set(analyses.map(({ device }) => deviceName(device)))].join(', ');
  const total = analyses.reduce((sum, { elapsedMs }) => sum + elapsedMs, 0);
  const known = analyses.every(({ fromCache }) => fromCache) ? ', from an earlier run' : '';
  return `${devices}, ${seconds(total)} in all${known}`;
}

export function seconds(milliseconds: number): string {
  return milliseconds < 9950
    ? `${(milliseconds / 1000).toFixed(1)} s`
    : `${Math.round(milliseconds / 1000)} s`;
}

/** The day of an ISO 8601 time. */
const day = (created: string): string => created.slice(0, 10);
