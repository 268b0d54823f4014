import { useMemo } from 'react';
import type { ShownTile, WindowName } from './shownTile.ts';
import { tilesAhead } from './tilesAhead.ts';
import { allSettled, useReading } from './store.ts';
import { TileView } from './TileView.tsx';

/**
 * In one window, the tiles of the step, or the one view that is large; and, once they are there, out of sight those that the reader
 * comes to next, so that they are on the screen at once.
 */
export function TileGrid({ window }: { readonly window: WindowName }) {
  const tiles = useReading((state) => state.tiles);
  const quadrant = useReading((state) => state.viewing.quadrant);
  const measured = useReading(({ viewing }) => viewing.area.width > 1);
  const settled = useReading(allSettled);
  const breasts = useReading(({ viewing }) => viewing.breasts);
  const ahead = useMemo(
    () => (settled ? tilesAhead(useReading.getState().viewing) : []),
    // What is ahead follows from where the reader is.
    [settled, tiles, quadrant, breasts],
  );
  if (!measured) return null;
  const isHere = (tile: ShownTile) => tile.window === window;
  // By image, so that a view which the next step shows, too, is moved and not drawn anew.
  return [
    ...tiles
      .filter(isHere)
      .map((tile) => <TileView key={tile.image?.imageId ?? tile.tileId} tile={tile} ahead={null} />),
    ...ahead
      .filter(({ tile }) => isHere(tile))
      .map(({ tile, camera }) => (
        <TileView key={tile.image?.imageId ?? tile.tileId} tile={tile} ahead={{ camera }} />
      )),
  ];
}
