/**
 * Views on the move. While a gesture goes on, pictures and what lies over them hear of each new camera and window here, and
 * React hears of the last one alone, when the gesture is over: nothing but the moving view is drawn meanwhile.
 */
import type { Camera } from '../viewport/camera.ts';
import type { DisplaySettings } from '../viewport/display.ts';
import type { Displays } from './displayLinks.ts';
import type { Cameras } from './shownTile.ts';

type Listeners<T> = Map<string, Set<(value: T) => void>>;

const cameraListeners: Listeners<Camera> = new Map();
const displayListeners: Listeners<DisplaySettings> = new Map();

function listen<T>(listeners: Listeners<T>, key: string, listener: (value: T) => void): () => void {
  const own = listeners.get(key) ?? new Set();
  listeners.set(key, own.add(listener));
  return () => {
    own.delete(listener);
    if (own.size === 0 && listeners.get(key) === own) listeners.delete(key);
  };
}

function tell<T>(
  listeners: Listeners<T>,
  before: Readonly<Record<string, T>>,
  now: Readonly<Record<string, T>>,
): void {
  for (const [key, own] of listeners) {
    if (now[key] === undefined || now[key] === before[key]) continue;
    for (const listener of own) listener(now[key]);
  }
}

/** Where a tile's image lies, whenever a gesture moves it; returns what ends it. */
export const followCamera = (tileId: string, listener: (camera: Camera) => void): (() => void) =>
  listen(cameraListeners, tileId, listener);

/** How an image is windowed, whenever a gesture changes it; returns what ends it. */
export const followDisplay = (imageId: string, listener: (display: DisplaySettings) => void): (() => void) =>
  listen(displayListeners, imageId, listener);

export const tellCameras = (before: Cameras, now: Cameras): void => tell(cameraListeners, before, now);
export const tellDisplays = (before: Displays, now: Displays): void => tell(displayListeners, before, now);
