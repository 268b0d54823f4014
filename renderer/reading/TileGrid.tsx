import { useEffect, useState } from 'react';
import { oneMoreAhead, withShown, type MountedView } from './mountedViews.ts';
import type { WindowName } from './shownTile.ts';
import { placeOf, tilesAhead } from './tilesAhead.ts';
import { allSettled, useReading } from './store.ts';
import { TileView } from './TileView.tsx';

/**
 * In one window, the tiles of the step, or the one view that is large; and, once they are there, out of sight those that the reader
 * comes to next, so that they are on the screen at once.
 */
export function TileGrid({ window }: { readonly window: WindowName }) {
  const measured = useReading(({ viewing }) => viewing.area.width > 1);
  const views = useMountedViews(window);
  if (!measured) return null;
  return views.map(({ id, tile, ahead }) => <TileView key={id} tile={tile} ahead={ahead} />);
}

/** Milliseconds after which one view more is drawn ahead: what the reader asks for meanwhile goes first. */
const aheadMs = 300;
const none: readonly MountedView[] = [];

function useMountedViews(window: WindowName): readonly MountedView[] {
  const tiles = useReading((state) => state.tiles);
  const quadrant = useReading(({ viewing }) => viewing.quadrant);
  const breasts = useReading(({ viewing }) => viewing.breasts);
  const settled = useReading(allSettled);
  const [mounted, setMounted] = useState({
    tiles: none as readonly ShownTile[] | readonly MountedView[],
    quadrant,
    settled,
    views: none,
  });
  let { views } = mounted;
  if (mounted.tiles !== tiles || mounted.quadrant !== quadrant || mounted.settled !== settled) {
    const shown = tiles
      .filter((tile) => tile.window === window)
      .map((tile) => ({ place: placeOf(tile, quadrant), tile }));
    views = withShown(views, shown);
    if (!settled) views = views.filter(({ ahead }) => ahead === null);
    setMounted({ tiles, quadrant, settled, views });
  }
  useEffect(() => {
    if (!settled) return;
    const wanted = tilesAhead(useReading.getState().viewing).filter(({ tile }) => tile.window === window);
    const next = oneMoreAhead(views, wanted);
    if (next === views) return;
    const timer = setTimeout(() => setMounted((before) => ({ ...before, views: next })), aheadMs);
    return () => clearTimeout(timer);
    // What is ahead follows from where the reader is.
  }, [window, settled, tiles, quadrant, breasts, views]);
  return views;
}
