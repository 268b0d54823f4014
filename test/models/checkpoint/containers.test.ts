import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { encodeNpy } from '../../../imaging/npy.ts';
import { crc32 } from '../../../models/checkpoint/crc32.ts';
import { toFloat32 } from '../../../models/checkpoint/float.ts';
import { readCheckpoint } from '../../../models/checkpoint/readCheckpoint.ts';
import { readSafetensors, writeSafetensors } from '../../../models/checkpoint/safetensors.ts';
import { initialise } from '../../../models/initialise.ts';
import { assemble, dictionary, storage, tensor, torchZip } from './pickleAssembler.ts';

const floats = (...values: number[]) => new Uint8Array(Float32Array.from(values).buffer);
const array = (...values: number[]) => encodeNpy({ shape: [values.length], data: Float32Array.from(values) });

function kindOf(bytes: Uint8Array): string {
  const read = readCheckpoint(bytes, 'file');
  return read.ok ? 'read' : read.problem.kind;
}

function safetensors(header: unknown, data = new Uint8Array(0)): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(text.length), true);
  return assemble(length, text, data);
}

describe('safetensors', () => {
  const weights = new Map([
    ['b.weight', { shape: [2, 2], data: Float32Array.of(1, -2, 3.5, 0) }],
    ['a.bias', { shape: [1], data: Float32Array.of(7) }],
  ]);

  test('comes back as written, in order, on a multiple of eight', () => {
    const bytes = writeSafetensors(weights);
    const read = readSafetensors(bytes);
    if (!read.ok) throw new Error(read.problem.message);
    expect([...read.value]).toEqual([
      ['b.weight', { type: 'float32', shape: [2, 2], bytes: floats(1, -2, 3.5, 0) }],
      ['a.bias', { type: 'float32', shape: [1], bytes: floats(7) }],
    ]);
    expect([...read.value.values()][0].bytes.byteOffset % 8).toBe(0);
    expect(writeSafetensors(weights)).toEqual(bytes);
  });

  test('in half precision, rounded to the nearest', () => {
    const fine = new Map([['a', { shape: [3], data: Float32Array.of(0.1, 65504, -1e-7) }]]);
    const read = readSafetensors(writeSafetensors(fine, 'float16'));
    if (!read.ok) throw new Error(read.problem.message);
    const stored = read.value.get('a');
    expect(stored?.type).toBe('float16');
    // 0.1 lies between 1638 and 1639 times 2^-14; -1e-7 between one and two of the smallest steps, 2^-24.
    expect([...toFloat32(stored!)]).toEqual([1638 * 2 ** -14, 65504, -2 * 2 ** -24]);
  });

  test('cut off anywhere is a problem', () => {
    const bytes = writeSafetensors(weights);
    for (let length = 0; length < bytes.length; length++) {
      expect(readSafetensors(bytes.subarray(0, length)).ok, `${length}`).toBe(false);
    }
  });

  const place = (begin: number, end: number, shape: unknown = [1]) => ({
    dtype: 'F32',
    shape,
    data_offsets: [begin, end],
  });
  const bad: readonly (readonly [string, Uint8Array, string])[] = [
    ['overlapping ranges', safetensors({ a: place(0, 4), b: place(0, 4) }, floats(1)), 'corrupt'],
    ['a gap', safetensors({ a: place(4, 8) }, floats(1, 2)), 'corrupt'],
    ['bytes left over', safetensors({ a: place(0, 4) }, floats(1, 2)), 'corrupt'],
    ['a range beyond the file', safetensors({ a: place(0, 4) }), 'truncated'],
    ['a range that does not fit the shape', safetensors({ a: place(0, 4, [2]) }, floats(1)), 'corrupt'],
    ['a backward range', safetensors({ a: place(4, 0) }, floats(1)), 'corrupt'],
    ['sizes that overflow', safetensors({ a: place(0, 4, [2 ** 52, 2 ** 52]) }, floats(1)), 'corrupt'],
    ['a negative size', safetensors({ a: place(0, 4, [-1, -1]) }, floats(1)), 'corrupt'],
    ['no range', safetensors({ a: { dtype: 'F32', shape: [1] } }, floats(1)), 'corrupt'],
    ['an unknown type', safetensors({ a: { ...place(0, 4), dtype: 'F8_E4M3' } }, floats(1)), 'unsupported'],
    ['a description that is none', safetensors({ a: 7 }), 'corrupt'],
    ['JSON nested beyond reason', safetensors(`{"a":${'['.repeat(200_000)}`), 'corrupt'],
    ['no JSON', safetensors('{"a":'), 'corrupt'],
    ['nothing in it', safetensors('{  }'), 'bad-checkpoint'],
  ];
  test.each(bad)('%s', (_, bytes, kind) => expect(kindOf(bytes)).toBe(kind));

  test('metadata is passed over; a name like __proto__ is only a name', () => {
    const bytes = safetensors(
      `{"__metadata__":{"format":"pt"},"__proto__":${JSON.stringify(place(0, 4))}}`,
      floats(5),
    );
    const read = readCheckpoint(bytes, 'file');
    expect(read.ok && [...read.value.keys()]).toEqual(['__proto__']);
  });
});

