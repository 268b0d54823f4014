/** The views that are drawn in a window: those on the screen, and, out of sight, those that the reader comes to next. Pure. */
import { sameCamera, type Camera } from '../viewport/camera.ts';
import type { ShownTile } from './shownTile.ts';
import type { TileAhead } from './tilesAhead.ts';

export interface MountedView {
  /** Stays with what is drawn, wherever it moves. */
  readonly id: number;
  /** As of `placeOf`. */
  readonly place: string;
  readonly tile: ShownTile;
  /** Out of sight: where its image lies, null where it lay last. Null where it is on the screen. */
  readonly ahead: { readonly camera: Camera | null } | null;
}

/**
 * Other tiles are on the screen. Each takes what is drawn for its place already, else what shows its image and is not wanted any
 * more where it is, so that its picture stands until it has moved. What leaves the screen stays as it is, out of sight.
 */
export function withShown(
  before: readonly MountedView[],
  shown: readonly Pick<MountedView, 'place' | 'tile'>[],
): readonly MountedView[] {
  const left = before.filter(({ place }) => !shown.some((one) => one.place === place));
  const fresh = idsAfter(before);
  const views = shown.map(({ place, tile }): MountedView => {
    const there = before.find((view) => view.place === place);
    const moves = left.findIndex(
      (view) => view.ahead === null && tile.image !== null && imageOf(view.tile) === imageOf(tile),
    );
    const id = there?.id ?? (moves === -1 ? fresh() : left.splice(moves, 1)[0].id);
    return { id, place, tile, ahead: null };
  });
  return [...views, ...left.map((view) => ({ ...view, ahead: view.ahead ?? { camera: null } }))];
}

/**
 * The first of `wanted` that is not there yet is, out of sight; once all are, each is where it is wanted and no other is kept. The
 * same views where nothing is left to do.
 */
export function oneMoreAhead(
  before: readonly MountedView[],
  wanted: readonly TileAhead[],
): readonly MountedView[] {
  const shown = before.filter(({ ahead }) => ahead === null);
  const hidden = before.filter(({ ahead }) => ahead !== null);
  const missing = wanted.find((one) => !hidden.some((view) => isThere(view, one)));
  if (missing) {
    const others = hidden.filter(
      ({ place }) => place !== missing.place && wanted.some((one) => one.place === place),
    );
    const id = hidden.find(({ place }) => place === missing.place)?.id ?? idsAfter(before)();
    return [...shown, ...others, viewOf(id, missing)];
  }
  const isDone =
    hidden.length === wanted.length && wanted.every((one) => hidden.some((view) => isAt(view, one)));
  if (isDone) return before;
  return [...shown, ...wanted.map((one) => viewOf(hidden.find(({ place }) => place === one.place)!.id, one))];
}

const imageOf = ({ image }: ShownTile): string | undefined => image?.imageId;

const viewOf = (id: number, { place, tile, camera }: TileAhead): MountedView => ({
  id,
  place,
  tile,
  ahead: { camera },
});

function idsAfter(views: readonly MountedView[]): () => number {
  let last = Math.max(0, ...views.map(({ id }) => id));
  return () => ++last;
}

/** Whether a view is where it is wanted, as far as that is known: what has left the screen may have been moved by the reader. */
const isThere = (view: MountedView, wanted: TileAhead): boolean =>
  isAt({ ...view, ahead: { camera: view.ahead?.camera ?? wanted.camera } }, wanted);

function isAt({ place, tile, ahead }: MountedView, wanted: TileAhead): boolean {
  const [box, camera] = [wanted.tile.box, wanted.camera];
  return (
    place === wanted.place &&
    (['x', 'y', 'width', 'height'] as const).every((part) => tile.box[part] === box[part]) &&
    tile.pixelRatio === wanted.tile.pixelRatio &&
    (ahead?.camera && camera ? sameCamera(ahead.camera, camera) : (ahead?.camera ?? null) === camera)
  );
}
