/** A finding beside the other view of its breast, both at one scale. Pure. */
import type { ExamImage } from '../../contract/exam.ts';
import type { HungStep, Tile } from '../hanging/types.ts';
import type { Camera } from '../viewport/camera.ts';
import { extentOf, keptInSight } from './cameraMoves.ts';
import type { Cameras, ShownTile } from './shownTile.ts';
import { atStep, currentStep, shownTiles, type Viewing } from './viewing.ts';

/**
 * Turns to the step that shows the image beside the other view of its breast, and makes its tile active; stays where that
 * is on the screen. Remembers where the reader was. Null where no step does.
 */
export function turnedToBreast(viewing: Viewing, imageId: string): Viewing | null {
  const { stepIndex, largeTileId, quadrant, activeTileId, moved } = viewing;
  const before = viewing.before ?? { stepIndex, largeTileId, quadrant, activeTileId, moved };
  const step = currentStep(viewing);
  const isHere = step !== null && largeTileId === null && quadrant === null && showsBreast(step, imageId);
  const index = isHere ? stepIndex : viewing.steps.findIndex((other) => showsBreast(other, imageId));
  if (index < 0) return null;
  const there = isHere ? viewing : atStep(viewing, index);
  const tile = there.steps[index].tiles.find(({ image }) => image?.imageId === imageId);
  return { ...there, activeTileId: tile?.tileId ?? null, before };
}

/** Whole views, two of them, of one breast of one exam, one of which is the image. */
function showsBreast({ mode, tiles }: HungStep, imageId: string): boolean {
  const shown = tiles.filter(({ image }) => image !== null);
  const own = shown.find(({ image }) => image?.imageId === imageId);
  return (
    mode === 'fit' &&
    own !== undefined &&
    shown.length === 2 &&
    shown.every(
      ({ image, examId }) => image?.laterality === own.image?.laterality && examId === own.examId,
    ) &&
    shown[0].image?.view !== shown[1].image?.view
  );
}

/**
 * Shows the step's other views as large as the active one, in millimetres where both have a spacing, and as far from the
 * chest wall: there is what lies behind the same piece of skin.
 */
export function atActiveScale(viewing: Viewing, cameras: Cameras): Viewing {
  const tiles = shownTiles(viewing);
  const active = tiles.find(({ tileId }) => tileId === viewing.activeTileId);
  const camera = active && cameras[active.tileId];
  if (!active?.image || !camera) return viewing;
  const moved = { ...viewing.moved };
  for (const tile of tiles) {
    const own = cameras[tile.tileId];
    if (tile === active || !tile.image || !own) continue;
    const next = besideCamera(
      { tile: active, image: active.image, camera },
      { tile, image: tile.image, camera: own },
    );
    moved[tile.tileId] = keptInSight(next, tile.box, extentOf(tile.image));
  }
  return { ...viewing, moved };
}

interface SeenView {
  readonly tile: ShownTile;
  readonly image: ExamImage;
  readonly camera: Camera;
}

function besideCamera(active: SeenView, other: SeenView): Camera {
  const bothSpaced = active.image.spacingMm !== null && other.image.spacingMm !== null;
  const columnOf = ({ image }: SeenView) => (bothSpaced ? (image.spacingMm?.column ?? 1) : 1);
  const scale = (active.camera.scale * columnOf(other)) / columnOf(active);
  const wall = wallColumn(active);
  const otherWall = wallColumn(other);
  if (wall === null || otherWall === null) return { ...other.camera, scale };
  const depth = (Math.abs(active.camera.centre.x - wall) * columnOf(active)) / columnOf(other);
  const x = otherWall === 0 ? depth : otherWall - depth;
  return { ...other.camera, scale, centre: { x, y: other.camera.centre.y } };
}

/** Where the chest wall is in the stored image: 0 or its last column's end; null where it is neither. */
function wallColumn({ tile, image, camera }: SeenView): number | null {
  const { chestWall, mirrored }: Pick<Tile, 'chestWall' | 'mirrored'> = tile;
  if (chestWall === null || camera.quarterTurns !== 0) return null;
  return (chestWall === 'left') === mirrored ? image.columns : 0;
}
