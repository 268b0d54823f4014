/** Draws what the page lays over a view into a picture; nothing that would taint the canvas. */
import type { Size } from '../../contract/geometry.ts';
import { isElement, windowOf } from '../app/windows.ts';

/**
 * Draws what is inside `overlays`, in the order of the document, where it is on the screen: SVG, and of other elements
 * their text, plain background and upper border, which is what scales and their numbers are made of.
 * `tile`: the element that the view fills; `size`: its size in CSS pixels, which are the context's units.
 */
export async function drawOverlays(
  context: CanvasRenderingContext2D,
  overlays: readonly Element[],
  tile: Element,
  size: Size,
): Promise<void> {
  for (const element of overlays.flatMap(drawnIn)) {
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    context.save();
    context.globalAlpha = opacityOf(element, tile);
    if (element instanceof windowOf(element).SVGSVGElement) {
      const drawing = await svgPicture(element, tile, size);
      context.drawImage(drawing, 0, 0, size.width, size.height);
    } else {
      drawBox(context, element, tile);
    }
    context.restore();
  }
}

/** The element and those in it; what is inside SVG comes with its outermost element. */
function drawnIn(overlay: Element): readonly Element[] {
  return [overlay, ...overlay.querySelectorAll('*')].filter(
    (element) => element.parentElement === null || element.parentElement.closest('svg') === null,
  );
}

function drawBox(context: CanvasRenderingContext2D, element: Element, tile: Element): void {
  const origin = tile.getBoundingClientRect();
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const left = box.left - origin.left;
  const top = box.top - origin.top;
  context.fillStyle = style.backgroundColor;
  context.fillRect(left, top, box.width, box.height);
  if (style.borderTopStyle === 'solid') {
    context.fillStyle = style.borderTopColor;
    context.fillRect(left, top, box.width, Number.parseFloat(style.borderTopWidth));
  }
  context.fillStyle = style.color;
  context.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  context.textBaseline = 'alphabetic';
  for (const node of element.childNodes) {
    if (!isText(node) || node.data.trim() === '') continue;
    const range = node.ownerDocument.createRange();
    range.selectNodeContents(node);
    const place = range.getBoundingClientRect();
    const { fontBoundingBoxAscent: ascent, fontBoundingBoxDescent: descent } = context.measureText(node.data);
    const baseline = (place.top + place.bottom + ascent - descent) / 2 - origin.top;
    context.fillText(node.data.trim(), place.left - origin.left, baseline);
  }
}

const isText = (node: Node): node is Text => node.nodeType === 3;

/** The product of its own opacity and that of what it lies in. */
function opacityOf(drawn: Element, tile: Element): number {
  let opacity = 1;
  for (let element: Element | null = drawn; element && element !== tile; element = element.parentElement) {
    opacity *= Number(getComputedStyle(element).opacity);
  }
  return opacity;
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
  if (!(element instanceof windowOf(element).SVGElement) || leftOut.has(element.localName)) return null;
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
    if (isElement(child)) {
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
