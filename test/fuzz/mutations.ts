/** Damage to files, each fully determined by its number. */
import { explicitLittle } from '../../imaging/dicom/transferSyntax.ts';
import { element, encode, join, uint16, uint32 } from '../imaging/dicom/build.ts';
import type { Seed, Seeds } from './seeds.ts';

export interface Mutation {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A generator of whole numbers below a bound (mulberry32). */
type Random = (bound: number) => number;

function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * bound);
  };
}

/** A position that is in the header more often than not. */
function position(bytes: Uint8Array, random: Random): number {
  const reach = random(3) === 0 ? bytes.length : Math.min(bytes.length, 2500);
  return random(Math.max(1, reach));
}

const extremes32 = [0, 1, 7, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xfffffff0, 0xfffffffe, 0xffffffff];
const extremes16 = [0, 1, 2, 3, 8, 12, 255, 256, 0x7fff, 0x8000, 0xfffe, 0xffff];

function truncate(bytes: Uint8Array, random: Random): Uint8Array {
  return bytes.slice(0, position(bytes, random));
}

function flipBits(bytes: Uint8Array, random: Random): Uint8Array {
  const copy = bytes.slice();
  for (let count = 1 + random(12); count > 0; count--) copy[position(copy, random)] ^= 1 << random(8);
  return copy;
}

function overwrite(bytes: Uint8Array, random: Random): Uint8Array {
  const copy = bytes.slice();
  const start = position(copy, random);
  const end = Math.min(copy.length, start + 1 + random(24));
  for (let at = start; at < end; at++) copy[at] = random(256);
  return copy;
}

/** Bytes between "VR" letters and value of a random element are set to an extreme length. */
function editLength(bytes: Uint8Array, random: Random): Uint8Array {
  const copy = bytes.slice();
  const found = headers(copy);
  if (found.length === 0) return copy;
  for (let count = 1 + random(3); count > 0; count--) {
    const { at, wide } = found[random(found.length)];
    if (wide) copy.set(uint32(extremes32[random(extremes32.length)]), at);
    else copy.set(uint16(extremes16[random(extremes16.length)]), at);
  }
  return copy;
}

const longVrs = ['OB', 'OW', 'SQ', 'UN', 'UT'];
const shortVrs = ['CS', 'US', 'UI', 'DS', 'IS', 'SH', 'LO', 'PN'];

/** Where elements and items begin and their lengths stand, found by the letters of VRs and the tags of items. */
function headers(bytes: Uint8Array): { start: number; at: number; wide: boolean }[] {
  const found: { start: number; at: number; wide: boolean }[] = [];
  for (let at = 4; at + 8 < Math.min(bytes.length, 20_000); at++) {
    const letters = String.fromCharCode(bytes[at], bytes[at + 1]);
    if (shortVrs.includes(letters)) found.push({ start: at - 4, at: at + 2, wide: false });
    else if (longVrs.includes(letters)) found.push({ start: at - 4, at: at + 4, wide: true });
    else if (bytes[at] === 0xfe && bytes[at + 1] === 0xff && bytes[at + 3] === 0xe0) {
      found.push({ start: at, at: at + 4, wide: true });
    }
  }
  return found;
}

/** Where an element begins, most often. */
function boundary(bytes: Uint8Array, random: Random): number {
  const found = headers(bytes);
  return found.length === 0 || random(4) === 0 ? position(bytes, random) : found[random(found.length)].start;
}

const describing = [0x00280002, 0x00280010, 0x00280011, 0x00280100, 0x00280101, 0x00280102, 0x00280103];

/** Rows, Columns, bits and the like get other values, in little endian explicit or implicit files. */
function editNumbers(bytes: Uint8Array, random: Random): Uint8Array {
  const copy = bytes.slice();
  for (let count = 1 + random(2); count > 0; count--) {
    const tag = describing[random(describing.length)];
    const wanted = join(uint16(tag >>> 16), uint16(tag & 0xffff));
    const at = Buffer.from(copy.buffer).indexOf(wanted);
    if (at < 0 || at + 10 > copy.length) continue;
    const value = random(3) === 0 ? random(65536) : extremes16[random(extremes16.length)];
    copy.set(uint16(value), at + 8);
  }
  return copy;
}

function splice(bytes: Uint8Array, random: Random): Uint8Array {
  const start = position(bytes, random);
  const end = Math.min(bytes.length, start + 1 + random(300));
  const piece = bytes.slice(start, end);
  switch (random(3)) {
    case 0:
      return join(bytes.subarray(0, start), bytes.subarray(end));
    case 1:
      return join(bytes.subarray(0, end), piece, bytes.subarray(end));
    default: {
      const to = position(bytes, random);
      return join(bytes.subarray(0, to), piece, bytes.subarray(to));
    }
  }
}

/** Open sequences, one in the other, put in somewhere; perhaps with their ends. */
function nest(bytes: Uint8Array, random: Random): Uint8Array {
  const depth = [1, 5, 31, 32, 33, 1000, 20_000][random(7)];
  const start = encode([element(0x0040a730, 'SQ', '', { length: 0xffffffff })], explicitLittle);
  const item = join(uint16(0xfffe), uint16(0xe000), uint32(random(2) === 0 ? 0xffffffff : 1 << random(31)));
  const ends = join(uint16(0xfffe), uint16(0xe00d), uint32(0), uint16(0xfffe), uint16(0xe0dd), uint32(0));
  const open = repeat(join(start, item), depth);
  const at = boundary(bytes, random);
  const close = random(2) === 0 ? repeat(ends, depth) : new Uint8Array(0);
  return join(bytes.subarray(0, at), open, close, bytes.subarray(at));
}

