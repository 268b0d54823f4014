/** Draws what lies over a view, SVG and canvases, into a picture; nothing that would taint the canvas. */
import type { Size } from '../../contract/geometry.ts';

/**
 * Draws the SVG elements, canvases and images inside `overlays`, in the order of the document, where they are on the
 * screen. `tile`: the element that the view fills; `size`: its size in CSS pixels, which are the context's units.
 */
export async function drawOverlays(
  context: CanvasRenderingContext2D,
  overlays: readonly Element[],
  tile: Element,
  size: Size,
): Promise<void> {
  for (const layer of overlays.flatMap(layersIn)) {
    if (!isVisible(layer)) continue;
    context.save();
    context.globalAlpha = opacityOf(layer, tile);
    if (layer instanceof SVGSVGElement) {
      const drawing = await svgPicture(layer, tile, size);
      context.drawImage(drawing, 0, 0, size.width, size.height);
    } else {
      const { a, b, c, d, e, f } = toTile(layer, tile);
      context.transform(a, b, c, d, e, f);
      context.imageSmoothingEnabled = getComputedStyle(layer).imageRendering !== 'pixelated';
      context.drawImage(layer, 0, 0, layer.offsetWidth, layer.offsetHeight);
    }
    context.restore();
  }
}

type Layer = SVGSVGElement | HTMLCanvasElement | HTMLImageElement;

/** SVG inside SVG comes with its outer one. */
function layersIn(overlay: Element): readonly Layer[] {
  const inside = [...overlay.querySelectorAll<Layer>('svg, canvas, img')];
  const all = isLayer(overlay) ? [overlay] : inside;
  return all.filter((layer) => layer.parentElement === null || layer.parentElement.closest('svg') === null);
}

function isLayer(element: Element): element is Layer {
  return (
    element instanceof SVGSVGElement ||
    element instanceof HTMLCanvasElement ||
    element instanceof HTMLImageElement
  );
}

function isVisible(layer: Layer): boolean {
  if (!layer.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return false;
  if (layer instanceof HTMLCanvasElement) return layer.width > 0 && layer.height > 0;
  return layer instanceof SVGSVGElement || (layer.complete && layer.naturalWidth > 0);
}

/** The product of its own opacity and that of what it lies in. */
function opacityOf(layer: Layer, tile: Element): number {
  let opacity = 1;
  for (let element: Element | null = layer; element && element !== tile; element = element.parentElement) {
    opacity *= Number(getComputedStyle(element).opacity);
  }
  return opacity;
}

/** An element's own CSS pixels -> the tile's, through all transforms between them. */
function toTile(element: HTMLElement, tile: Element): DOMMatrix {
  const matrix = new DOMMatrix();
  for (let at: Element | null = element; at instanceof HTMLElement && at !== tile; at = at.offsetParent) {
    const { transform, transformOrigin } = getComputedStyle(at);
    const [x, y] = transformOrigin.split(' ').map(Number.parseFloat);
    const own = new DOMMatrix().translateSelf(at.offsetLeft, at.offsetTop);
    if (transform !== 'none') {
      own.translateSelf(x, y).multiplySelf(new DOMMatrix(transform)).translateSelf(-x, -y);
    }
    matrix.preMultiplySelf(own);
  }
  return matrix;
}

const svgNamespace = 'http://www.w3.org/2000/svg';

/** The drawing alone on a canvas of the tile's size, at the sharpness at which it will be drawn. */
async function svgPicture(svg: SVGSVGElement, tile: Element, size: Size): Promise<HTMLImageElement> {
  const alone = document.createElementNS(svgNamespace, 'svg');
  alone.setAttribute('width', String(size.width));
  alone.setAttribute('height', String(size.height));
  const placed = document.createElementNS(svgNamespace, 'g');
  placed.setAttribute('transform', placeOf(svg, tile));
  for (const child of svg.children) {
    const copy = styledCopy(child);
    if (copy !== null) placed.append(copy);
  }
  alone.append(placed);
  const url = URL.createObjectURL(
    new Blob([new XMLSerializer().serializeToString(alone)], { type: 'image/svg+xml' }),
  );
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    return image;
  } finally {
    URL.revokeObjectURL(url);
  }
}

function placeOf(svg: SVGSVGElement, tile: Element): string {
  const { left, top } = tile.getBoundingClientRect();
  const { a, b, c, d, e, f } = svg.getScreenCTM() ?? new DOMMatrix();
  return `matrix(${[a, b, c, d, e - left, f - top].join(' ')})`;
}

/** Properties that overlays are styled with and that exist as attributes too (SVG 2, appendix F). */
const presentation = [
  'fill',
  'fill-opacity',
  'fill-rule',
  'stroke',
  'stroke-width',
  'stroke-opacity',
  'stroke-dasharray',
  'stroke-linecap',
  'stroke-linejoin',
  'vector-effect',
  'paint-order',
  'opacity',
  'visibility',
  'font-family',
  'font-size',
  'font-weight',
  'letter-spacing',
  'text-anchor',
  'dominant-baseline',
] as const;

/** Of what is used by name and not drawn itself. */
const definitions = new Set([
  'defs',
  'clipPath',
  'mask',
  'marker',
  'linearGradient',
  'radialGradient',
  'stop',
  'title',
]);

/**
 * A copy that carries its style with it, as attributes: style sheets do not reach into pictures. Null for what is not
 * drawn. Foreign objects and scripts are left out: they would taint the canvas, or run.
 */
function styledCopy(element: Element): Element | null {
  if (!(element instanceof SVGElement) || leftOut.has(element.localName)) return null;
  const style = getComputedStyle(element);
  if (style.display === 'none' && !definitions.has(element.localName)) return null;
  const copy = element.cloneNode(false) as SVGElement;
  copy.removeAttribute('class');
  copy.removeAttribute('style');
  for (const property of presentation) {
    const value = style.getPropertyValue(property);
    if (value !== '') copy.setAttribute(property, value);
  }
  // SVG's own attribute is among the computed ones; one of a style sheet exists only there.
  if (style.transform !== 'none') copy.setAttribute('transform', transformOf(style));
  for (const child of element.childNodes) {
    if (child instanceof Element) {
      const inner = styledCopy(child);
      if (inner !== null) copy.append(inner);
    } else {
      copy.append(child.cloneNode());
    }
  }
  return copy;
}

const leftOut = new Set(['foreignObject', 'script', 'style']);

function transformOf({ transform, transformOrigin }: CSSStyleDeclaration): string {
  const [x, y] = transformOrigin.split(' ').map(Number.parseFloat);
  const { a, b, c, d, e, f } = new DOMMatrix()
    .translateSelf(x, y)
    .multiplySelf(new DOMMatrix(transform))
    .translateSelf(-x, -y);
  return `matrix(${[a, b, c, d, e, f].join(' ')})`;
}
