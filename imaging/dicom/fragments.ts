/** The fragments of encapsulated pixel data, and which frame each belongs to (PS3.5 A.4). */
import { readElementHeader } from './elements.ts';
import type { DicomFile } from './parse.ts';
import { Tag } from './tags.ts';
import { TransferSyntax, explicitLittle } from './transferSyntax.ts';
import { valueBytes } from './values.ts';

interface Fragment {
  /** Of the fragment's item, counted from the first item after the offset table, as offset tables do. */
  readonly position: number;
  readonly offset: number;
  readonly length: number;
}

export interface Fragments {
  readonly fragments: readonly Fragment[];
  /** Index of each frame's first fragment; null where that cannot be told. */
  readonly frameStarts: readonly number[] | null;
  /** True where the file ends inside the last fragment. */
  readonly cut: boolean;
}

/**
 * The fragments of encapsulated pixel data (PS3.5 A.4), and where `frames` frames begin among them: by an offset table
 * where one fits, else as far as it can be told. No fragments where there is no pixel data.
 */
export function readFragments(file: DicomFile, frames: number): Fragments {
  const none: Fragments = { fragments: [], frameStarts: null, cut: true };
  const { source, pixelData } = file;
  if (pixelData === null) return none;
  const table = readElementHeader(source, pixelData.offset, explicitLittle);
  if (table === null || table.offset + table.length > source.bytes.length) return none;
  if (table.tag !== Tag.Item) return { ...none, cut: false };
  const offsets: number[] = [];
  for (let at = 0; at + 4 <= table.length; at += 4) {
    offsets.push(source.view.getUint32(table.offset + at, true));
  }
  const { fragments, cut } = walk(file, table.offset + table.length);
  const tables = [extendedOffsets(file), offsets];
  return { fragments, frameStarts: frameStarts(file, fragments, frames, tables), cut };
}

function walk(file: DicomFile, start: number): Pick<Fragments, 'fragments' | 'cut'> {
  const { source } = file;
  const fragments: Fragment[] = [];
  let at = start;
  for (;;) {
    const header = readElementHeader(source, at, explicitLittle);
    // A missing sequence delimiter at the end of the file is tolerated: nothing is lost.
    if (header === null || header.tag !== Tag.Item) return { fragments, cut: false };
    const length = Math.min(header.length, source.bytes.length - header.offset);
    fragments.push({ position: at - start, offset: header.offset, length });
    if (length < header.length) return { fragments, cut: true };
    at = header.offset + header.length;
  }
}

/** Extended Offset Table (7FE0,0001): 64-bit offsets (PS3.3 C.7.6.3.1.8). */
function extendedOffsets(file: DicomFile): readonly number[] {
  const bytes = valueBytes(file.dataSet, Tag.ExtendedOffsetTable);
  if (bytes === null) return [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const offsets: number[] = [];
  for (let at = 0; at + 8 <= bytes.length; at += 8) offsets.push(Number(view.getBigUint64(at, true)));
  return offsets;
}

/**
 * By an offset table that fits the fragments; else one fragment per frame where the numbers agree; else by where a
 * compressed image begins.
 */
function frameStarts(
  file: DicomFile,
  fragments: readonly Fragment[],
  frames: number,
  tables: readonly (readonly number[])[],
): readonly number[] | null {
  if (frames === 1) return [0];
  const indexOf = new Map(fragments.map(({ position }, index) => [position, index]));
  for (const table of tables) {
    if (table.length !== frames) continue;
    const starts = table.map((offset) => indexOf.get(offset) ?? -1);
    if (starts.every((start, index) => start > (starts[index - 1] ?? -1))) return starts;
  }
  const every = fragments.map((_, index) => index);
  if (fragments.length === frames || file.transferSyntaxUid === TransferSyntax.RleLossless) {
    return fragments.length >= frames ? every.slice(0, frames) : null;
  }
  const starts = every.filter((index) => beginsImage(file.source.bytes, fragments[index].offset));
  return starts.length === frames && starts[0] === 0 ? starts : null;
}

/** JPEG and JPEG-LS begin with SOI and another marker, JPEG 2000 with SOC and SIZ. */
function beginsImage(bytes: Uint8Array, offset: number): boolean {
  if (bytes[offset] !== 0xff || bytes[offset + 2] !== 0xff) return false;
  return bytes[offset + 1] === 0xd8 || (bytes[offset + 1] === 0x4f && bytes[offset + 3] === 0x51);
}
