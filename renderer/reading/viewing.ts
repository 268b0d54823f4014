/** Which views are on the screen, where the reader moved them, and how the reader walks on. Pure. */
import type { Point, Rect } from '../../contract/geometry.ts';
import type { BreastContent } from '../../imaging/prepare/breastContent.ts';
import { divided } from '../hanging/divided.ts';
import { laidOut } from '../hanging/layout.ts';
import { hungByPicture } from '../hanging/pictureHanging.ts';
import { chestWallOf } from '../hanging/placement.ts';
import type { HungStep, Tile } from '../hanging/types.ts';
import type { Camera } from '../viewport/camera.ts';
import { centredOn, extentOf, keptInSight, panBy, zoomAt, type ImageExtent } from './cameraMoves.ts';
import { hungCameraOf, partCount } from './hungCameras.ts';
import { tileBox, type Cameras, type ImageScreen, type ShownTile, type WindowName } from './shownTile.ts';

/** Where in the walk through the exam the reader is. */
interface Place {
  readonly stepIndex: number;
  /** The one view that fills the image area; null where the step's tiles do. */
  readonly largeTileId: string | null;
  /** The part shown, from 0, where the views are walked at 1:1; null where they are shown whole. */
  readonly quadrant: number | null;
  readonly activeTileId: string | null;
  /** By tile: where the reader moved it. Tiles without one are as they were hung. */
  readonly moved: Readonly<Record<string, Camera>>;
}

export interface Viewing extends Place, ImageScreen {
  readonly steps: readonly HungStep[];
  /** By image: the breast, null where the picture shows none or cannot be shown; absent until that is known. */
  readonly breasts: Readonly<Record<string, BreastContent | null>>;
  /** Of the second window; null where it shows no images. */
  readonly second: ImageScreen | null;
  /** The reader's choice whether views move together; null: as the step says. */
  readonly linkChoice: boolean | null;
  /** Where the reader was before a finding was shown. */
  readonly before: Place | null;
}

export const noViewing: Viewing = {
  steps: [],
  breasts: {},
  stepIndex: 0,
  largeTileId: null,
  quadrant: null,
  activeTileId: null,
  moved: {},
  area: { width: 1, height: 1 },
  pixelRatio: 1,
  second: null,
  linkChoice: null,
  before: null,
};

export function currentStep(viewing: Viewing): HungStep | null {
  return viewing.steps[viewing.stepIndex] ?? null;
}

export function shownTiles(viewing: Viewing): readonly ShownTile[] {
  const tiles = (currentStep(viewing)?.tiles ?? []).map((tile) => {
    const breast = breastOf(tile, viewing);
    return { ...tile, ...hungByPicture(tile, breast), breast };
  });
  if (viewing.second === null) return shownIn('first', tiles, viewing, viewing.largeTileId);
  const [first, second] = divided(tiles, viewing.area);
  return [
    ...shownIn('first', first, viewing, viewing.largeTileId),
    ...shownIn('second', second, viewing.second, viewing.largeTileId),
  ];
}

/** The tiles of one window, or the one of them that is large. */
function shownIn<T extends Omit<ShownTile, 'window' | 'box' | 'pixelRatio' | 'large'>>(
  window: WindowName,
  tiles: readonly T[],
  { area, pixelRatio }: ImageScreen,
  largeTileId: string | null,
): readonly ShownTile[] {
  const only = tiles.find(({ tileId }) => tileId === largeTileId);
  return laidOut(only ? [only] : tiles, area).map(({ tile, rect }) => ({
    ...tile,
    window,
    box: tileBox(rect, area),
    pixelRatio,
    large: only !== undefined && tiles.length > 1,
  }));
}

/** Nothing is waited for where there is no picture. */
function breastOf({ image }: Tile, { breasts }: Viewing): BreastContent | null | undefined {
  return image === null || image.problem !== null ? null : breasts[image.imageId];
}

