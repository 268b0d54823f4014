import { useReading } from './store.ts';
import { TileView } from './TileView.tsx';

/** The tiles of the step, or the one view that is large. */
export function TileGrid() {
  const tiles = useReading((state) => state.tiles);
  const measured = useReading(({ viewing }) => viewing.area.width > 1);
  if (!measured) return null;
  // By image, so that a view which the next step shows, too, is moved and not drawn anew.
  return tiles.map((tile) => <TileView key={tile.image?.imageId ?? tile.tileId} tile={tile} />);
}
