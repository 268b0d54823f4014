/** Assembles pickles by hand, opcode by opcode, for tests of what no honest writer makes. */
import { zipSync } from 'fflate';

type Part = string | number | readonly number[] | Uint8Array;

/** Texts as Latin-1 bytes, numbers as one byte. */
export function assemble(...parts: Part[]): Uint8Array {
  return Uint8Array.from(
    parts.flatMap((part) => {
      if (typeof part === 'number') return [part];
      return typeof part === 'string' ? Array.from(part, (letter) => letter.charCodeAt(0)) : Array.from(part);
    }),
  );
}

export function uint32(value: number): number[] {
  return [0, 8, 16, 24].map((shift) => (value >>> shift) & 0xff);
}

export function uint64(value: bigint): number[] {
  return Array.from({ length: 8 }, (_, index) => Number((value >> BigInt(8 * index)) & 0xffn));
}

/** BINUNICODE. */
export function text(value: string): Uint8Array {
  return assemble('X', uint32(value.length), value);
}

export const protocol2 = [0x80, 2];
export const protocol4 = [0x80, 4];

/** A PyTorch ZIP whose description is this pickle, with these storages. */
export function torchZip(
  description: Uint8Array,
  storages: Readonly<Record<string, Uint8Array>> = {},
): Uint8Array {
  const members: Record<string, Uint8Array> = { 'archive/data.pkl': description };
  for (const [key, bytes] of Object.entries(storages)) members[`archive/data/${key}`] = bytes;
  return zipSync(members, { level: 0 });
}

/** BINPERSID of a storage: class name, key, element count. */
export function storage(className: string, key: string, count: number): Uint8Array {
  return assemble(
    '(',
    text('storage'),
    `ctorch\n${className}\n`,
    text(key),
    text('cpu'),
    'J',
    uint32(count),
    'tQ',
  );
}

const numbers = (values: readonly number[]) =>
  assemble('(', ...values.map((value) => assemble('J', uint32(value))), 't');

/** A tensor over the storage that `storageBytes` describes; offset, shape and strides in elements. */
export function tensor(
  storageBytes: Uint8Array,
  shape: readonly number[],
  strides: readonly number[],
  offset = 0,
): Uint8Array {
  return assemble(
    'ctorch._utils\n_rebuild_tensor_v2\n(',
    storageBytes,
    assemble('J', uint32(offset)),
    numbers(shape),
    numbers(strides),
    0x89,
    'ccollections\nOrderedDict\n)Rt',
    'R',
  );
}

/** A dictionary of named values, as a whole pickle. */
export function dictionary(entries: Readonly<Record<string, Uint8Array>>): Uint8Array {
  return assemble(
    protocol2,
    '}(',
    ...Object.entries(entries).map(([name, value]) => assemble(text(name), value)),
    'u.',
  );
}