/** What the exam has not of the views of this step: "R MLO: not in this exam". */
export function missingViews(viewing: Viewing): readonly string[] {
  const tiles = currentStep(viewing)?.tiles ?? [];
  if (viewing.largeTileId !== null || tiles.every(({ takesPlace }) => !takesPlace)) return [];
  return tiles.flatMap(({ takesPlace, absent }) => (takesPlace || absent === null ? [] : [absent]));
}

/** The first step, with the first view that has an image active. */
export function hungAnew(viewing: Viewing, steps: readonly HungStep[]): Viewing {
  return atStep({ ...viewing, steps, activeTileId: null, linkChoice: null }, 0);
}

/**
 * Other steps of the same exam, to which images have come: the reader stays at the step, the views and the places in
 * them that were on the screen, as far as those are still there.
 */
export function hungWithNewImages(viewing: Viewing, steps: readonly HungStep[]): Viewing {
  const before = viewing.before && placeAmong(viewing.before, viewing.steps, steps);
  return { ...viewing, ...placeAmong(viewing, viewing.steps, steps), steps, before };
}

function placeAmong(place: Place, steps: readonly HungStep[], newSteps: readonly HungStep[]): Place {
  const old = steps[place.stepIndex];
  const named = newSteps.findIndex(({ name }) => name === old?.name);
  const active = old?.tiles.find(({ tileId }) => tileId === place.activeTileId)?.image?.imageId;
  const shows = ({ image }: Tile) => active === undefined || image?.imageId === active;
  const stepIndex = newSteps[named]?.tiles.some(shows)
    ? named
    : (stepShowing(newSteps, old?.tiles.length ?? 0, shows) ?? Math.max(0, named));
  const tiles = newSteps[stepIndex]?.tiles ?? [];
  // A view is known by its image, an empty place by itself.
  const there = (tileId: string | null) => {
    const was = old?.tiles.find((tile) => tile.tileId === tileId);
    const now = tiles.find(({ image }) => image !== null && image.imageId === was?.image?.imageId);
    return now ?? (was?.image ? undefined : tiles.find((tile) => tile.tileId === tileId));
  };
  const moved = Object.entries(place.moved).flatMap(([tileId, camera]) => {
    const tile = there(tileId);
    return tile ? [[tile.tileId, camera] as const] : [];
  });
  const firstShown = tiles.find(({ image }) => image !== null);
  return {
    stepIndex,
    largeTileId: there(place.largeTileId)?.tileId ?? null,
    quadrant: place.quadrant,
    activeTileId: (there(place.activeTileId) ?? firstShown)?.tileId ?? null,
    moved: Object.fromEntries(moved),
  };
}

export function atStep(viewing: Viewing, stepIndex: number): Viewing {
  const step = viewing.steps[stepIndex];
  if (!step) return viewing;
  const active = activeImageId(viewing);
  const tile =
    step.tiles.find(({ image }) => image !== null && image.imageId === active) ??
    step.tiles.find(({ image }) => image !== null) ??
    null;
  return {
    ...viewing,
    stepIndex,
    largeTileId: null,
    quadrant: step.mode === 'quadrants' ? 0 : null,
    activeTileId: tile?.tileId ?? null,
    moved: {},
    before: null,
  };
}

function activeImageId(viewing: Viewing): string | null {
  const tiles = currentStep(viewing)?.tiles ?? [];
  return tiles.find(({ tileId }) => tileId === viewing.activeTileId)?.image?.imageId ?? null;
}

/** One step or quadrant on (1) or back (-1); the same viewing at either end. */
export function walked(viewing: Viewing, direction: 1 | -1): Viewing {
  if (viewing.quadrant !== null) {
    const quadrant = viewing.quadrant + direction;
    if (quadrant >= 0 && quadrant < quadrantsOf(viewing))
      return { ...viewing, quadrant, moved: {}, before: null };
  }
  const next = atStep(viewing, viewing.stepIndex + direction);
  return direction === -1 && next !== viewing && next.quadrant !== null
    ? { ...next, quadrant: quadrantsOf(next) - 1 }
    : next;
}

