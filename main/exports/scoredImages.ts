/** Which images of an exam its scores are made of. Pure. */
import type { NotScoredReason, ScoredView } from '../../contract/results.ts';
import type { ViewModifier } from '../../contract/view.ts';
import { compareForView, kindUses } from '../../contract/viewChoice.ts';
import type { Choosable } from '../../contract/viewChoice.ts';

/** An image of an exam, with what tells copies. */
export interface ScoreCandidate extends Choosable {
  readonly id: string;
  /** Null where the pixels were not decoded. */
  readonly pixelSha256: string | null;
}

export const scoredViews: readonly ScoredView[] = ['CC', 'MLO'];

/** Views of a part of the breast, or of both. */
const partial: ReadonlySet<ViewModifier> = new Set(['S', 'M', 'AT', 'CV', 'TAN', 'AX', 'IMF']);

/**
 * Why images are not scored, by id: one image answers for each breast's CC and MLO (`compareForView`, of equals the first),
 * and the others of that view are named with the reason.
 */
export function imagesNotScored(images: readonly ScoreCandidate[]): ReadonlyMap<string, NotScoredReason> {
  const reasons = new Map<string, NotScoredReason>();
  const candidates = images.filter((image) => {
    const reason = ownReason(image);
    if (reason !== null) reasons.set(image.id, reason);
    return reason === null;
  });
  const ofViews = Map.groupBy(candidates, ({ laterality, view }) => `${laterality} ${view}`);
  for (const ofView of ofViews.values()) {
    const [best, ...others] = ofView.toSorted(compareForView);
    for (const other of others) reasons.set(other.id, besideReason(best, other));
  }
  return reasons;
}

/** Why an image is scored in no exam. */
function ownReason({ laterality, view, modifiers, kind }: ScoreCandidate): NotScoredReason | null {
  if (kindUses[kind].as !== 'view') return 'other-kind';
  if (laterality === null) return 'no-laterality';
  if (view === null) return 'no-view';
  if (view !== 'CC' && view !== 'MLO') return 'other-view';
  return modifiers.some((modifier) => partial.has(modifier)) ? 'partial-view' : null;
}

/** Why not, beside the image that answers for the view. */
function besideReason(best: ScoreCandidate, other: ScoreCandidate): NotScoredReason {
  if (best.pixelSha256 !== null && best.pixelSha256 === other.pixelSha256) return 'copy';
  const isRaw = ({ presentationIntent }: ScoreCandidate) => presentationIntent === 'FOR PROCESSING';
  if (isRaw(best) !== isRaw(other)) return 'raw-beside-processed';
  if (best.modifiers.length !== other.modifiers.length) return 'modified-beside-plain';
  return best.kind === other.kind ? 'another-exposure' : 'other-kind-beside';
}