describe('npz', () => {
  test.each([0, 6] as const)('stored and deflated, with and without .npy: level %i', (level) => {
    const bytes = zipSync({ 'a.weight.npy': array(1, 2), 'b.bias': array(3) }, { level });
    const read = readCheckpoint(bytes, 'weights.npz');
    if (!read.ok) throw new Error(read.problem.message);
    expect([...read.value]).toEqual([
      ['a.weight', { type: 'float32', shape: [2], bytes: floats(1, 2) }],
      ['b.bias', { type: 'float32', shape: [1], bytes: floats(3) }],
    ]);
  });

  const header = (text: string) =>
    assemble([0x93], 'NUMPY', [1, 0, text.length & 0xff, text.length >> 8], text);
  const npy = (type: string, shape: string, data: Uint8Array, fortran = 'False') =>
    zipSync({
      'w.npy': assemble(
        header(`{'descr': '${type}', 'fortran_order': ${fortran}, 'shape': ${shape}, }\n`),
        data,
      ),
    });

  test('Fortran order is turned into C order', () => {
    const read = readCheckpoint(npy('<f4', '(2, 3)', floats(1, 4, 2, 5, 3, 6), 'True'), 'w.npz');
    expect(read.ok && read.value.get('w')).toEqual({
      type: 'float32',
      shape: [2, 3],
      bytes: floats(1, 2, 3, 4, 5, 6),
    });
  });

  const bad: readonly (readonly [string, Uint8Array, string])[] = [
    ['Python objects', npy('|O', '(1,)', floats(1)), 'unsupported'],
    ['big-endian', npy('>f4', '(1,)', floats(1)), 'unsupported'],
    ['a shape larger than the data', npy('<f4', '(1000000000, 1000000000)', floats(1)), 'corrupt'],
    ['a shape smaller than the data', npy('<f4', '()', floats(1, 2)), 'corrupt'],
    ['a shape that is none', npy('<f4', '(x,)', floats(1)), 'corrupt'],
    ['a member that is no array', zipSync({ 'a.npy': array(1), 'b.npy': floats(1, 2, 3) }), 'corrupt'],
    ['a name twice', zipSync({ 'a.npy': array(1), a: array(1) }), 'corrupt'],
    ['no array at all', zipSync({ 'readme.txt': floats(1, 2, 3) }), 'unsupported'],
    ['an empty archive', assemble('PK\u0003\u0004', 'PK\u0005\u0006', new Uint8Array(18)), 'unsupported'],
  ];
  test.each(bad)('%s', (_, bytes, kind) => expect(kindOf(bytes)).toBe(kind));
});

/** One deflated member; fields of its directory entry can be changed. */
function archiveWith(change: (view: DataView, directory: number, end: number) => void): Uint8Array {
  const bytes = zipSync({ 'a.npy': array(...new Array<number>(5000).fill(1)) }, { level: 9 });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = bytes.length - 22;
  change(view, view.getUint32(end + 16, true), end);
  return bytes;
}

