/** What lies over a picture goes along with it while a view moves, by one transform and without React. */
import { useLayoutEffect, type RefObject } from 'react';
import type { Affine } from '../../contract/geometry.ts';
import { compose, inverse } from '../../imaging/geometry/affine.ts';

/** Tells `listener` the mapping from source pixels to CSS pixels of the tile whenever the view moves; returns what ends it. */
export type Follow = (listener: (toTile: Affine) => void) => () => void;

/** Of a view that does not move. */
export const still: Follow = () => () => undefined;

/**
 * Lays the elements, which React drew for `drawn` (source pixels -> CSS pixels of the tile), where the view is while it moves. Their
 * transform origin must be the tile's upper left corner. They lie as drawn again once React has drawn them for another place.
 */
export function useFollowing(
  elements: readonly RefObject<HTMLElement | SVGElement | null>[],
  drawn: Affine,
  follow: Follow,
): void {
  useLayoutEffect(() => {
    const lay = (transform: string) => {
      for (const { current } of elements) if (current) current.style.transform = transform;
    };
    lay('');
    return follow((toTile) => {
      const { a, b, c, d, e, f } = compose(inverse(drawn), toTile);
      lay(`matrix(${a}, ${b}, ${c}, ${d}, ${e}, ${f})`);
    });
    // The elements are the same ones for as long as they are there.
  }, [drawn, follow]);
}
