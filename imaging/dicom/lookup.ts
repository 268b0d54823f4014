/** Modality and VOI transforms of an image (PS3.3 C.11.1, C.11.2), from the image itself or its functional groups. */
import type { ModalityTransform, VoiTransform } from '../../contract/image.ts';
import { functionalGroup } from './functionalGroups.ts';
import { enumerated } from './spelling.ts';
import { Tag } from './tags.ts';
import { firstItem, items, number, numbers, text, texts, valueBytes } from './values.ts';
import type { DataSet } from './values.ts';

interface LookupTable {
  readonly firstMapped: number;
  readonly bits: number;
  readonly data: Uint16Array;
  readonly explanation: string | null;
}

/** Modality LUT, else the rescale of the functional groups of frame `frame`, from 0, else that of the image, else identity. */
export function readModalityTransform(dataSet: DataSet, signed: boolean, frame: number): ModalityTransform {
  const item = firstItem(dataSet, Tag.ModalityLutSequence);
  const table = item === null ? null : readTable(item, signed);
  if (table !== null) {
    return { type: 'lut', firstMapped: table.firstMapped, bits: table.bits, data: table.data };
  }
  const from = functionalGroup(dataSet, Tag.PixelValueTransformationSequence, frame) ?? dataSet;
  // A slope of zero would make every pixel the same: it is a writer's mistake.
  const slope = number(from, Tag.RescaleSlope, 'DS') || 1;
  return { type: 'rescale', slope, intercept: number(from, Tag.RescaleIntercept, 'DS') ?? 0 };
}

/**
 * The alternatives to show frame `frame`, from 0, by, in this order: the tables of VOI LUT Sequence, then the windows.
 * Where an object has both, the table is the maker's own curve and the window an approximation of it. What the functional
 * groups say of the frame goes before what the image says of all (PS3.3 C.7.6.16.2.10).
 */
export function readVoiTransforms(
  dataSet: DataSet,
  modality: ModalityTransform,
  signed: boolean,
  frame: number,
): VoiTransform[] {
  const from = voiDataSet(dataSet, frame);
  // The input's sign is that of the modality transform's output (PS3.3 C.11.2.1.1).
  const signedInput = modality.type === 'rescale' && (signed || modality.intercept < 0 || modality.slope < 0);
  const tables = items(from, Tag.VoiLutSequence)
    .map((item) => readTable(item, signedInput))
    .filter((table) => table !== null)
    .map((table): VoiTransform => ({ type: 'lut', ...table }));
  return [...tables, ...readWindows(from)];
}

function voiDataSet(dataSet: DataSet, frame: number): DataSet {
  const group = functionalGroup(dataSet, Tag.FrameVoiLutSequence, frame);
  return group !== null && saysVoi(group) ? group : dataSet;
}

/** Of the VOI tables of the first frame: bits per entry as they are said and as the entries have them; unreadable ones. */
export function describeVoiTables(dataSet: DataSet): {
  readonly bits: readonly { readonly said: number; readonly used: number }[];
  readonly unreadable: number;
} {
  const sequence = items(voiDataSet(dataSet, 0), Tag.VoiLutSequence);
  const bits = sequence.flatMap((item) => {
    const table = readTable(item, false);
    return table === null ? [] : [{ said: numbers(item, Tag.LutDescriptor, 'US')[2], used: table.bits }];
  });
  return { bits, unreadable: sequence.length - bits.length };
}

function saysVoi({ elements }: DataSet): boolean {
  return elements.has(Tag.WindowCenter) || elements.has(Tag.VoiLutSequence);
}

function readWindows(dataSet: DataSet): VoiTransform[] {
  const centers = numbers(dataSet, Tag.WindowCenter, 'DS');
  const widths = numbers(dataSet, Tag.WindowWidth, 'DS');
  const explanations = texts(dataSet, Tag.WindowCenterWidthExplanation);
  const voiFunction = readVoiFunction(dataSet);
  const least = voiFunction === 'LINEAR' ? 1 : Number.MIN_VALUE;
  return centers
    .slice(0, widths.length)
    .map((center, index): VoiTransform => ({
      type: 'window',
      function: voiFunction,
      center,
      width: widths[index],
      explanation: explanations[index] || null,
    }))
    .filter((window) => window.type === 'window' && window.width >= least);
}

function readVoiFunction(dataSet: DataSet): 'LINEAR' | 'LINEAR_EXACT' | 'SIGMOID' {
  return enumerated(text(dataSet, Tag.VoiLutFunction), ['LINEAR', 'LINEAR_EXACT', 'SIGMOID']) ?? 'LINEAR';
}

/** A table with its descriptor [entries (0 is 65536), first value mapped, bits per entry] (PS3.3 C.11.1.1.1). */
function readTable(item: DataSet, signed: boolean): LookupTable | null {
  const descriptor = item.elements.get(Tag.LutDescriptor);
  const [entries, first, bits] = numbers(item, Tag.LutDescriptor, 'US');
  const bytes = valueBytes(item, Tag.LutData);
  if (descriptor === undefined || bits === undefined || bytes === null) return null;
  const length = entries === 0 ? 65536 : entries & 0xffff;
  const data = tableData(item, bytes, length);
  if (data === null) return null;
  const isSigned = descriptor.vr === 'SS' || (descriptor.vr !== 'US' && signed);
  return {
    firstMapped: isSigned && first > 0x7fff ? first - 0x10000 : first,
    bits: bitsOf(data, Math.min(16, Math.max(8, bits))),
    data,
    explanation: text(item, Tag.LutExplanation) || null,
  };
}

/**
 * The bits that the entries have in fact: writers put 16 into the descriptor where they mean 12, which would leave the
 * image nearly black, or the other way round. A table that does not use half of what it says is one of them; entries a
 * little too large are cut off.
 */
function bitsOf(data: Uint16Array, said: number): number {
  const greatest = data.reduce((most, value) => Math.max(most, value), 0);
  const needed = Math.max(1, Math.ceil(Math.log2(greatest + 1)));
  if (greatest === 0 || (needed > said && greatest < 1.1 * 2 ** said)) return said;
  return needed;
}

/** Entries are 16-bit words; eight-bit tables are also found packed two to a word. */
function tableData(item: DataSet, bytes: Uint8Array, length: number): Uint16Array | null {
  if (bytes.length >= 2 * length) {
    const { view } = item.source;
    const start = bytes.byteOffset - item.source.bytes.byteOffset;
    const little = !item.encoding.bigEndian;
    return Uint16Array.from({ length }, (_, index) => view.getUint16(start + 2 * index, little));
  }
  return bytes.length >= length ? Uint16Array.from(bytes.subarray(0, length)) : null;
}
