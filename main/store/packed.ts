import type { Point } from '../../contract/geometry.ts';

/**
 * Records with numeric arrays inside, as JSON text beside one block of bytes: the text says where in the block each
 * array lies. Maps have values and outlines have points by the hundred thousand, which as text would be slow.
 * It is how the library stores records: a change of the form needs a migration.
 */
const arrayTypes = {
  Uint8Array,
  Int8Array,
  Uint16Array,
  Int16Array,
  Uint32Array,
  Int32Array,
  Float32Array,
  Float64Array,
} as const;

type ArrayType = keyof typeof arrayTypes;

export interface Packed {
  readonly json: string;
  /** Little-endian arrays, each aligned to 8 bytes. */
  readonly bytes: Uint8Array;
}

/** What JSON cannot hold, and where in the value it belongs. */
type Place =
  | {
      readonly path: readonly (string | number)[];
      readonly array: ArrayType;
      readonly offset: number;
      readonly length: number;
    }
  /** A list of points: x and y in turn, in double precision. */
  | { readonly path: readonly (string | number)[]; readonly points: number; readonly offset: number }
  /** NaN or an infinity. */
  | { readonly path: readonly (string | number)[]; readonly number: string };

interface Text {
  readonly value: unknown;
  readonly places: readonly Place[];
}

/**
 * Packs a JSON-like value (records, arrays, strings, booleans, null, any number) that may hold typed arrays. Lists of
 * `{ x, y }` travel as numbers.
 */
export function pack(value: unknown): Packed {
  const extraction: Extraction = { arrays: [], places: [], size: 0 };
  const text: Text = { value: extract(value, [], extraction), places: extraction.places };
  const bytes = new Uint8Array(extraction.size);
  for (const { offset, array } of extraction.arrays) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), offset);
  }
  return { json: JSON.stringify(text), bytes };
}

/** The inverse of `pack`. Throws where text and bytes do not belong together; callers check a digest first. */
export function unpack({ json, bytes }: Packed): unknown {
  const text = JSON.parse(json) as Text;
  const root = { value: text.value };
  for (const place of text.places) {
    const path = ['value', ...place.path];
    const last = path.pop()!;
    let holder: Record<string | number, unknown> = root;
    for (const key of path) holder = holder[key] as Record<string | number, unknown>;
    holder[last] = restored(place, bytes);
  }
  return root.value;
}

interface Extraction {
  readonly arrays: { readonly offset: number; readonly array: ArrayBufferView }[];
  readonly places: Place[];
  size: number;
}

/** The value with null in place of everything that goes elsewhere, noted in `extraction`; parts without such are not copied. */
function extract(value: unknown, path: (string | number)[], extraction: Extraction): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    extraction.places.push({ path: [...path], number: String(value) });
    return null;
  }
  if (typeof value !== 'object' || value === null) return value;
  if (ArrayBuffer.isView(value)) {
    const array = typeOf(value);
    const length = value.byteLength / arrayTypes[array].BYTES_PER_ELEMENT;
    extraction.places.push({ path: [...path], array, offset: append(extraction, value), length });
    return null;
  }
  if (isPointList(value)) {
    const numbers = new Float64Array(value.length * 2);
    for (let i = 0; i < value.length; i++) {
      numbers[2 * i] = value[i].x;
      numbers[2 * i + 1] = value[i].y;
    }
    extraction.places.push({ path: [...path], points: value.length, offset: append(extraction, numbers) });
    return null;
  }
  let copy: Record<string | number, unknown> | null = null;
  const holder = value as Record<string | number, unknown>;
  for (const key in holder) {
    path.push(key);
    const extracted = extract(holder[key], path, extraction);
    path.pop();
    if (extracted === holder[key]) continue;
    copy ??= (Array.isArray(value) ? [...value] : { ...value }) as Record<string | number, unknown>;
    copy[key] = extracted;
  }
  return copy ?? value;
}

/** Adds an array to the block; returns where it begins. */
function append(extraction: Extraction, array: ArrayBufferView): number {
  const offset = extraction.size;
  extraction.arrays.push({ offset, array });
  extraction.size = Math.ceil((offset + array.byteLength) / 8) * 8;
  return offset;
}

function isPointList(value: object): value is readonly Point[] {
  if (!Array.isArray(value) || value.length === 0) return false;
  return value.every((item: unknown) => {
    if (typeof item !== 'object' || item === null) return false;
    let keys = 0;
    for (const key in item) {
      if (key !== 'x' && key !== 'y') return false;
      keys += 1;
    }
    return (
      keys === 2 && 'x' in item && typeof item.x === 'number' && 'y' in item && typeof item.y === 'number'
    );
  });
}

function restored(place: Place, bytes: Uint8Array): unknown {
  if ('number' in place) return Number(place.number);
  if ('array' in place) {
    const type = arrayTypes[place.array] as ArrayConstructor<ArrayBufferView>;
    return arrayAt(bytes, place.offset, place.length, type);
  }
  const numbers = arrayAt(bytes, place.offset, 2 * place.points, Float64Array);
  return Array.from({ length: place.points }, (_, i): Point => ({
    x: numbers[2 * i],
    y: numbers[2 * i + 1],
  }));
}

interface ArrayConstructor<T> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBuffer): T;
}

function arrayAt<T>(bytes: Uint8Array, offset: number, length: number, type: ArrayConstructor<T>): T {
  const end = offset + length * type.BYTES_PER_ELEMENT;
  if (end > bytes.byteLength) throw new RangeError('packed array reaches past its bytes');
  // A copy, independent of the block; of a plain view, because a Buffer's `slice` would not copy.
  return new type(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength).slice(offset, end).buffer);
}

function typeOf(view: ArrayBufferView): ArrayType {
  const found = (Object.keys(arrayTypes) as ArrayType[]).find((name) => view instanceof arrayTypes[name]);
  if (found === undefined) throw new TypeError('cannot pack this kind of array');
  return found;
}
