/**
 * Records with numeric arrays inside, as JSON text beside one block of bytes: the text says where in the block each
 * array lies, so that a two-million-value map costs no text.
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

interface ArrayPlace {
  readonly $array: ArrayType;
  readonly offset: number;
  readonly length: number;
}

/** Packs a JSON-like value (records, arrays, strings, booleans, null, any number) that may hold typed arrays. */
export function pack(value: unknown): Packed {
  const arrays: { readonly offset: number; readonly array: ArrayBufferView }[] = [];
  let size = 0;
  const json = JSON.stringify(value, (_key, item: unknown) => {
    // JSON has no NaN and no infinities, and would turn them into null.
    if (typeof item === 'number' && !Number.isFinite(item)) return { $number: String(item) };
    if (!ArrayBuffer.isView(item)) return item;
    const offset = size;
    arrays.push({ offset, array: item });
    size = alignedTo8(offset + item.byteLength);
    const place: ArrayPlace = { $array: typeOf(item), offset, length: (item as Uint8Array).length };
    return place;
  });
  const bytes = new Uint8Array(size);
  for (const { offset, array } of arrays) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), offset);
  }
  return { json, bytes };
}

/** The inverse of `pack`. Throws where text and bytes do not belong together; callers check a digest first. */
export function unpack(packed: Packed): unknown {
  // A plain view: a Buffer's `slice` would not copy.
  const block = new Uint8Array(packed.bytes.buffer, packed.bytes.byteOffset, packed.bytes.byteLength);
  return JSON.parse(packed.json, (_key, item: unknown) => {
    if (typeof item !== 'object' || item === null) return item;
    if ('$number' in item) return Number(item.$number);
    if (!('$array' in item)) return item;
    const { $array, offset, length } = item as ArrayPlace;
    const type = arrayTypes[$array];
    const end = offset + length * type.BYTES_PER_ELEMENT;
    if (end > block.byteLength) throw new RangeError('packed array reaches past its bytes');
    // A copy: aligned, and independent of the block.
    return new type(block.slice(offset, end).buffer);
  });
}

function typeOf(view: ArrayBufferView): ArrayType {
  const found = (Object.keys(arrayTypes) as ArrayType[]).find((name) => view instanceof arrayTypes[name]);
  if (found === undefined) throw new TypeError('cannot pack this kind of array');
  return found;
}

function alignedTo8(size: number): number {
  return Math.ceil(size / 8) * 8;
}
