/** Which of several images of one view hangs first and answers in the scores. One rule for both. Pure. */
import type { ImageKind, Laterality, PresentationIntent, ViewModifier, ViewPosition } from './view.ts';

/** What the choice goes by. */
export interface Choosable {
  readonly laterality: Laterality | null;
  readonly view: ViewPosition | null;
  readonly modifiers: readonly ViewModifier[];
  readonly kind: ImageKind;
  readonly presentationIntent: PresentationIntent | null;
  /** Digits that sort by time; '' where it is not known. */
  readonly acquired: string;
  readonly instanceNumber: number | null;
}

/** In the order in which they are taken for the 2D image of a view. */
const kinds: readonly ImageKind[] = [
  ...(['conventional', 'low-energy', 'synthetic', 'tomosynthesis', 'recombined'] as const),
  ...(['projection', 'biopsy', 'high-energy', 'crop', 'mask', 'page'] as const),
];

/** Kinds that no score is made of, whoever had them analysed. */
export const unscoredKinds: ReadonlySet<ImageKind> = new Set(kinds.slice(kinds.indexOf('recombined')));

/**
 * Negative where `one` is to be taken before `other`, of the same view: processed images before raw ones; plain views before
 * modified ones; then by kind; then what says that it is for presentation; then the last exposure, because what was taken
 * again was taken for a reason. 0 where nothing decides.
 */
export function compareForView(one: Choosable, other: Choosable): number {
  const isRaw = ({ presentationIntent }: Choosable) => Number(presentationIntent === 'FOR PROCESSING');
  const isUnsure = ({ presentationIntent }: Choosable) => Number(presentationIntent === null);
  return (
    isRaw(one) - isRaw(other) ||
    one.modifiers.length - other.modifiers.length ||
    kinds.indexOf(one.kind) - kinds.indexOf(other.kind) ||
    isUnsure(one) - isUnsure(other) ||
    byTime(other, one)
  );
}

/** Negative where `one` is the earlier exposure. */
function byTime(one: Choosable, other: Choosable): number {
  if (one.acquired !== '' && other.acquired !== '' && one.acquired !== other.acquired) {
    return one.acquired < other.acquired ? -1 : 1;
  }
  return (one.instanceNumber ?? 0) - (other.instanceNumber ?? 0);
}
