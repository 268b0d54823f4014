/**
 * Reads ZIP archives (PKWARE APPNOTE 6.3.10) by their central directory, without extracting anything to disk. Names are
 * labels only. Everything is bounded: number of entries, size of an entry and of all, ratio, and entries that share bytes.
 */
import type { FileHandle } from 'node:fs/promises';
import { crc32, inflateRaw } from 'node:zlib';
import { promisify } from 'node:util';
import { fail, ok } from '../../contract/problem.ts';
import type { Result } from '../../contract/problem.ts';
import { inflate } from '../../imaging/dicom/inflate.ts';

const maximumZipEntries = 65_536;
/** Expanded size of one entry. */
const maximumZipEntryBytes = 2 ** 30;
/** Expanded size of all entries. */
const maximumZipTotalBytes = 2 ** 37;
/** Expanded / compressed size of an entry of more than 64 MiB; images reach 20, and 1032 is what deflate can do. */
const maximumZipRatio = 200;
const ratioMattersFrom = 2 ** 26;
const maximumDirectoryBytes = 2 ** 26;

const extractFirst = 'if you trust where it comes from, extract it and open the folder';

/** One file in an archive; plain data. */
export interface ZipEntry {
  readonly name: string;
  readonly encrypted: boolean;
  /** 0 stored, 8 deflated; others are not read. */
  readonly method: number;
  readonly crc: number;
  readonly compressedSize: number;
  readonly size: number;
  /** Of the local header. */
  readonly offset: number;
}

/** True for the beginning of an archive, also of an empty one. */
export function isZip(bytes: Uint8Array): boolean {
  const [p, k, third, fourth] = bytes;
  return p === 0x50 && k === 0x4b && ((third === 3 && fourth === 4) || (third === 5 && fourth === 6));
}

/** `length` bytes from `offset` on, fewer where the file ends before. Rejects with the system's error. */
export async function readAt(handle: FileHandle, offset: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

interface Directory {
  readonly offset: number;
  readonly size: number;
}

/** The files of an archive. Problems: `corrupt`, `too-large` (a bomb, or more than is reasonable). */
export async function readZipEntries(handle: FileHandle, fileLength: number): Promise<Result<ZipEntry[]>> {
  const directory = await findDirectory(handle, fileLength);
  if (directory === null) return fail('corrupt', 'The ZIP archive is damaged or cut off.');
  if (directory.size > maximumDirectoryBytes) {
    return fail('too-large', `The ZIP archive has more entries than can be read; ${extractFirst}.`);
  }
  const bytes = await readAt(handle, directory.offset, directory.size);
  const entries: ZipEntry[] = [];
  for (let at = 0; at + 46 <= bytes.length && bytes.readUInt32LE(at) === 0x02014b50;) {
    const length =
      46 + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
    if (at + length > bytes.length)
      return fail('corrupt', 'The list of files in the ZIP archive is damaged.');
    entries.push(centralEntry(bytes.subarray(at, at + length)));
    if (entries.length > maximumZipEntries) {
      return fail(
        'too-large',
        `The ZIP archive has more than ${maximumZipEntries} entries; ${extractFirst}.`,
      );
    }
    at += length;
  }
  return checked(
    entries.filter(({ name }) => !/[\\/]$/.test(name)),
    fileLength,
  );
}

function checked(entries: ZipEntry[], fileLength: number): Result<ZipEntry[]> {
  const total = entries.reduce((sum, { size }) => sum + size, 0);
  const compressed = entries.reduce((sum, { compressedSize }) => sum + compressedSize, 0);
  if (total > maximumZipTotalBytes) {
    const most = `${maximumZipTotalBytes / 2 ** 30} GiB`;
    return fail('too-large', `The ZIP archive expands to more than ${most}; ${extractFirst}.`);
  }
  // Archives whose entries share their bytes expand without bound.
  if (compressed > fileLength)
    return fail('corrupt', 'Entries of the ZIP archive overlap; it was not opened.');
  return ok(entries);
}

/** End of central directory record (4.3.16), by way of the ZIP64 one (4.3.14, 4.3.15) where there is one. */
async function findDirectory(handle: FileHandle, fileLength: number): Promise<Directory | null> {
  const tailLength = Math.min(fileLength, 22 + 0xffff);
  const tail = await readAt(handle, fileLength - tailLength, tailLength);
  let at = tail.length - 22;
  while (
    at >= 0 &&
    !(tail.readUInt32LE(at) === 0x06054b50 && at + 22 + tail.readUInt16LE(at + 20) <= tail.length)
  )
    at--;
  if (at < 0) return null;
  const plain = { size: tail.readUInt32LE(at + 12), offset: tail.readUInt32LE(at + 16) };
  const isZip64 = at >= 20 && tail.readUInt32LE(at - 20) === 0x07064b50;
  const directory = isZip64 ? await zip64Directory(handle, tail.readBigUInt64LE(at - 12)) : plain;
  return directory !== null && directory.offset + directory.size <= fileLength ? directory : null;
}

async function zip64Directory(handle: FileHandle, offset: bigint): Promise<Directory | null> {
  if (offset > BigInt(Number.MAX_SAFE_INTEGER)) return null;
  const record = await readAt(handle, Number(offset), 56);
  if (record.length < 56 || record.readUInt32LE(0) !== 0x06064b50) return null;
  return { size: Number(record.readBigUInt64LE(40)), offset: Number(record.readBigUInt64LE(48)) };
}

/** A central directory header (4.3.12) with its ZIP64 field (4.5.3). */
function centralEntry(bytes: Buffer): ZipEntry {
  const flags = bytes.readUInt16LE(8);
  const nameLength = bytes.readUInt16LE(28);
  const name = bytes.subarray(46, 46 + nameLength);
  const extra = bytes.subarray(46 + nameLength, 46 + nameLength + bytes.readUInt16LE(30));
  const wide = zip64Numbers(extra);
  const widened = (value: number) => (value === 0xffffffff ? (wide.shift() ?? value) : value);
  const size = widened(bytes.readUInt32LE(24));
  const compressedSize = widened(bytes.readUInt32LE(20));
  const offset = widened(bytes.readUInt32LE(42));
  return {
    name: name.toString((flags & 0x800) !== 0 ? 'utf8' : 'latin1'),
    encrypted: (flags & 1) !== 0,
    method: bytes.readUInt16LE(10),
    crc: bytes.readUInt32LE(16),
    compressedSize,
    size,
    offset,
  };
}

function zip64Numbers(extra: Buffer): number[] {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 0x0001) continue;
    const end = Math.min(extra.length, at + 4 + extra.readUInt16LE(at + 2));
    const numbers: number[] = [];
    for (let field = at + 4; field + 8 <= end && numbers.length < 3; field += 8) {
      numbers.push(Number(extra.readBigUInt64LE(field)));
    }
    return numbers;
  }
  return [];
}

