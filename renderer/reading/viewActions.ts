/** What commands and menus do to the active view. */
import { useApp } from '../app/store.ts';
import { nextPreset, type DisplaySettings } from '../viewport/display.ts';
import {
  invertedTogether,
  presetTogether,
  resetTogether,
  windowedWith,
  type Displays,
  type Headers,
} from './displayLinks.ts';
import { atTrueSize, reset } from './placements.ts';
import { readingChoices } from './readingChoices.ts';
import type { Cameras, ShownTile } from './shownTile.ts';
import { useReading } from './store.ts';
import type { Viewing } from './viewing.ts';

/** The tile that commands are for; null where it shows no image. */
export function activeTile(): ShownTile | null {
  const { tiles, activeTileId } = useReading.getState();
  return tiles.find(({ tileId, image }) => tileId === activeTileId && image !== null) ?? null;
}

export function activeImageId(): string | null {
  return activeTile()?.image?.imageId ?? null;
}

/** Moves the active view, where there is one. */
export function moveActive(move: (viewing: Viewing, cameras: Cameras, tileId: string) => Viewing): void {
  const tile = activeTile();
  if (tile) useReading.getState().change((viewing, cameras) => move(viewing, cameras, tile.tileId));
}

export function showTrueSize(): void {
  const tile = activeTile();
  if (!tile) return;
  const { settings, notify } = useApp.getState();
  const { screenPixelsPerMm } = settings;
  if (screenPixelsPerMm === null) {
    return notify({
      level: 'info',
      message: 'True size needs a calibrated screen: calibrate it in the settings.',
    });
  }
  const { viewing, cameras, change } = useReading.getState();
  const next = atTrueSize(viewing, cameras, tile.tileId, screenPixelsPerMm);
  if (next) change(() => next);
  else notify({ level: 'info', message: `True size is not known: ${tile.label} has no pixel spacing.` });
}

/** Applies a change of windowing to an image and to those windowed with it. */
function changeDisplays(
  imageId: string,
  change: (imageIds: readonly string[], headers: Headers, displays: Displays) => Displays,
): void {
  const { exam, headers, displays, setDisplays } = useReading.getState();
  if (!exam) return;
  const { windowsLinked } = readingChoices(useApp.getState().settings);
  setDisplays(change(windowedWith(imageId, exam, headers, windowsLinked), headers, displays));
}

export function invert(imageId: string): void {
  const display: DisplaySettings | undefined = useReading.getState().displays[imageId];
  if (!display) return;
  changeDisplays(imageId, (imageIds, headers, displays) =>
    invertedTogether(imageIds, headers, displays, !display.inverted),
  );
}

export function showPreset(imageId: string, index: number): void {
  changeDisplays(imageId, (imageIds, headers, displays) =>
    presetTogether(imageIds, headers, displays, index),
  );
}

export function showNextPreset(imageId: string): void {
  const { headers, displays } = useReading.getState();
  if (!headers[imageId] || !displays[imageId]) return;
  const { voi } = nextPreset(headers[imageId], displays[imageId]);
  if (voi.type === 'image') showPreset(imageId, voi.index);
}

/** Place, turns, window and inversion as they were at first. */
export function resetActive(): void {
  const tile = activeTile();
  if (!tile?.image) return;
  useReading.getState().change((viewing) => reset(viewing, tile.tileId));
  changeDisplays(tile.image.imageId, resetTogether);
}