/** How many parts at 1:1 the views on the screen have. */
export function quadrantsOf(viewing: Viewing): number {
  return partCount(shownTiles(viewing));
}

/** Makes one view large, or gives the step's tiles back where it was. */
export function largeToggled(viewing: Viewing, tileId: string): Viewing {
  const largeTileId = viewing.largeTileId === tileId ? null : tileId;
  return { ...viewing, largeTileId, activeTileId: tileId, quadrant: null, moved: {}, before: null };
}

/** The tiles of a step in the order of their places. */
function placesOf({ steps, area }: Viewing, stepIndex: number): readonly Tile[] {
  return laidOut(steps[stepIndex]?.tiles ?? [], area).map(({ tile }) => tile);
}

/**
 * The `number`-th view (from 1) of this step large, or back where it is; of the first step that has so many views
 * where this one has not.
 */
export function numberedView(viewing: Viewing, number: number): Viewing {
  const tile = placesOf(viewing, viewing.stepIndex)[number - 1];
  if (tile) return largeToggled(viewing, tile.tileId);
  const stepIndex = viewing.steps.findIndex((_, index) => placesOf(viewing, index).length >= number);
  if (stepIndex === -1) return viewing;
  return largeToggled(atStep(viewing, stepIndex), placesOf(viewing, stepIndex)[number - 1].tileId);
}

/** The next (1) or previous (-1) view of the step, large where one is. */
export function neighbourView(viewing: Viewing, direction: 1 | -1): Viewing {
  const tiles = placesOf(viewing, viewing.stepIndex).filter(({ image }) => image !== null);
  const index = tiles.findIndex(({ tileId }) => tileId === viewing.activeTileId);
  const next = tiles[index + direction];
  if (!next) return viewing;
  if (viewing.largeTileId === null) return { ...viewing, activeTileId: next.tileId };
  return { ...largeToggled(viewing, next.tileId), quadrant: viewing.quadrant === null ? null : 0 };
}

export function quadrantsToggled(viewing: Viewing): Viewing {
  return { ...viewing, quadrant: viewing.quadrant === null ? 0 : null, moved: {}, before: null };
}

export function areLinked(viewing: Viewing): boolean {
  return viewing.linkChoice ?? currentStep(viewing)?.linked ?? false;
}

/**
 * The tiles that move with one, itself first: those on the screen that show the same view, and the other one of a
 * pair whatever it shows.
 */
export function tilesMovingWith(viewing: Viewing, tileId: string): readonly ShownTile[] {
  const tiles = shownTiles(viewing).filter(({ image }) => image !== null && image.problem === null);
  const moving = tiles.find((tile) => tile.tileId === tileId);
  if (!moving) return [];
  if (!areLinked(viewing)) return [moving];
  const others = tiles.filter(
    (tile) => tile !== moving && (tiles.length === 2 || tile.image?.view === moving.image?.view),
  );
  return [moving, ...others];
}

/** Whether two views face each other as they are seen, so that left in one is right in the other. */
function faceEachOther(one: Tile, other: Tile, cameras: Cameras): boolean {
  const [first, second] = [one, other].map((tile) => {
    const camera = cameras[tile.tileId];
    return camera ? chestWallOf(tile, camera) : null;
  });
  return first !== null && second !== null && first !== second;
}

/** Applies a move to a tile and to those linked with it. `cameras`: where all of them are as the move starts. */
export function movedTogether(
  viewing: Viewing,
  cameras: Cameras,
  tileId: string,
  move: (camera: Camera, tile: ShownTile, extent: ImageExtent, facing: boolean) => Camera,
): Viewing {
  const group = tilesMovingWith(viewing, tileId);
  const moved = { ...viewing.moved };
  for (const tile of group) {
    const camera = cameras[tile.tileId];
    if (!camera || !tile.image) continue;
    const extent = extentOf(tile.image);
    const next = move(camera, tile, extent, faceEachOther(group[0], tile, cameras));
    moved[tile.tileId] = keptInSight(next, tile.box, extent);
  }
  return { ...viewing, moved };
}

