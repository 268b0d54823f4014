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

/** What JSON cannot hold, and where in the value it belongs. */
type Place =
  | {
      readonly path: readonly (string | number)[];
      readonly array: ArrayType;
      readonly offset: number;
      readonly length: number;
    }
  /** NaN or an infinity. */
  | { readonly path: readonly (string | number)[]; readonly number: string };

interface Text {
  readonly value: unknown;
  readonly places: readonly Place[];
}

/** Packs a JSON-like value (records, arrays, strings, booleans, null, any number) that may hold typed arrays. */
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
    holder[last] = 'number' in place ? Number(place.number) : arrayFrom(bytes, place);
  }
  return root.value;
}

interface Extraction {
  readonly arrays: { readonly offset: number; readonly array: ArrayBufferView }[];
  readonly places: Place[];
  size: number;
}

/**
 * The value with null in place of everything that JSON lacks, noted in `extraction`. Parts without such are not copied:
 * outlines have points by the ten thousand.
 */
function extract(value: unknown, path: (string | number)[], extraction: Extraction): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    extraction.places.push({ path: [...path], number: String(value) });
    return null;
  }
  if (typeof value !== 'object' || value === null) return value;
  if (ArrayBuffer.isView(value)) {
    const offset = extraction.size;
    extraction.arrays.push({ offset, array: value });
    extraction.size = alignedTo8(offset + value.byteLength);
    const array = typeOf(value);
    const length = value.byteLength / arrayTypes[array].BYTES_PER_ELEMENT;
    extraction.places.push({ path: [...path], array, offset, length });
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

function arrayFrom(
  bytes: Uint8Array,
  { array, offset, length }: Extract<Place, { readonly array: ArrayType }>,
): ArrayBufferView {
  const type = arrayTypes[array];
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

function alignedTo8(size: number): number {
  return Math.ceil(size / 8) * 8;
}
