/** Writes small data sets in any encoding, also wrong ones, for tests of the reader. */
import type { Encoding } from '../../../imaging/dicom/transferSyntax.ts';
import { explicitLittle } from '../../../imaging/dicom/transferSyntax.ts';

export interface TestElement {
  readonly tag: number;
  readonly vr: string;
  /** Text; bytes as they are; numbers in the size of the VR; items of a sequence. */
  readonly value: string | Uint8Array | readonly number[] | readonly (readonly TestElement[])[];
  /** Sequences: length and item lengths undefined, with delimiters. */
  readonly open?: boolean;
  /** Written instead of the true length. */
  readonly length?: number;
}

const longVrs = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV']);
const sizes: Readonly<Record<string, number>> = { US: 2, SS: 2, OW: 2, UL: 4, SL: 4, FD: 8, OV: 8 };

export function element(
  tag: number,
  vr: string,
  value: TestElement['value'],
  more: Partial<TestElement> = {},
): TestElement {
  return { tag, vr, value, ...more };
}

export function join(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function uint16(value: number, big = false): Uint8Array {
  const bytes = new Uint8Array(2);
  new DataView(bytes.buffer).setUint16(0, value, !big);
  return bytes;
}

export function uint32(value: number, big = false): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, !big);
  return bytes;
}

function tagBytes(tag: number, big: boolean): Uint8Array {
  return join(uint16(Math.floor(tag / 0x10000), big), uint16(tag & 0xffff, big));
}

function header(tag: number, vr: string, length: number, { explicit, bigEndian }: Encoding): Uint8Array {
  const start = tagBytes(tag, bigEndian);
  if (!explicit || tag >= 0xfffe0000) return join(start, uint32(length, bigEndian));
  const letters = new TextEncoder().encode(vr);
  return longVrs.has(vr)
    ? join(start, letters, uint16(0), uint32(length, bigEndian))
    : join(start, letters, uint16(length, bigEndian));
}

function numberBytes(values: readonly number[], vr: string, big: boolean): Uint8Array {
  const size = sizes[vr];
  const bytes = new Uint8Array(values.length * size);
  const view = new DataView(bytes.buffer);
  values.forEach((value, index) => {
    const at = index * size;
    if (vr === 'FD') view.setFloat64(at, value, !big);
    else if (size === 8) view.setBigUint64(at, BigInt(value), !big);
    else if (size === 4) view.setUint32(at, value >>> 0, !big);
    else view.setUint16(at, value & 0xffff, !big);
  });
  return bytes;
}

function sequenceBytes(
  items: readonly (readonly TestElement[])[],
  open: boolean,
  encoding: Encoding,
): Uint8Array {
  const parts = items.map((item) => {
    const content = encode(item, encoding);
    const start = header(0xfffee000, '', open ? 0xffffffff : content.length, encoding);
    return open ? join(start, content, header(0xfffee00d, '', 0, encoding)) : join(start, content);
  });
  return open ? join(...parts, header(0xfffee0dd, '', 0, encoding)) : join(...parts);
}

function valueBytes({ vr, value, open }: TestElement, encoding: Encoding): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (typeof value === 'string') {
    const bytes = new TextEncoder().encode(value);
    return bytes.length % 2 === 0 ? bytes : join(bytes, Uint8Array.of(vr === 'UI' ? 0 : 0x20));
  }
  if (value.length > 0 && typeof value[0] === 'number') {
    return numberBytes(value as readonly number[], vr, encoding.bigEndian);
  }
  return sequenceBytes(value as readonly (readonly TestElement[])[], open ?? false, encoding);
}

/** The elements one after the other, in the order given. */
export function encode(elements: readonly TestElement[], encoding: Encoding = explicitLittle): Uint8Array {
  return join(
    ...elements.flatMap((one) => {
      const nested = one.vr === 'UN' ? { explicit: false, bigEndian: false } : encoding;
      const value = valueBytes(one, nested);
      const length = one.length ?? (one.open ? 0xffffffff : value.length);
      return [header(one.tag, one.vr, length, encoding), value];
    }),
  );
}

/** Preamble, prefix and meta information with this transfer syntax, before `dataSet`. */
export function part10(transferSyntaxUid: string, dataSet: Uint8Array): Uint8Array<ArrayBuffer> {
  const meta = encode([element(0x00020010, 'UI', transferSyntaxUid)]);
  const groupLength = encode([element(0x00020000, 'UL', [meta.length])]);
  return join(new Uint8Array(128), new TextEncoder().encode('DICM'), groupLength, meta, dataSet);
}

/** The attributes of an 8-bit or 16-bit grey image. */
export function imageElements(
  rows: number,
  columns: number,
  bitsAllocated = 16,
  extra: readonly TestElement[] = [],
): TestElement[] {
  const elements = [
    element(0x00080016, 'UI', '1.2.840.10008.5.1.4.1.1.1.2'),
    element(0x00080018, 'UI', '1.2.3.4'),
    element(0x00080060, 'CS', 'MG'),
    element(0x0020000d, 'UI', '1.2.3'),
    element(0x00280002, 'US', [1]),
    element(0x00280004, 'CS', 'MONOCHROME2'),
    element(0x00280010, 'US', [rows]),
    element(0x00280011, 'US', [columns]),
    element(0x00280100, 'US', [bitsAllocated]),
    element(0x00280101, 'US', [bitsAllocated === 16 ? 12 : bitsAllocated]),
    element(0x00280102, 'US', [bitsAllocated === 16 ? 11 : bitsAllocated - 1]),
    element(0x00280103, 'US', [0]),
  ].filter(({ tag }) => !extra.some((other) => other.tag === tag));
  return [...elements, ...extra].sort((one, other) => one.tag - other.tag);
}

/** Encapsulated pixel data: offset table, then fragments. */
export function encapsulated(offsets: readonly number[], fragments: readonly Uint8Array[]): Uint8Array {
  const item = (bytes: Uint8Array) => join(header(0xfffee000, '', bytes.length, explicitLittle), bytes);
  return join(
    header(0x7fe00010, 'OB', 0xffffffff, explicitLittle),
    item(join(...offsets.map((offset) => uint32(offset)))),
    ...fragments.map(item),
    header(0xfffee0dd, '', 0, explicitLittle),
  );
}