describe('zip', () => {
  const bad: readonly (readonly [string, Uint8Array, string])[] = [
    [
      'a size above what deflate can make',
      archiveWith((v, d) => v.setUint32(d + 24, 0x7fffffff, true)),
      'corrupt',
    ],
    ['more data than declared', archiveWith((v, d) => v.setUint32(d + 24, 1000, true)), 'corrupt'],
    ['less data than declared', archiveWith((v, d) => v.setUint32(d + 24, 30_000, true)), 'corrupt'],
    ['a checksum that does not match', archiveWith((v, d) => v.setUint32(d + 16, 1, true)), 'corrupt'],
    ['an encrypted member', archiveWith((v, d) => v.setUint16(d + 8, 1, true)), 'unsupported'],
    ['another compression', archiveWith((v, d) => v.setUint16(d + 10, 93, true)), 'unsupported'],
    ['a member elsewhere', archiveWith((v, d) => v.setUint32(d + 42, 5, true)), 'corrupt'],
    ['a member beyond the file', archiveWith((v, d) => v.setUint32(d + 20, 1 << 28, true)), 'corrupt'],
    ['a directory beyond the file', archiveWith((v, _, e) => v.setUint32(e + 16, 1 << 28, true)), 'corrupt'],
    ['more members than there are', archiveWith((v, _, e) => v.setUint16(e + 10, 60_000, true)), 'corrupt'],
    ['compressed data that is none', archiveWith((v) => v.setUint32(40, 0xffffffff, true)), 'corrupt'],
  ];
  test.each(bad)('%s', (_, bytes, kind) => expect(kindOf(bytes)).toBe(kind));

  test('a directory whose entries all point at one member', () => {
    const entry = (name: string) =>
      assemble(
        'PK\u0001\u0002',
        new Uint8Array(16),
        [0, 16, 0, 0, 0, 16, 0, 0],
        [name.length, 0],
        new Uint8Array(16),
        name,
      );
    const member = assemble('PK\u0003\u0004', new Uint8Array(26), new Uint8Array(4096));
    const entries = assemble(...Array.from({ length: 50 }, (_, index) => entry(`m${index}`)));
    const end = new Uint8Array(22);
    const view = new DataView(end.buffer);
    view.setUint32(0, 0x06054b50, true);
    view.setUint16(10, 50, true);
    view.setUint32(12, entries.length, true);
    view.setUint32(16, member.length, true);
    expect(kindOf(assemble(member, entries, end))).toBe('corrupt');
  });

  test('an archive that would unpack to far more than weights do', () => {
    const [{ data }] = initialise([{ name: 'a', shape: [1, 100_000] }], 1).values();
    const bytes = zipSync({ 'a.npy': new Uint8Array(data.buffer) }, { level: 1 });
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const compressed = view.getUint32(view.getUint32(bytes.length - 6, true) + 20, true);
    view.setUint32(view.getUint32(bytes.length - 6, true) + 24, 1000 * compressed, true);
    expect(1000 * compressed).toBeGreaterThan(2 ** 28);
    expect(kindOf(bytes)).toBe('too-large');
  });

  test('ZIP64 records are followed', () => {
    const bytes = zipSync({ 'a.npy': array(1, 2, 3) }, { level: 0, extra: { 1: new Uint8Array(24) } });
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const end = bytes.length - 22;
    const directory = view.getUint32(end + 16, true);
    const size = view.getUint32(directory + 24, true);
    const extra = directory + 46 + view.getUint16(directory + 28, true) + 4;
    view.setBigUint64(extra, BigInt(size), true);
    view.setBigUint64(extra + 8, BigInt(size), true);
    view.setBigUint64(extra + 16, 0n, true);
    for (const field of [20, 24, 42]) view.setUint32(directory + field, 0xffffffff, true);
    const record = new Uint8Array(56 + 20);
    const tail = new DataView(record.buffer);
    tail.setUint32(0, 0x06064b50, true);
    tail.setBigUint64(32, 1n, true);
    tail.setBigUint64(40, BigInt(end - directory), true);
    tail.setBigUint64(48, BigInt(directory), true);
    tail.setUint32(56, 0x07064b50, true);
    tail.setBigUint64(64, BigInt(end), true);
    const wide = assemble(bytes.subarray(0, end), record, bytes.subarray(end));
    new DataView(wide.buffer).setUint32(end + 76 + 16, 0xffffffff, true);
    const read = readCheckpoint(wide, 'w.npz');
    expect(read.ok && read.value.get('a')?.bytes).toEqual(floats(1, 2, 3));
    new DataView(wide.buffer).setBigUint64(end + 48, 2n ** 63n, true);
    expect(kindOf(wide)).toBe('corrupt');
  });

  test('CRC-32 has its check value, at every length', () => {
    const digits = new TextEncoder().encode('123456789');
    expect(crc32(digits)).toBe(0xcbf43926);
    expect(crc32(digits.subarray(0, 8))).toBe(0x9ae0daaf);
    expect(crc32(new Uint8Array(0))).toBe(0);
  });
});

describe('PyTorch containers', () => {
  const state = dictionary({ weight: tensor(storage('FloatStorage', '0', 2), [2], [1]) });
  const data = { '0': floats(1, 2) };

  test('a big-endian checkpoint is refused', () => {
    const zip = (order: string) =>
      zipSync({
        'a/data.pkl': state,
        'a/byteorder': new TextEncoder().encode(order),
        'a/data/0': data['0'],
      });
    expect(kindOf(zip('little'))).toBe('read');
    expect(kindOf(zip('big'))).toBe('unsupported');
  });

  test('the largest dictionary of tensors is the state; a usual name decides between equals', () => {
    const one = (key: string) => tensor(storage('FloatStorage', key, 2), [2], [1]);
    const nested = (name: string, key: string) => assemble('}(', dictionaryItems({ [name]: one(key) }), 'u');
    const bytes = torchZip(
      dictionary({ ema: nested('from.ema', '0'), mean: one('0'), state_dict: nested('from.state', '0') }),
      data,
    );
    const read = readCheckpoint(bytes, 'file');
    expect(read.ok && [...read.value.keys()]).toEqual(['from.state']);
  });

  test('other files are named as unknown', () => {
    expect(kindOf(new Uint8Array(0))).toBe('truncated');
    expect(kindOf(new TextEncoder().encode('# just a text'))).toBe('unsupported');
    expect(kindOf(new Uint8Array(100))).toBe('unsupported');
  });
});

function dictionaryItems(entries: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const whole = dictionary(entries);
  // Without protocol, `}(` and `u.`.
  return whole.subarray(4, whole.length - 2);
}
