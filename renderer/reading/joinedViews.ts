/** A view that comes to others which are linked and moved is seen as they are. Pure. */
import type { Point } from '../../contract/geometry.ts';
import { apply, inverse } from '../../imaging/geometry/affine.ts';
import type { Camera } from '../viewport/camera.ts';
import { extentOf, keptInSight } from './cameraMoves.ts';
import { hungPlane } from './hungPlane.ts';
import type { ShownTile } from './shownTile.ts';
import { shownTiles, tilesMovingWith, type Viewing } from './viewing.ts';

/** Views on the screen that were not there before get the zoom and the place of one that is linked with them. */
export function joinedToPartners(viewing: Viewing, before: readonly ShownTile[]): Viewing {
  if (viewing.quadrant !== null) return viewing;
  const there = new Set(before.map(({ image }) => image?.imageId));
  const moved = { ...viewing.moved };
  for (const tile of shownTiles(viewing)) {
    if (!tile.image || there.has(tile.image.imageId) || moved[tile.tileId]) continue;
    const partner = tilesMovingWith(viewing, tile.tileId).find(({ tileId }) => viewing.moved[tileId]);
    const camera = partner && cameraBeside(tile, partner, viewing.moved[partner.tileId]);
    if (camera) moved[tile.tileId] = keptInSight(camera, tile.box, extentOf(tile.image));
  }
  return { ...viewing, moved };
}

/** A millimetre as large as in the partner, and as far from the middle of the image; mirrored where the two face each other. */
function cameraBeside(tile: ShownTile, partner: ShownTile, partnerCamera: Camera): Camera | null {
  const [own, other] = [tile.image, partner.image];
  if (!own?.spacingMm || !other?.spacingMm) return null;
  const [ownPlane, otherPlane] = [hungPlane(own, tile), hungPlane(other, partner)];
  const middle = (image: { readonly columns: number; readonly rows: number }): Point => ({
    x: image.columns / 2,
    y: image.rows / 2,
  });
  const from = apply(otherPlane, middle(other));
  const to = apply(otherPlane, partnerCamera.centre);
  const facing =
    tile.chestWall !== null && partner.chestWall !== null && tile.chestWall !== partner.chestWall;
  const start = apply(ownPlane, middle(own));
  const centre = { x: start.x + (facing ? from.x - to.x : to.x - from.x), y: start.y + to.y - from.y };
  const { quarterTurns, mirrored } = tile;
  return {
    centre: apply(inverse(ownPlane), centre),
    scale: (partnerCamera.scale / other.spacingMm.column) * own.spacingMm.column,
    quarterTurns,
    mirrored,
  };
}
