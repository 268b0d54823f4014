/** The scores that speak for an exam: the same in the panel, the worklist and the summary. Pure. */
import type { Architecture } from './architecture.ts';
import { sharedAnswers } from './answers.ts';
import type { Answers } from './findings.ts';
import type { ResultsExamScores } from './results.ts';

/** What a probability is of. */
export type ScoreKind = 'malignant' | 'benign' | 'mass';

/** One score of an exam, as the worklist shows it. */
export interface ExamScore {
  readonly kind: ScoreKind;
  /** 0..1; null where the exam has no scored view. */
  readonly value: number | null;
  /** Name of the weights, or "mean of 5". */
  readonly whose: string;
  readonly untrained: boolean;
  readonly notValidatedOnPatients: boolean;
  /** True where an image that answers is a stack of which one frame was analysed. */
  readonly ofOneFrame: boolean;
}

/** Name of the weights whose scores these are, or "mean of 5". */
export function whoseScores({ ensemble, weights }: Pick<ResultsExamScores, 'ensemble' | 'weights'>): string {
  return ensemble ? `mean of ${weights.length}` : (weights[0] ?? '');
}

/** Of what is said of an exam by networks of one architecture the first: the mean where there is one. */
export function leadingOf<One extends Pick<ResultsExamScores, 'ensemble'>>(all: readonly One[]): One | null {
  return all.find(({ ensemble }) => ensemble) ?? all.at(0) ?? null;
}

interface Weights {
  readonly name: string;
  readonly architecture: Architecture;
  readonly answers: Answers;
}

/** The weights whose scores these are. */
export function membersOf<One extends Weights>(
  { architecture, weights }: Pick<ResultsExamScores, 'architecture' | 'weights'>,
  all: readonly One[],
): readonly One[] {
  return all.filter((one) => one.architecture === architecture && weights.includes(one.name));
}

/**
 * The scores that stand first in the panel: of each architecture those of the mean of its weights, or of its only ones.
 * `stacks`: the images that have several frames.
 */
export function leadingScores(
  scores: readonly ResultsExamScores[],
  weights: readonly Weights[],
  stacks: ReadonlySet<string>,
): readonly ExamScore[] {
  return (['gmic', 'hds-uresnet'] as const).flatMap((architecture) => {
    const leading = leadingOf(scores.filter((one) => one.architecture === architecture));
    if (leading === null) return [];
    const { untrained, notValidatedOnPatients } = leading;
    const answering = leading.breasts.flatMap(({ views }) => views.map(({ image }) => image));
    const ofOneFrame = answering.some((image) => stacks.has(image));
    const common = { whose: whoseScores(leading), untrained, notValidatedOnPatients, ofOneFrame };
    const members = membersOf(leading, weights);
    return valuesOf(leading, members).map(([kind, value]) => ({ kind, value, ...common }));
  });
}

function valuesOf(
  scores: ResultsExamScores,
  members: readonly Weights[],
): readonly (readonly [ScoreKind, number | null])[] {
  const answers = sharedAnswers(members.map((member) => member.answers));
  if (scores.architecture === 'hds-uresnet') {
    return [['mass', scores.probabilities && scores.probabilities[answers['hds-uresnet']]]];
  }
  const answer = scores.probabilities && scores.probabilities[answers.gmic];
  return (['malignant', 'benign'] as const).map((kind) => [kind, answer && answer[kind]]);
}
