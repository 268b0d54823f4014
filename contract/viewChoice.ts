/** Which images can stand for a view, and which of several hangs first and answers in the scores. One rule for all. Pure. */
import type { ImageKind, Laterality, PresentationIntent, ViewModifier, ViewPosition } from './view.ts';

/** What the choice goes by. */
export interface Choosable {
  readonly laterality: Laterality | null;
  readonly view: ViewPosition | null;
  readonly modifiers: readonly ViewModifier[];
  readonly kind: ImageKind;
  readonly presentationIntent: PresentationIntent | null;
  /** `ImageHeader.acquired`: digits that sort by time; of the day alone where no time is known, '' where nothing is. */
  readonly acquired: string;
  readonly instanceNumber: number | null;
}

/** What images of a kind are used for. */
export interface KindUse {
  /** Place in the order in which images are taken for the 2D image of a view. */
  readonly place: number;
  /**
   * `view`: it can hang as a view, networks were made for it, scores are made of it. `mammogram`: it is one, and none of these
   * without being asked for; scores never. `beside`: what archives keep beside mammograms.
   */
  readonly as: 'view' | 'mammogram' | 'beside';
}

export const kindUses: Readonly<Record<ImageKind, KindUse>> = {
  conventional: { place: 0, as: 'view' },
  'low-energy': { place: 1, as: 'view' },
  synthetic: { place: 2, as: 'view' },
  tomosynthesis: { place: 3, as: 'view' },
  recombined: { place: 4, as: 'mammogram' },
  projection: { place: 5, as: 'mammogram' },
  biopsy: { place: 6, as: 'mammogram' },
  'high-energy': { place: 7, as: 'mammogram' },
  crop: { place: 8, as: 'beside' },
  mask: { place: 9, as: 'beside' },
  page: { place: 10, as: 'beside' },
};

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
    kindUses[one.kind].place - kindUses[other.kind].place ||
    isUnsure(one) - isUnsure(other) ||
    byTime(other, one)
  );
}

/** Negative where `one` is the earlier exposure: by day and time as far as both say them, else by instance number. */
function byTime(one: Choosable, other: Choosable): number {
  const known = Math.min(one.acquired.length, other.acquired.length) === dayLength ? dayLength : undefined;
  const [first, second] = [one, other].map(({ acquired }) => acquired.slice(0, known));
  if (first !== '' && second !== '' && first !== second) return first < second ? -1 : 1;
  return (one.instanceNumber ?? 0) - (other.instanceNumber ?? 0);
}

/** YYYYMMDD */
const dayLength = 8;
