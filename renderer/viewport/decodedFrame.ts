/** A decoded frame with all that drawing needs, made once, in the worker that decodes it. Pure. */
import type { Frame, ImageHeader, VoiTransform } from '../../contract/image.ts';
import { type BreastContent, breastContent } from '../../imaging/prepare/breastContent.ts';
import { fullRangeWindow } from '../../imaging/pixels/display.ts';
import type { StoredRange } from './display.ts';
import { type DrawnLevel, drawnComponents, levelsOf } from './levels.ts';

/** Stored values, and the same ready to be drawn. */
export interface DecodedFrame extends Frame {
  /** Stored values that occur; of colour, 0..255. */
  readonly range: StoredRange;
  /** The frame's values as they go to the graphics card: whole, then halved again and again. */
  readonly levels: readonly DrawnLevel[];
  /** Stored value = drawn value + `offset`. */
  readonly offset: number;
  /** How to show an image whose header does not say; null for colour and where the header does. */
  readonly fullRange: VoiTransform | null;
  /** Where the breast is; null where nothing stands out. */
  readonly content: BreastContent | null;
}

/** Adds to a decoded frame what drawing it needs. */
export function withLevels(header: ImageHeader, frame: Frame): DecodedFrame {
  const { samples, offset, range } = drawnComponents(header, frame);
  const grey = frame.samplesPerPixel === 1;
  const levels = levelsOf(
    { rows: frame.rows, columns: frame.columns, components: grey ? 1 : 3, factor: 1, samples },
    grey && header.padding !== null
      ? { low: header.padding.low - offset, high: header.padding.high - offset }
      : null,
  );
  return {
    ...frame,
    range,
    offset,
    levels,
    content: breastContent(header, { ...levels[levels.length - 1], offset }, frame),
    fullRange: grey && header.voiTransforms.length === 0 ? fullRangeWindow(header, frame) : null,
  };
}

/** Bytes of memory that the frame holds. */
export function bytesOf(frame: DecodedFrame): number {
  const buffers = new Set([frame.samples.buffer, ...frame.levels.map(({ samples }) => samples.buffer)]);
  return [...buffers].reduce((sum, buffer) => sum + buffer.byteLength, 0);
}