/** Why an entry will not be read; null where it can be. */
function refusal(entry: ZipEntry): Result<never> | null {
  if (entry.encrypted) {
    return fail('unsupported', 'The entry is encrypted; extract the archive with its password first.');
  }
  if (entry.method !== 0 && entry.method !== 8) {
    return fail('unsupported', `The entry is packed by method ${entry.method}; extract the archive first.`);
  }
  const ratio = entry.size / Math.max(1, entry.compressedSize);
  if (entry.size > maximumZipEntryBytes || (entry.size > ratioMattersFrom && ratio > maximumZipRatio)) {
    return fail(
      'too-large',
      `The entry expands from ${entry.compressedSize} to ${entry.size} bytes; ${extractFirst}.`,
    );
  }
  return null;
}

/** Where an entry's data begin: after its local header (4.3.7), whose extra field may differ from the central one. */
async function dataOffset(handle: FileHandle, entry: ZipEntry): Promise<number | null> {
  const local = await readAt(handle, entry.offset, 30);
  if (local.length < 30 || local.readUInt32LE(0) !== 0x04034b50) return null;
  return entry.offset + 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
}

const damaged = 'The entry of the ZIP archive is damaged.';

/** The first `length` bytes of an entry (fewer where it is shorter). */
export async function readZipStart(
  handle: FileHandle,
  entry: ZipEntry,
  length: number,
): Promise<Result<Uint8Array>> {
  const refused = refusal(entry);
  if (refused !== null) return refused;
  const offset = await dataOffset(handle, entry);
  if (offset === null) return fail('corrupt', damaged);
  const wanted = Math.min(length, entry.size);
  if (entry.method === 0) return ok(await readAt(handle, offset, wanted));
  // What deflate cannot compress grows by 5 bytes in 16383 at most.
  const enough = Math.min(entry.compressedSize, wanted + Math.ceil(wanted / 1024) + 1024);
  const { bytes } = inflate(await readAt(handle, offset, enough), wanted);
  return bytes.length < wanted ? fail('corrupt', damaged) : ok(bytes);
}

const inflateRawAsync = promisify(inflateRaw);

/** A whole entry, its checksum verified. */
export async function readZipEntry(handle: FileHandle, entry: ZipEntry): Promise<Result<Uint8Array>> {
  const refused = refusal(entry);
  if (refused !== null) return refused;
  const offset = await dataOffset(handle, entry);
  if (offset === null) return fail('corrupt', damaged);
  const packed = await readAt(handle, offset, entry.compressedSize);
  try {
    const options = { maxOutputLength: Math.max(1, entry.size) };
    const bytes = entry.method === 0 ? packed : await inflateRawAsync(packed, options);
    const intact = bytes.length === entry.size && crc32(bytes) === entry.crc;
    return intact ? ok(bytes) : fail('corrupt', damaged);
  } catch {
    return fail('corrupt', damaged); // zlib throws on damaged data and on more output than was declared.
  }
}
