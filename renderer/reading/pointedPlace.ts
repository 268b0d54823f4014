/** Where in a breast the pointer is, for the views that follow it. Outside React: it changes with every move. */
import type { BreastPlace } from './cursorLink.ts';

export interface PointedPlace {
  readonly tileId: string;
  readonly place: BreastPlace;
}

let pointed: PointedPlace | null = null;
const followers = new Set<(pointed: PointedPlace | null) => void>();

export const pointedPlace = (): PointedPlace | null => pointed;

/** Null: the pointer is on no view. */
export function pointAt(next: PointedPlace | null): void {
  if (next === null && pointed === null) return;
  pointed = next;
  for (const follow of followers) follow(next);
}

/** Follows the pointer until the returned function is called. */
export function followPointer(follow: (pointed: PointedPlace | null) => void): () => void {
  followers.add(follow);
  return () => followers.delete(follow);
}