function repeat(piece: Uint8Array, count: number): Uint8Array {
  const whole = new Uint8Array(piece.length * count);
  for (let at = 0; at < whole.length; at += piece.length) whole.set(piece, at);
  return whole;
}

/** Thousands of empty items, delimiters or elements. */
function flood(bytes: Uint8Array, random: Random): Uint8Array {
  const pieces = [
    join(uint16(0xfffe), uint16(0xe000), uint32(0)),
    join(uint16(0xfffe), uint16(0xe00d), uint32(0)),
    encode([element(0x00091001, 'LO', '')]),
    encode([element(0x0040a730, 'SQ', [])]),
  ];
  const at = boundary(bytes, random);
  return join(bytes.subarray(0, at), repeat(pieces[random(pieces.length)], 20_000), bytes.subarray(at));
}

const syntaxes = [
  '',
  '.1',
  '.2',
  '.1.99',
  '.5',
  '.4.50',
  '.4.51',
  '.4.57',
  '.4.70',
  '.4.80',
  '.4.90',
  '.4.201',
  '.9',
];

/** The transfer syntax is replaced by another of at most the same length. */
function relabel(bytes: Uint8Array, random: Random): Uint8Array {
  const copy = bytes.slice();
  const root = '1.2.840.10008.1.2';
  const at = Buffer.from(copy.buffer).indexOf(root, 132, 'latin1');
  if (at < 0) return copy;
  const room = copy[at - 2];
  const uid = root + syntaxes[random(syntaxes.length)];
  copy.set(new TextEncoder().encode(uid.padEnd(room, '\0')).subarray(0, room), at);
  return copy;
}

/** Damage inside the compressed stream: most often where its own header is. */
function damageStream(bytes: Uint8Array, random: Random): Uint8Array {
  const copy = bytes.slice();
  const pixelData = Buffer.from(copy.buffer).lastIndexOf(Buffer.from([0xe0, 0x7f, 0x10, 0x00]));
  if (pixelData < 0) return flipBits(bytes, random);
  const start = pixelData + 20;
  const reach = random(2) === 0 ? 120 : copy.length - start;
  for (let count = 1 + random(10); count > 0; count--) {
    const at = start + random(Math.max(1, reach));
    if (at < copy.length) copy[at] = random(2) === 0 ? random(256) : copy[at] ^ (1 << random(8));
  }
  return copy;
}

/** Header and compressed stream agree on a size that the stream does not fill. */
function enlarge(bytes: Uint8Array, random: Random): Uint8Array {
  const copy = bytes.slice();
  const buffer = Buffer.from(copy.buffer);
  const view = new DataView(copy.buffer);
  const sizes = [33, 1000, 4000, 10_000, 16_000, 65_535];
  const [rows, columns] = [sizes[random(sizes.length)], sizes[random(sizes.length)]];
  const rowsAt = buffer.indexOf(Buffer.from([0x28, 0, 0x10, 0]));
  const columnsAt = buffer.indexOf(Buffer.from([0x28, 0, 0x11, 0]));
  if (rowsAt < 0 || columnsAt < 0 || columnsAt + 10 > copy.length) return copy;
  copy.set(uint16(rows), rowsAt + 8);
  copy.set(uint16(columns), columnsAt + 8);
  for (const frameHeader of [0xc0, 0xc1, 0xc3, 0xf7]) {
    const at = buffer.indexOf(Buffer.from([0xff, frameHeader]), columnsAt);
    if (at < 0 || at + 9 > copy.length) continue;
    view.setUint16(at + 5, rows);
    view.setUint16(at + 7, columns);
  }
  const size = buffer.indexOf(Buffer.from([0xff, 0x4f, 0xff, 0x51]), columnsAt);
  if (size >= 0 && size + 32 < copy.length) {
    view.setUint32(size + 8, columns);
    view.setUint32(size + 12, rows);
    view.setUint32(size + 24, random(2) === 0 ? columns : 40);
    view.setUint32(size + 28, random(2) === 0 ? rows : 32);
  }
  return copy;
}

const kinds = [
  enlarge,
  truncate,
  flipBits,
  flipBits,
  overwrite,
  editLength,
  editLength,
  editNumbers,
  editNumbers,
  splice,
  nest,
  flood,
  relabel,
  damageStream,
  damageStream,
  damageStream,
];

/** File number `index`: a seed, damaged once or twice. Every tenth is made from a shared sample where there are any. */
export function mutation(seeds: Seeds, index: number): Mutation {
  const random = randomFrom(index * 2654435761);
  const large = seeds.samples.length > 0 && index % 10 === 0;
  const seed = pick(large ? seeds.samples : seeds.small, random);
  const first = kinds[random(kinds.length)];
  const second = random(3) === 0 ? kinds[random(kinds.length)] : null;
  let bytes = first(seed.bytes, random);
  if (second !== null) bytes = second(bytes, random);
  const how = [first, second].map((kind) => kind?.name).filter(Boolean);
  return { name: `${index}: ${seed.name}, ${how.join(' and ')}`, bytes };
}

function pick(seeds: readonly Seed[], random: Random): Seed {
  return seeds[random(seeds.length)];
}
