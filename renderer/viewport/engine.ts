/** Cornerstone's rendering engine: one for the whole reading room, with one WebGL context for all its viewports. */
import {
  Enums,
  RenderingEngine,
  type StackViewport,
  getConfiguration,
  getRenderingCapabilities,
  init,
} from '@cornerstonejs/core';

/** What the graphics card can do, as far as drawing depends on it. */
export interface Graphics {
  /** Longest side of a texture, and most entries of a table. */
  readonly maximumTexture: number;
  /** 16-bit textures are there and can be smoothed; floats take their place where not. */
  readonly norm16: boolean;
}

let engine: RenderingEngine | null = null;
let opened = 0;

function renderingEngine(): RenderingEngine {
  if (engine !== null) return engine;
  const { rendering, ...others } = getConfiguration();
  init({ ...others, rendering: { ...rendering, webGlContextCount: 1 } });
  engine = new RenderingEngine('reading-room');
  return engine;
}

/** Null where there is no WebGL 2, and nothing can be drawn. */
export function graphics(): Graphics | null {
  const { webgl2, maxTextureSize, norm16, norm16Linear } = getRenderingCapabilities();
  return webgl2 ? { maximumTexture: maxTextureSize, norm16: norm16 && norm16Linear } : null;
}

/** A viewport in `element`, which it fills; `close` gives back what it holds on the graphics card. */
export function openViewport(element: HTMLDivElement): { viewport: StackViewport; close: () => void } {
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
  return {
    viewport: room.getViewport<StackViewport>(viewportId),
    close: () => room.disableElement(viewportId),
  };
}

/** Cornerstone's event after a viewport's canvas has its new picture. */
export const renderedEvent: string = Enums.Events.IMAGE_RENDERED;
