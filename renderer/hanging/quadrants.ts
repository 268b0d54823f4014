/** The walk over a breast at 1:1: which parts, in which order. Pure. */
import type { Point, Size } from '../../contract/geometry.ts';
import { inverse } from '../../imaging/geometry/affine.ts';
import { mappedBounds } from '../../imaging/geometry/rect.ts';
import { type BreastContent, breastShare } from '../../imaging/prepare/breastContent.ts';
import { sourceToTile, type Camera } from '../viewport/camera.ts';
import { cameraAt, hungSize, pixelAspect, type PlacedView } from './placement.ts';

/** Least part of a tile that two neighbouring quadrants share, of its width and of its height. */
export const quadrantOverlap = 0.06;

/** Of a part: with less breast in it, it is no stop of the walk. By the mask, which is a little larger than the breast. */
const leastBreastShare = 0.05;

/**
 * Cameras at 1:1 that together show all of the breast (of the image, where no breast stands out): in columns of the
 * tile's width, each no longer than the breast is there, and each part moved in as far as there is air at its outer edge.
 * From the nipple side to the chest wall, down the first column, up the second, and so on. All views of `group` have as
 * many, so that a pair is walked part by part: where one has hardly any breast it stays at the part before.
 */
export function quadrantCameras(
  view: PlacedView,
  group: readonly PlacedView[],
  devicePixelRatio: number,
): readonly Camera[] {
  const scale = 1 / devicePixelRatio;
  const views = [view, ...group];
  const columnCount = Math.max(
    ...views.map((other) => countOf(hungSize(other, scale).width, other.tile.width)),
  );
  const walks = views.map((other) =>
    remembered(other, ['columns', scale, columnCount], () => columnsOf(other, scale, columnCount)),
  );
  const counts = walks[0].map((_, index) =>
    Math.max(...walks.map((walk) => countOf(walk[index].length, walk[index].available))),
  );
  const stops = walks.map((walk, index) =>
    remembered(views[index], ['stops', scale, columnCount, counts], () =>
      stopsOf(views[index], scale, walk, counts),
    ),
  );
  const isStop = stops[0].map((_, at) => stops.some((of) => of[at].share >= leastBreastShare));
  const own = stops[0].map((stop, at) => {
    const before = stops[0].slice(0, at + 1).findLast(({ share }) => share >= leastBreastShare);
    return before ?? stops[0].find(({ share }) => share >= leastBreastShare) ?? stop;
  });
  const kept = own.filter((_, at) => isStop[at]);
  return (kept.length > 0 ? kept : own).map(({ corner }) => cameraAt(view, scale, corner));
}

interface Stop {
  /** Where the upper left corner of the whole walk is in the tile. */
  readonly corner: Point;
  /** Of breast in the tile, 0..1. */
  readonly share: number;
}

function stopsOf(
  view: PlacedView,
  scale: number,
  columns: readonly Column[],
  counts: readonly number[],
): readonly Stop[] {
  return columns.flatMap((column, index) => {
    const down = positions(column.length, column.available, counts[index]).map((y) => y - column.top);
    return (index % 2 === 0 ? down : down.toReversed()).map((y) => {
      const corner = { x: movedIn(view, scale, { x: column.x, y }), y };
      return { corner, share: shareOf(view, scale, corner, view.tile) };
    });
  });
}

/** Slices of the tile's width in which it is looked whether there is breast. */
const slicesAcross = 64;

/** The part's left edge in the tile, moved so that no air is left on the side away from the chest wall, if it can be. */
function movedIn(view: PlacedView, scale: number, { x, y }: Point): number {
  const { width, height } = view.tile;
  const room = hungSize(view, scale).width - width;
  if (view.chestWall === null || room <= 0) return x;
  const slice = { width: width / slicesAcross, height };
  const inwards = view.chestWall === 'right' ? 1 : -1;
  const outer = inwards === 1 ? 0 : width - slice.width;
  let air = 0;
  const isAir = () => shareOf(view, scale, { x: x - outer - inwards * air * slice.width, y }, slice) === 0;
  while (air < slicesAcross && isAir()) air++;
  return Math.max(-room, Math.min(0, x - inwards * Math.max(0, air - 1) * slice.width));
}

interface Column {
  /** Where the part's left edge is in the tile. */
  readonly x: number;
  /** Where the breast begins in this column, from the part's upper edge, and for how long. */
  readonly top: number;
  readonly length: number;
  /** Height of the tile. */
  readonly available: number;
}

/** What was computed for a breast, by what it depends on: it is asked for at every move of a camera. */
const known = new WeakMap<BreastContent, Map<string, unknown>>();

function remembered<T>(view: PlacedView, key: readonly unknown[], compute: () => T): T {
  if (view.breast === null) return compute();
  const { tile, part, chestWall, quarterTurns, mirrored } = view;
  const name = JSON.stringify([key, tile, part, chestWall, quarterTurns, mirrored]);
  const values = known.get(view.breast) ?? new Map<string, unknown>();
  known.set(view.breast, values);
  if (!values.has(name)) values.set(name, compute());
  return values.get(name) as T;
}

/** From the nipple side to the chest wall. */
function columnsOf(view: PlacedView, scale: number, count: number): readonly Column[] {
  const { width } = hungSize(view, scale);
  const free = view.tile.width - width;
  const alone = view.chestWall === 'left' ? 0 : view.chestWall === 'right' ? free : free / 2;
  const fromLeft = free >= 0 ? Array<number>(count).fill(alone) : positions(width, view.tile.width, count);
  const fromNipple = view.chestWall === 'left' ? fromLeft.toReversed() : fromLeft;
  return fromNipple.map((x) => ({ x, available: view.tile.height, ...extentIn(view, scale, x) }));
}

/** Slices of the part's height in which it is looked whether there is breast. */
const slices = 128;

/** From the first to the last slice of a column in which there is breast. */
function extentIn(view: PlacedView, scale: number, x: number): Pick<Column, 'top' | 'length'> {
  const { height } = hungSize(view, scale);
  const slice = height / slices;
  const hasBreast = Array.from({ length: slices }, (_, index) => {
    const strip = { width: view.tile.width, height: slice };
    return shareOf(view, scale, { x, y: -index * slice }, strip) > 0;
  });
  const first = Math.max(0, hasBreast.indexOf(true));
  const last = hasBreast.lastIndexOf(true);
  return last < first
    ? { top: 0, length: height }
    : { top: first * slice, length: (last + 1 - first) * slice };
}

/** How much of the tile's upper left `size` is breast where the part's upper left corner is at `corner`, 0..1. */
function shareOf(view: PlacedView, scale: number, corner: Point, size: Size): number {
  if (view.breast === null) return 1;
  const toSource = inverse(sourceToTile(cameraAt(view, scale, corner), view.tile, pixelAspect(view.image)));
  return breastShare(
    view.breast,
    mappedBounds({ x: 0, y: 0, width: size.width, height: size.height }, toSource),
  );
}

/** How many tiles of `available` pixels it takes to show `length` pixels with a little overlap. */
function countOf(length: number, available: number): number {
  if (length <= available) return 1;
  const overlap = available * quadrantOverlap;
  return Math.ceil((length - overlap) / (available - overlap));
}

/** Where `length` pixels begin in a tile of `available`, `count` times, so that every part is shown, from the first on. */
function positions(length: number, available: number, count: number): readonly number[] {
  if (length <= available) return Array<number>(count).fill((available - length) / 2);
  const step = (length - available) / (count - 1);
  return Array.from({ length: count }, (_, index) => (index === 0 ? 0 : -index * step));
}
