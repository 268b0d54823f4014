/** Keeps the picture in an element up to date with what it is told to show; waits for frames and follows its size. */
import type { Size } from '../../contract/geometry.ts';
import type { Problem } from '../../contract/problem.ts';
import { windowOf } from '../app/windows.ts';
import { sameCamera, type Camera } from './camera.ts';
import type { DecodedFrame } from './decodedFrame.ts';
import type { DisplaySettings } from './display.ts';
import type { Graphics } from './engine.ts';
import type { LaidOver } from './laidOver.ts';
import type { LoadedImage } from './imageStore.ts';
import type { Surface } from './projection.ts';
import { openScene } from './scene.ts';

/** What is to be seen. */
export interface Wanted {
  readonly image: LoadedImage;
  /** From 0. */
  readonly frame: number;
  readonly camera: Camera;
  readonly display: DisplaySettings;
  /** False: the image's own overlay planes are hidden. */
  readonly overlaysShown: boolean;
  /** Painted over the image, the lowest first. */
  readonly laidOver: readonly LaidOver[];
}

const noOverlays: LoadedImage['overlays'] = [];

export interface PresenterEvents {
  /** CSS pixels; at once and whenever it changes. */
  onSize(size: Size): void;
  /** The latest picture is on the screen. */
  onDrawn(): void;
  /** Why the frame cannot be shown; null when one can. */
  onProblem(problem: Problem | null): void;
}

export interface Presenter {
  present(wanted: Wanted): void;
  /** Shows the same frame from elsewhere or otherwise, in a layout that has not changed. */
  move(to: Partial<Pick<Wanted, 'camera' | 'display'>>): void;
  close(): void;
}

/** Longer than this, another image's picture does not stand where this one's is wanted. */
const longestStaleMs = 100;
/** Frames on either side that are decoded ahead. */
const framesAhead = 4;

export function openPresenter(element: HTMLDivElement, card: Graphics, events: PresenterEvents): Presenter {
  // The canvas is painted when the task of this frame has ended.
  const scene = openScene(element, card, () => setTimeout(events.onDrawn));
  let wanted: Wanted | null = null;
  let ready: { readonly image: LoadedImage; readonly index: number; readonly frame: DecodedFrame } | null =
    null;
  let surface: Surface | null = null;
  let stale: ReturnType<typeof setTimeout> | undefined;

  function draw(): void {
    if (wanted === null || surface === null || ready?.image !== wanted.image) return;
    const { image, camera, display, laidOver } = wanted;
    // The frame before stays until the one that is wanted is there.
    const header = image.frameHeader(ready.index);
    const overlays = wanted.overlaysShown ? image.overlays : noOverlays;
    const { frame, index: frameIndex } = ready;
    scene.show({ header, frame, frameIndex, overlays, laidOver, camera, display, surface });
  }

  async function prepare(asked: Wanted): Promise<void> {
    const { image, frame } = asked;
    const decoded = await image.frame(frame);
    if (wanted?.image !== image || wanted.frame !== frame) return;
    clearTimeout(stale);
    events.onProblem(decoded.ok ? null : decoded.problem);
    ready = decoded.ok ? { image, index: frame, frame: decoded.value } : null;
    if (ready === null) scene.clear();
    else draw();
    image.prepare(framesAround(frame, image.header.frames));
  }

  const following = followSurface(element, (size, measured) => {
    surface = measured;
    events.onSize(size);
    draw();
  });
  following.measure();

  return {
    present(next) {
      const before = wanted;
      wanted = next;
      following.measure();
      if (before?.image === next.image && before.frame === next.frame) {
        // What a gesture has left is drawn already.
        const drawn =
          sameCamera(before.camera, next.camera) &&
          (['display', 'overlaysShown', 'laidOver'] as const).every((part) => before[part] === next[part]);
        if (!drawn) draw();
        return;
      }
      if (before?.image !== next.image) {
        clearTimeout(stale);
        stale = setTimeout(() => scene.clear(), longestStaleMs);
      }
      void prepare(next);
    },
    move(to) {
      if (wanted === null) return;
      wanted = { ...wanted, ...to };
      draw();
    },
    close() {
      wanted = null;
      clearTimeout(stale);
      following.stop();
      scene.close();
    },
  };
}

/** The frames next to `index`, nearest first. */
function framesAround(index: number, frames: number): number[] {
  const near = Array.from({ length: framesAhead }, (_, step) => [index + step + 1, index - step - 1]);
  return near.flat().filter((other) => other >= 0 && other < frames);
}

/** Follows the size of an element, in pixels of the screen as the browser lays it on them. */
function followSurface(
  element: HTMLElement,
  told: (size: Size, surface: Surface) => void,
): { measure(): void; stop(): void } {
  const view = windowOf(element);
  let size: Size = { width: 0, height: 0 };
  let surface: Surface | null = null;
  const change = ({ width, height }: Size, device: ResizeObserverSize | undefined) => {
    if (width === 0 || height === 0) return;
    const pixelRatio = view.devicePixelRatio;
    const pixels = {
      width: Math.max(2, device?.inlineSize ?? Math.round(width * pixelRatio)),
      height: Math.max(2, device?.blockSize ?? Math.round(height * pixelRatio)),
    };
    const same =
      surface?.pixels.width === pixels.width &&
      surface.pixels.height === pixels.height &&
      surface.pixelRatio === pixelRatio;
    size = { width, height };
    if (same) return;
    surface = { pixels, pixelRatio };
    told(size, surface);
  };
  const observer = new view.ResizeObserver(([entry]) =>
    change(entry.contentRect, entry.devicePixelContentBoxSize?.[0]),
  );
  observer.observe(element, { box: 'device-pixel-content-box' });
  return {
    /** For a layout that has just changed: the observer tells only after the next picture is drawn. */
    measure() {
      const { width, height } = element.getBoundingClientRect();
      if (Math.abs(width - size.width) > 0.01 || Math.abs(height - size.height) > 0.01) {
        change({ width, height }, undefined);
      }
    },
    stop: () => observer.disconnect(),
  };
}
