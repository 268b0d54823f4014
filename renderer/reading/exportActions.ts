/** Pictures of the active view that leave the program: always without identity. */
import { ok, type Result } from '../../contract/problem.ts';
import { paintedMaps } from '../ai/paintedMaps.ts';
import { useApp } from '../app/store.ts';
import { findEverywhere } from '../app/windows.ts';
import { copyPicture, exportName, saveFile } from '../exports/saveFile.ts';
import { viewPicture } from '../exports/viewPicture.ts';
import { analysedFrame } from '../tools/cine.ts';
import { captureView } from '../viewport/captureView.ts';
import { loadImage } from '../viewport/loadImage.ts';
import type { ShownTile } from './shownTile.ts';
import { useReading } from './store.ts';
import { activeTile } from './viewActions.ts';
import { exportedTexts } from './viewTexts.ts';

/** Saves the active view as PNG. */
export async function saveSnapshot(): Promise<void> {
  const tile = activeTile();
  if (!tile) return;
  const made = new Date();
  const picture = await pictureOf(tile);
  const { notify } = useApp.getState();
  if (!picture.ok) return notify({ level: 'error', message: picture.problem.message });
  saveFile(picture.value, exportName('snapshot', tile.label, made, 'png'));
  notify({ level: 'info', message: `Snapshot of ${tile.label} saved, without identity` });
}

/** Puts the active view on the clipboard. */
export async function copyView(): Promise<void> {
  const tile = activeTile();
  if (!tile) return;
  const made = pictureOf(tile).then((picture) => {
    if (!picture.ok) throw new Error(picture.problem.message);
    return picture.value;
  });
  const copied = await copyPicture(made);
  const { notify } = useApp.getState();
  if (copied.ok) notify({ level: 'info', message: `${tile.label} copied, without identity` });
  else notify({ level: 'error', message: copied.problem.message });
}

/** The view as it is on the screen, with what lies over it. */
async function pictureOf(tile: ShownTile): Promise<Result<Blob>> {
  const { cameras, displays, frames, textShown } = useReading.getState();
  const imageId = tile.image?.imageId ?? '';
  const loaded = await loadImage(imageId);
  if (!loaded.ok) return loaded;
  const size = { width: tile.box.width, height: tile.box.height };
  const camera = cameras[tile.tileId];
  const frame = frames[imageId] ?? 0;
  const captured = await captureView({
    image: loaded.value,
    frame,
    camera,
    display: displays[imageId],
    overlaysShown: textShown,
    laidOver: frame === analysedFrame(loaded.value.header.frames) ? await paintedMaps(imageId) : [],
    tile: size,
    pixelRatio: tile.pixelRatio,
  });
  if (!captured.ok) return captured;
  const element = findEverywhere(`[data-tile-id="${CSS.escape(tile.tileId)}"]`);
  const overlays = element?.querySelector('[data-overlays]');
  const blob = await viewPicture({
    picture: captured.value,
    size,
    overlays: element && overlays ? { tile: element, elements: [...overlays.children] } : null,
    texts: textShown ? exportedTexts(tile, loaded.value, camera, frame) : null,
    deviceScale: tile.pixelRatio,
  });
  captured.value.close();
  return ok(blob);
}
