/** What one viewport shows: the slices of one frame, its table, and the camera. Changes only what has changed. */
import vtkCamera from '@kitware/vtk.js/Rendering/Core/Camera';
import type { ImageHeader } from '../../contract/image.ts';
import type { OverlayPlane } from '../../imaging/dicom/overlays.ts';
import type { Camera } from './camera.ts';
import type { DecodedFrame } from './decodedFrame.ts';
import { type DisplaySettings, sameSettings } from './display.ts';
import { type Graphics, type OpenedViewport, openViewport, renderedEvent } from './engine.ts';
import { type LaidOver, layOver } from './laidOver.ts';
import { type DrawnLevel, levelFor } from './levels.ts';
import { type Painting, painted, paintedTable, paintingOf } from './painting.ts';
import { type Surface, pixelAspectOf, projectionOf, sourceToScreen } from './projection.ts';
import { type Slice, createSlice } from './slice.ts';
import { type TransferFunction, textureUnits, transferFunctionOf } from './transferFunction.ts';

export interface View {
  /** That of the frame. */
  readonly header: ImageHeader;
  readonly frame: DecodedFrame;
  /** Of the image, from 0. */
  readonly frameIndex: number;
  /** Planes to be drawn over the image; empty where they are hidden. */
  readonly overlays: readonly OverlayPlane[];
  /** Painted over all that, the lowest first. */
  readonly laidOver: readonly LaidOver[];
  readonly camera: Camera;
  readonly display: DisplaySettings;
  readonly surface: Surface;
}

export interface Scene {
  /** Draws before the next paint. */
  show(view: View): void;
  /** Black before the next paint. */
  clear(): void;
  close(): void;
}

interface Shown {
  readonly view: View;
  readonly slices: PaintedSlice[];
  readonly table: TransferFunction;
  readonly entries: number;
  readonly painting: Painting | null;
}

/** A slice of a level of the frame, which is not the level drawn where something is painted over it. */
interface PaintedSlice extends Slice {
  readonly of: DrawnLevel;
  /** Of the painting; '' for none. */
  readonly paintingKey: string;
}

/** Distance of the camera from the slice, which a parallel projection does not show. */
const distance = 100;

/** `onDrawn`: the element's canvas has the picture of the latest `show` or `clear`. */
export function openScene(element: HTMLDivElement, card: Graphics, onDrawn: () => void): Scene {
  let shown: Shown | null = null;
  const camera = vtkCamera.newInstance({ parallelProjection: true });
  let { viewport, letGo, close } = open();
  element.addEventListener(renderedEvent, finish);

  function open(): OpenedViewport {
    const opened = openViewport(element, reopen);
    opened.viewport.getRenderer().setActiveCamera(camera);
    return opened;
  }

  /** Cornerstone has drawn the image. */
  function finish(): void {
    if (shown !== null && shown.view.laidOver.length > 0) {
      const { laidOver, camera, surface, header } = shown.view;
      const context = viewport.canvas.getContext('2d');
      if (context !== null)
        layOver(context, laidOver, sourceToScreen(camera, surface, pixelAspectOf(header)));
    }
    onDrawn();
  }

  function reopen(): void {
    const view = shown?.view;
    shown = null;
    close();
    ({ viewport, letGo, close } = open());
    if (view !== undefined) show(view);
  }

  function drop(): void {
    for (const slice of shown?.slices ?? []) {
      letGo(slice.mapper);
      viewport.getRenderer().removeActor(slice.actor);
      slice.delete();
    }
    shown = null;
  }

  function slicesFor(view: View): PaintedSlice[] {
    if (shown?.view.frame === view.frame) return shown.slices;
    drop();
    return [];
  }

  function tableFor(view: View): Pick<Shown, 'table' | 'entries' | 'painting'> {
    const { header, frame, display, overlays } = view;
    const same =
      shown?.view.header === header &&
      shown.view.frame === frame &&
      shown.view.overlays === overlays &&
      sameSettings(shown.view.display, display);
    if (shown !== null && same) return shown;
    const painting = paintingOf(header, frame, display, overlays);
    const values = paintedTable(header, display, frame, painting, card.maximumTexture);
    const units = textureUnits(frame.levels[0].samples, card.norm16);
    return {
      table: transferFunctionOf(values, frame.offset, units),
      entries: values.levels.length,
      painting,
    };
  }

  function show(view: View): void {
    const { frame, surface } = view;
    const aspect = pixelAspectOf(view.header);
    const { table, entries, painting } = tableFor(view);
    const slices = slicesFor(view);
    const drawable = frame.levels.filter(
      ({ rows, columns }) => Math.max(rows, columns) <= card.maximumTexture,
    );
    const level = levelFor(drawable, view.camera.scale * surface.pixelRatio * Math.max(1, aspect));
    const paintingKey = painting?.key ?? '';
    let slice = slices.find((other) => other.of === level && other.paintingKey === paintingKey);
    if (slice === undefined) {
      const drawn = painting === null ? level : painted(level, painting, frame.offset, view.frameIndex);
      slice = { ...createSlice(frame, drawn, aspect), of: level, paintingKey };
      slices.push(slice);
      viewport.getRenderer().addActor(slice.actor);
    }
    for (const other of slices) if (other !== slice) other.hide();
    slice.show(table, entries);
    place(camera, view, aspect);
    viewport.sWidth = surface.pixels.width;
    viewport.sHeight = surface.pixels.height;
    shown = { view, slices, table, entries, painting };
    viewport.render();
  }

  return {
    show,
    clear() {
      if (shown === null) return;
      drop();
      viewport.render();
    },
    close() {
      element.removeEventListener(renderedEvent, finish);
      drop();
      close();
    },
  };
}

function place(camera: vtkCamera, { camera: seen, surface }: View, aspect: number): void {
  const { focalPoint, up, towards, halfHeight } = projectionOf(seen, surface, aspect);
  const [x, y] = focalPoint;
  camera.setFocalPoint(x, y, 0);
  camera.setPosition(x, y, -towards * distance);
  camera.setViewUp(up[0], up[1], 0);
  camera.setParallelScale(halfHeight);
  camera.setClippingRange(distance / 2, 2 * distance);
}
