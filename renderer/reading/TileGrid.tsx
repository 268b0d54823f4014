import { useEffect, useState } from 'react';
import { inTurn } from './inTurn.ts';
import { oneMoreAhead, withShown, type MountedView } from './mountedViews.ts';
import type { Cameras, ShownTile, WindowName } from './shownTile.ts';
import { allSettled, useReading, viewsAhead } from './store.ts';
import { placeOf } from './tilesAhead.ts';
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

const none: readonly MountedView[] = [];

function useMountedViews(window: WindowName): readonly MountedView[] {
  const tiles = useReading((state) => state.tiles);
  const quadrant = useReading(({ viewing }) => viewing.quadrant);
  const moved = useReading(({ viewing }) => viewing.moved);
  const breasts = useReading(({ viewing }) => viewing.breasts);
  const findings = useReading((state) => state.findings);
  const settled = useReading(allSettled);
  const [mounted, setMounted] = useState<Mounted | null>(null);
  let views = mounted?.views ?? none;
  if (mounted?.tiles !== tiles || mounted.quadrant !== quadrant || mounted.moved !== moved) {
    const shown = tiles
      .filter((tile) => tile.window === window)
      .map((tile) => ({ place: placeOf(tile, { quadrant, moved }), tile }));
    views = withShown(views, shown);
    setMounted({ tiles, quadrant, moved, views });
  }
  if (!settled && views.some(({ ahead }) => ahead !== null)) {
    views = views.filter(({ ahead }) => ahead === null);
    setMounted({ tiles, quadrant, moved, views });
  }
  useEffect(() => {
    if (!settled) return;
    const wanted = viewsAhead(useReading.getState()).filter(({ tile }) => tile.window === window);
    const next = oneMoreAhead(views, wanted);
    if (next === views) return;
    return inTurn(() => setMounted((before) => before && { ...before, views: next }));
    // What is ahead follows from where the reader is.
  }, [window, settled, tiles, quadrant, moved, breasts, findings, views]);
  return views;
}

interface Mounted {
  readonly tiles: readonly ShownTile[];
  readonly quadrant: number | null;
  readonly moved: Cameras;
  readonly views: readonly MountedView[];
}
