import type { Size } from '../../contract/geometry.ts';
import type { CornerLine, CornerTexts } from '../hanging/cornerTexts.ts';
import { lineColours, lineFont, lineLooks, lineMargin as margin } from '../hanging/lineLooks.ts';
import { drawOverlays } from './overlayLayers.ts';

export interface ViewPicture {
  /** The image with what is painted on its own canvas, filling the view (`captureView`). */
  readonly picture: CanvasImageSource;
  /** CSS pixels of the view. */
  readonly size: Size;
  /** What the page lays over it; null for nothing. */
  readonly overlays: {
    /** The element that the view fills. */
    readonly tile: Element;
    /** Elements inside the tile that are drawn (`drawOverlays`), in this order. */
    readonly elements: readonly Element[];
  } | null;
  /** Null for none; de-identified ones where the picture may leave the department. */
  readonly texts: CornerTexts | null;
  /** Pixels of the result per CSS pixel. */
  readonly deviceScale: number;
}

/** The view as it is on the screen, as PNG, with the words that go with every score. */
export async function viewPicture(view: ViewPicture): Promise<Blob> {
  const canvas = await viewCanvas(view);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob === null ? reject(new Error('no PNG of the view')) : resolve(blob)));
  });
}

/** The same as a canvas, for the summary. */
export async function viewCanvas(view: ViewPicture): Promise<HTMLCanvasElement> {
  const { picture, size, overlays, texts, deviceScale } = view;
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(size.width * deviceScale));
  canvas.height = Math.max(1, Math.round(size.height * deviceScale));
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no canvas');
  context.fillStyle = '#000';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  context.scale(deviceScale, deviceScale);
  if (overlays !== null) await drawOverlays(context, overlays.elements, overlays.tile, size);
  drawCornerTexts(context, texts ?? noTexts, size);
  return canvas;
}

const noTexts: CornerTexts = { topLeft: [], topRight: [], bottomLeft: [], bottomRight: [] };

/** Said below every picture that leaves the program. */
const researchUseOnly = { text: 'Mammoscope, research use only', kind: 'plain' } as const;

type WrittenLine = Pick<CornerLine, 'text' | 'kind'>;

function drawCornerTexts(context: CanvasRenderingContext2D, texts: CornerTexts, size: Size): void {
  const onLeft = texts.bottomLeft.length > 0 || texts.bottomRight.length === 0;
  const bottomLeft = onLeft ? [...texts.bottomLeft, researchUseOnly] : texts.bottomLeft;
  const bottomRight = onLeft ? texts.bottomRight : [...texts.bottomRight, researchUseOnly];
  // A dark rim: legible on a bright marker, too.
  context.strokeStyle = '#000';
  context.lineWidth = 3;
  context.lineJoin = 'round';
  drawLines(context, texts.topLeft, 'left', margin.y, size);
  drawLines(context, texts.topRight, 'right', margin.y, size);
  drawLines(context, bottomLeft, 'left', size.height - margin.y - heightOf(bottomLeft), size);
  drawLines(context, bottomRight, 'right', size.height - margin.y - heightOf(bottomRight), size);
}

function heightOf(lines: readonly WrittenLine[]): number {
  return lines.reduce((height, { kind }) => height + lineLooks[kind].height, 0);
}

function drawLines(
  context: CanvasRenderingContext2D,
  lines: readonly WrittenLine[],
  side: 'left' | 'right',
  top: number,
  size: Size,
): void {
  context.textAlign = side;
  context.textBaseline = 'middle';
  const x = side === 'left' ? margin.x : size.width - margin.x;
  let y = top;
  for (const { text, kind } of lines) {
    const { colour, height } = lineLooks[kind];
    context.font = lineFont(kind, "system-ui, 'Noto Sans', sans-serif");
    context.fillStyle = lineColours[colour];
    context.strokeText(text, x, y + height / 2, size.width - 2 * margin.x);
    context.fillText(text, x, y + height / 2, size.width - 2 * margin.x);
    y += height;
  }
}