/** Pans a tile by a distance in CSS pixels; those that face it go the other way across. */
export function panned(viewing: Viewing, cameras: Cameras, tileId: string, delta: Point): Viewing {
  return movedTogether(viewing, cameras, tileId, (camera, tile, extent, facing) =>
    panBy(camera, tile.box, extent, facing ? { x: -delta.x, y: delta.y } : delta),
  );
}

/** Zooms a tile at a point of it (CSS pixels); those that face it at the mirrored point. */
export function zoomed(
  viewing: Viewing,
  cameras: Cameras,
  tileId: string,
  at: Point,
  factor: number,
): Viewing {
  const own = shownTiles(viewing).find((tile) => tile.tileId === tileId);
  if (!own) return viewing;
  const share = { x: at.x / own.box.width, y: at.y / own.box.height };
  return movedTogether(viewing, cameras, tileId, (camera, { box }, extent, facing) => {
    const point = { x: (facing ? 1 - share.x : share.x) * box.width, y: share.y * box.height };
    return zoomAt(camera, box, extent, point, factor);
  });
}

/**
 * Turns to a step (or large view) that shows the image, and makes its tile active; null where no step does.
 * Remembers where the reader was.
 */
export function turnedToImage(viewing: Viewing, imageId: string): Viewing | null {
  const shows = ({ image }: Tile) => image?.imageId === imageId;
  const { before, ...place } = viewing;
  const remembered = before ?? placeOf(place);
  const shown = shownTiles(viewing).find(shows);
  if (shown) return { ...viewing, activeTileId: shown.tileId, before: remembered };
  const inStep = currentStep(viewing)?.tiles.find(shows);
  if (inStep) return { ...largeToggled(viewing, inStep.tileId), before: remembered };
  const stepIndex = stepShowing(viewing.steps, currentStep(viewing)?.tiles.length ?? 0, shows);
  if (stepIndex === null) return null;
  const there = atStep(viewing, stepIndex);
  const tileId = there.steps[stepIndex].tiles.find(shows)?.tileId ?? null;
  return { ...there, activeTileId: tileId, before: remembered };
}

/** Of the steps that show whole images, the first one with so many views, if it can be. */
function stepShowing(
  steps: readonly HungStep[],
  views: number,
  shows: (tile: Tile) => boolean,
): number | null {
  const [nearest] = steps
    .map((step, index) => ({ step, index, difference: Math.abs(step.tiles.length - views) }))
    .filter(({ step }) => step.tiles.some(shows))
    .sort(
      (one, other) =>
        Number(one.step.mode !== 'fit') - Number(other.step.mode !== 'fit') ||
        one.difference - other.difference ||
        one.index - other.index,
    );
  return nearest?.index ?? null;
}

function placeOf({ stepIndex, largeTileId, quadrant, activeTileId, moved }: Place): Place {
  return { stepIndex, largeTileId, quadrant, activeTileId, moved };
}

/** Centres the active tile on a source rectangle. */
export function activeCentredOn(viewing: Viewing, cameras: Cameras, rect: Rect): Viewing {
  const tiles = shownTiles(viewing);
  const tile = tiles.find(({ tileId }) => tileId === viewing.activeTileId);
  const hung = tile && hungCameraOf(tiles, tile.tileId);
  if (!tile?.image || !hung) return viewing;
  const camera = cameras[tile.tileId] ?? hung;
  const extent = extentOf(tile.image);
  const next = keptInSight(centredOn(camera, tile.box, extent, rect, hung.scale), tile.box, extent);
  return { ...viewing, moved: { ...viewing.moved, [tile.tileId]: next } };
}

/** Where the reader was before findings were shown. */
export function wentBack(viewing: Viewing): Viewing {
  return viewing.before ? { ...viewing, ...viewing.before, before: null } : viewing;
}
