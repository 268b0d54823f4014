/** Cornerstone's rendering engine: one for the whole reading room, with one WebGL context for all its viewports. */
import {
  Enums,
  RenderingEngine,
  eventTarget,
  type StackViewport,
  getConfiguration,
  getRenderingCapabilities,
  init,
} from '@cornerstonejs/core';
import type vtkImageMapper from '@kitware/vtk.js/Rendering/Core/ImageMapper';
import vtkOpenGLTexture from '@kitware/vtk.js/Rendering/OpenGL/Texture';
import type { vtkViewNode } from '@kitware/vtk.js/Rendering/SceneGraph/ViewNode';

/** What the graphics card can do, as far as drawing depends on it. */
export interface Graphics {
  /** Longest side of a texture, and most entries of a table. */
  readonly maximumTexture: number;
  /** 16-bit textures are there and can be smoothed; floats take their place where not. */
  readonly norm16: boolean;
}

let engine: RenderingEngine | null = null;
let opened = 0;
/** Told when all viewports must be opened anew. */
const restarted = new Set<() => void>();

function renderingEngine(): RenderingEngine {
  if (engine !== null) return engine;
  const { rendering, ...others } = getConfiguration();
  init({ ...others, rendering: { ...rendering, webGlContextCount: 1 } });
  engine = new RenderingEngine('reading-room');
  eventTarget.addEventListener(Enums.Events.WEBGL_CONTEXT_RESTORED, restart);
  return engine;
}

/** Null where there is no WebGL 2, and nothing can be drawn. */
export function graphics(): Graphics | null {
  const { webgl2, maxTextureSize, norm16, norm16Linear } = getRenderingCapabilities();
  return webgl2 ? { maximumTexture: maxTextureSize, norm16: norm16 && norm16Linear } : null;
}

/**
 * When a lost WebGL context is back (the graphics driver was restarted, say), it holds nothing of what vtk.js believes
 * it to hold: a new engine takes the place of the old one.
 */
function restart(): void {
  eventTarget.removeEventListener(Enums.Events.WEBGL_CONTEXT_RESTORED, restart);
  engine?.destroy();
  engine = null;
  for (const reopen of [...restarted]) reopen();
}

export interface OpenedViewport {
  readonly viewport: StackViewport;
  /** Must be told before a slice is deleted. */
  letGo(mapper: vtkImageMapper): void;
  /** Gives back what it holds on the graphics card. */
  close(): void;
}

/**
 * A viewport in `element`, which it fills. `onRestart` is told when the viewport has ceased to be, with all others, and
 * is to be opened anew.
 */
export function openViewport(element: HTMLDivElement, onRestart: () => void): OpenedViewport {
  const viewportId = `viewport-${++opened}`;
  const room = renderingEngine();
  room.enableElement({
    viewportId,
    element,
    type: Enums.ViewportType.STACK,
    defaultOptions: { background: [0, 0, 0] },
  });
  // Cornerstone makes its elements reachable by keyboard; this one is only a picture.
  element.removeAttribute('tabindex');
  const viewport = room.getViewport<StackViewport>(viewportId);
  // Whoever asks first decides: what hides all behind it is not blended with that.
  viewport.canvas.getContext('2d', { alpha: false });
  restarted.add(onRestart);
  return {
    viewport,
    letGo(mapper) {
      if (room === engine) letGoUndrawn(room, viewportId, mapper);
    },
    close() {
      restarted.delete(onRestart);
      if (room !== engine) return;
      room.disableElement(viewportId);
      fitDrawingBuffer(room);
    },
  };
}

/**
 * With every picture, also of another viewport, vtk.js takes note of all slices; one that is deleted before it was drawn
 * itself has no texture yet, and vtk.js 36 fails where it would free that, then and with every picture to come.
 */
function letGoUndrawn(room: RenderingEngine, viewportId: string, mapper: vtkImageMapper): void {
  const drawing = room.getOffscreenMultiRenderWindow(viewportId).getOpenGLRenderWindow();
  const node = (drawing as unknown as vtkViewNode).getViewNodeFor(mapper);
  if (node === undefined || node.getReferenceByName('openGLTexture') !== null) return;
  node.set({ openGLTexture: vtkOpenGLTexture.newInstance() }, true);
}

/**
 * Viewports are drawn one after the other into one buffer, as large as the largest of them. When that one is closed,
 * Cornerstone 5.14 reckons with a smaller buffer but leaves it as it was, and shifts and stretches all other pictures.
 */
function fitDrawingBuffer(room: RenderingEngine): void {
  const viewports = room.getViewports();
  if (viewports.length === 0) return;
  const drawing = room.getOffscreenMultiRenderWindow(viewports[0].id);
  // Cornerstone keeps the buffer's size on an element that has none by itself.
  const container = drawing.getContainer() as unknown as { width: number; height: number };
  container.width = Math.max(...viewports.map(({ sWidth }) => sWidth));
  container.height = Math.max(...viewports.map(({ sHeight }) => sHeight));
  drawing.resize();
}

/** Cornerstone's event after a viewport's canvas has its new picture. */
export const renderedEvent: string = Enums.Events.IMAGE_RENDERED;
