/** What commands and menus do to the active view. */
import { say } from '../app/hint.ts';
import { useApp } from '../app/store.ts';
import { nextPreset, presets, sameSettings, type DisplaySettings } from '../viewport/display.ts';
import {
  invertedTogether,
  presetTogether,
  resetTogether,
  windowedWith,
  type Displays,
  type Headers,
} from './displayLinks.ts';
import { atTrueSize, reset } from './placements.ts';
import { readingChoices, withReadingChoices } from './readingChoices.ts';
import type { Cameras, ShownTile } from './shownTile.ts';
import { useReading } from './store.ts';
import { areLinked, type Viewing } from './viewing.ts';

/** The tile that commands are for; null where it shows no image. */
export function activeTile(): ShownTile | null {
  const { tiles, activeTileId } = useReading.getState();
  return tiles.find(({ tileId, image }) => tileId === activeTileId && image !== null) ?? null;
}

/** The tile that commands are for; where it shows no image, that is said. */
function neededTile(): ShownTile | null {
  const tile = activeTile();
  if (tile === null) say('No image here');
  return tile;
}

/** A command on the image of the active view; where there is none, that is said. */
export const onActiveImage = (act: (imageId: string) => void) => () => {
  const imageId = neededTile()?.image?.imageId;
  if (imageId !== undefined) act(imageId);
};

/** Moves the active view by a key that may be held down; says `unchanged` where it stays as it is. */
export function glideActive(
  move: (viewing: Viewing, cameras: Cameras, tileId: string) => Viewing,
  unchanged: string,
): void {
  const tile = neededTile();
  if (tile === null) return;
  const { glide, restSoon } = useReading.getState();
  if (!glide((viewing, cameras) => move(viewing, cameras, tile.tileId))) say(unchanged);
  restSoon();
}

/** Moves the active view, where there is one; says `unchanged` where it may stay as it was, and does. */
export function moveActive(
  move: (viewing: Viewing, cameras: Cameras, tileId: string) => Viewing,
  unchanged?: string,
): void {
  const tile = neededTile();
  if (tile === null) return;
  const { tileId } = tile;
  const before = useReading.getState().cameras[tileId];
  useReading.getState().change((viewing, cameras) => move(viewing, cameras, tileId));
  const stayed = useReading.getState().cameras[tileId] === before;
  if (stayed && unchanged !== undefined) say(unchanged);
}

export function showTrueSize(): void {
  const tile = neededTile();
  if (tile === null) return;
  const { screenPixelsPerMm } = useApp.getState().settings;
  if (screenPixelsPerMm === null) {
    return say('True size needs a calibrated screen: calibrate it in the settings');
  }
  const { viewing, cameras, change } = useReading.getState();
  const next = atTrueSize(viewing, cameras, tile.tileId, screenPixelsPerMm);
  if (next) change(() => next);
  else say(`True size is not known: ${tile.label} has no pixel spacing`);
}

/** Whether zooming and panning one view does the same to those that compare with it. */
export function toggleViewLink(): void {
  const { change } = useReading.getState();
  change((viewing) => ({ ...viewing, linkChoice: !areLinked(viewing) }));
  say(areLinked(useReading.getState().viewing) ? 'Views are linked' : 'Views move alone');
}

/** Whether windowing one view does the same to the exam's others. */
export function toggleWindowLink(): void {
  const { settings, saveSettings } = useApp.getState();
  const windowsLinked = !readingChoices(settings).windowsLinked;
  saveSettings({ view: withReadingChoices(settings, { windowsLinked }) });
  say(windowsLinked ? 'Windowing changes all views' : 'Windowing changes one view alone');
}

/** Whether the pointer of one view is shown in the others of the same breast. */
export function toggleCursorLink(): void {
  const { settings, saveSettings } = useApp.getState();
  const cursorLinked = !readingChoices(settings).cursorLinked;
  saveSettings({ view: withReadingChoices(settings, { cursorLinked }) });
  say(cursorLinked ? 'Cursor is linked: an arc as far from the nipple' : 'Cursor is not linked');
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
  say(display.inverted ? 'Not inverted' : 'Inverted; what is outside the breast stays black');
}

export function showPreset(imageId: string, index: number): void {
  changeDisplays(imageId, (imageIds, headers, displays) =>
    presetTogether(imageIds, headers, displays, index),
  );
}

export function showNextPreset(imageId: string): void {
  const { headers, displays } = useReading.getState();
  const header = headers[imageId];
  const display = displays[imageId];
  if (!header || !display) return;
  const offered = presets(header);
  if (offered.length === 0) return say('Colour has no window');
  const next = nextPreset(header, display);
  if (next.voi.type !== 'image' || sameSettings(next, display)) {
    return say(`The image has one window: ${offered[0].label}`);
  }
  showPreset(imageId, next.voi.index);
  say(offered[next.voi.index].label);
}

/** Place, turns, window and inversion as they were at first, of the active view and of those linked with it. */
export function resetActive(): void {
  const tile = neededTile();
  if (!tile?.image) return;
  useReading.getState().change((viewing) => reset(viewing, tile.tileId));
  changeDisplays(tile.image.imageId, resetTogether);
  say(`${tile.label}: as it was hung`);
}

/** The same of all views on the screen, and of the windows of all images. */
export function resetAll(): void {
  const { headers, displays, change, setDisplays } = useReading.getState();
  change((viewing) => ({ ...viewing, moved: {}, quadrant: null }));
  setDisplays(resetTogether(Object.keys(displays), headers, displays));
  say('All views as they were hung');
}
