/** What was done to a view, and what kind of image it is, in words that stand on it. Pure. */
import type { Hanging } from './types.ts';

export interface Badge {
  readonly text: string;
  /** It matters for reading. */
  readonly amber: boolean;
}

type Way = Pick<Hanging, 'quarterTurns' | 'mirrored'>;

export interface BadgedView {
  /** As the view was hung. */
  readonly hung: Way;
  /** As it is seen. */
  readonly seen: Way;
  readonly inverted: boolean;
  /** Zooming and panning it moves others, too. */
  readonly linked: boolean;
  /** A millimetre is not as large as in the other views on the screen. */
  readonly anotherScale: boolean;
}

/** Whether the reader turned or mirrored the view. */
export function isTurned({ hung, seen }: Pick<BadgedView, 'hung' | 'seen'>): boolean {
  return hung.mirrored !== seen.mirrored || hung.quarterTurns !== seen.quarterTurns;
}

/** First what can mislead. */
export function viewBadges(view: BadgedView): readonly Badge[] {
  const { mirrored, degrees } = changeOf(view);
  const badges = [
    mirrored && { text: 'Mirrored', amber: true },
    degrees !== 0 && { text: `Turned ${degrees}°`, amber: true },
    view.anotherScale && { text: 'Another scale', amber: true },
    view.inverted && { text: 'Inverted', amber: false },
    view.linked && { text: 'Linked', amber: false },
  ];
  return badges.filter((badge) => badge !== false);
}

/**
 * What leads from the hung to the seen view: left and right exchanged as they were seen, then turned clockwise. Mirroring
 * after a turn is the opposite turn after mirroring.
 */
function changeOf({ hung, seen }: Pick<BadgedView, 'hung' | 'seen'>) {
  const mirrored = hung.mirrored !== seen.mirrored;
  const turns = mirrored ? seen.quarterTurns + hung.quarterTurns : seen.quarterTurns - hung.quarterTurns;
  return { mirrored, degrees: (((turns % 4) + 4) % 4) * 90 };
}
