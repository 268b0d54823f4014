/** Overlay planes of an image (PS3.3 C.9.2): markers, outlines and texts that lie over its pixels. */
import type { ImageHeader } from '../../contract/image.ts';
import type { DicomFile } from './parse.ts';
import { frameBytes } from './pixelData.ts';
import { isNative } from './transferSyntax.ts';
import { number, numbers, valueBytes } from './values.ts';
import type { DataSet } from './values.ts';

/** One plane, apart from the file. */
export interface OverlayPlane {
  /** 0x6000, 0x6002, ... 0x601e. */
  readonly group: number;
  readonly rows: number;
  readonly columns: number;
  /** Where its first pixel lies in the image; it may lie outside. Source pixels. */
  readonly x: number;
  readonly y: number;
  /** The frames of the image that it lies over, from 0; null: over all. */
  readonly frames: { readonly first: number; readonly count: number } | null;
  /** Frame after frame without gaps, row by row, the first pixel in the lowest bit of the first byte (C.9.2.1.1). */
  readonly bits: Uint8Array;
}

const firstGroup = 0x6000;
const lastGroup = 0x601e;
const isPlaneTag = (tag: number) => tag >= firstGroup * 0x10000 && tag < (lastGroup + 1) * 0x10000;

/** Elements of a plane, by the low half of their tags. */
const part = {
  rows: 0x0010,
  columns: 0x0011,
  frames: 0x0015,
  origin: 0x0050,
  frameOrigin: 0x0051,
  bitPosition: 0x0102,
  data: 0x3000,
} as const;

/** The groups of planes that a data set has. */
export function overlayGroups({ elements }: DataSet): readonly number[] {
  const groups = [...elements.keys()].filter(isPlaneTag).map((tag) => Math.floor(tag / 0x10000));
  return [...new Set(groups)].filter((group) => elements.has(group * 0x10000 + part.rows));
}

/** Whether a plane is whole, as far as it shows without the pixels. */
export function canReadOverlay(
  dataSet: DataSet,
  header: Omit<ImageHeader, 'notices'>,
  group: number,
): boolean {
  const tag = (element: number) => group * 0x10000 + element;
  const rows = number(dataSet, tag(part.rows), 'US') ?? 0;
  const columns = number(dataSet, tag(part.columns), 'US') ?? 0;
  const frames = number(dataSet, tag(part.frames), 'IS') ?? 1;
  const length = dataSet.elements.get(tag(part.data))?.length ?? 0;
  if (rows * columns * frames <= 0) return false;
  if (length > 0) return length * 8 >= rows * columns * frames;
  const position = number(dataSet, tag(part.bitPosition), 'US');
  return (
    isInUnusedBit(header, position) && rows <= header.rows && rows * columns <= header.rows * header.columns
  );
}

/** Of images of one uncompressed frame, whose words are here as they were written. */
function isInUnusedBit(header: Omit<ImageHeader, 'notices'>, position: number | null): position is number {
  const { bitsAllocated, bitsStored, highBit, frames, samplesPerPixel, transferSyntaxUid } = header;
  if (frames > 1 || samplesPerPixel > 1 || !isNative(transferSyntaxUid)) return false;
  if (position === null || (bitsAllocated !== 8 && bitsAllocated !== 16) || position >= bitsAllocated) {
    return false;
  }
  return position > highBit || position <= highBit - bitsStored;
}

/** Reads the planes: from Overlay Data, else, as older files have them, from unused bits of the pixels. Others are left out. */
export function readOverlays(file: DicomFile, header: ImageHeader): readonly OverlayPlane[] {
  return overlayGroups(file.dataSet)
    .filter((group) => canReadOverlay(file.dataSet, header, group))
    .map((group) => readPlane(file, header, group))
    .filter((plane) => plane !== null);
}

function readPlane(file: DicomFile, header: ImageHeader, group: number): OverlayPlane | null {
  const { dataSet } = file;
  const tag = (element: number) => group * 0x10000 + element;
  const rows = number(dataSet, tag(part.rows), 'US') ?? 0;
  const columns = number(dataSet, tag(part.columns), 'US') ?? 0;
  const [row, column] = numbers(dataSet, tag(part.origin), 'SS');
  const count = number(dataSet, tag(part.frames), 'IS');
  const first = (number(dataSet, tag(part.frameOrigin), 'US') ?? 1) - 1;
  const bits = packedBits(dataSet, tag(part.data)) ?? embeddedBits(file, header, tag(part.bitPosition));
  if (bits === null) return null;
  return {
    group,
    rows,
    columns,
    x: (column ?? 1) - 1,
    y: (row ?? 1) - 1,
    frames: count === null ? null : { first, count },
    bits,
  };
}

/** A copy, so that the plane does not keep the file. */
function packedBits(dataSet: DataSet, tag: number): Uint8Array | null {
  const bytes = valueBytes(dataSet, tag);
  if (bytes === null || bytes.length === 0) return null;
  const isWords = dataSet.elements.get(tag)?.vr !== 'OB';
  if (!dataSet.encoding.bigEndian || !isWords) return bytes.slice();
  return Uint8Array.from(bytes, (_, at) => bytes[at ^ 1] ?? 0);
}

/** The bit of each word that Overlay Bit Position says, outside the stored ones. */
function embeddedBits(file: DicomFile, header: ImageHeader, positionTag: number): Uint8Array | null {
  const { bitsAllocated, rows, columns } = header;
  const position = number(file.dataSet, positionTag, 'US');
  if (!isInUnusedBit(header, position)) return null;
  const frame = frameBytes(file, header, 0);
  if (!frame.ok) return null;
  const bytesPerWord = bitsAllocated / 8;
  const inWord = file.encoding.bigEndian ? bytesPerWord - 1 - (position >> 3) : position >> 3;
  const bits = new Uint8Array(Math.ceil((rows * columns) / 8));
  for (let pixel = 0; pixel < rows * columns; pixel++) {
    const bit = (frame.value[pixel * bytesPerWord + inWord] >> (position & 7)) & 1;
    bits[pixel >> 3] |= bit << (pixel & 7);
  }
  return bits;
}

/** Calls `draw` for every source pixel (x, y), also ones outside the image, that the plane covers in frame `frame`, from 0. */
export function coveredPixels(
  { frames, rows, columns, x, y, bits }: OverlayPlane,
  frame: number,
  draw: (x: number, y: number) => void,
): void {
  const own = frames === null ? 0 : frame - frames.first;
  if (own < 0 || (frames !== null && own >= frames.count)) return;
  let at = own * rows * columns;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, at++) {
      if (((bits[at >> 3] >> (at & 7)) & 1) === 1) draw(x + column, y + row);
    }
  }
}
