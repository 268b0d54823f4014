/**
 * ZIP archives (PKWARE APPNOTE 6.3.10) as PyTorch and NumPy write them: stored or deflated members, ZIP64. The
 * central directory is the only source of names and sizes. Everything is checked against the file's length
 * before anything is allocated.
 */
import { Inflate } from 'fflate';
import { crc32 } from './crc32.ts';
import { refuse, shown } from './refusal.ts';

export interface ZipMember {
  readonly name: string;
  /** Uncompressed, in bytes. */
  readonly size: number;
}

interface Entry extends ZipMember {
  readonly method: number;
  readonly compressedSize: number;
  readonly headerOffset: number;
  readonly checksum: number;
}

export interface ZipArchive {
  /** Members by name, in the directory's order; folders left out. */
  readonly members: ReadonlyMap<string, ZipMember>;
  /** A member's bytes, checked against its CRC-32. Stored members are views into the file. Refuses what is broken. */
  read(name: string): Uint8Array;
}

const endSignature = 0x06054b50;
const zip64LocatorSignature = 0x07064b50;
const zip64EndSignature = 0x06064b50;
const directorySignature = 0x02014b50;
const localSignature = 0x04034b50;
const endSize = 22;
const directoryEntrySize = 46;
const localHeaderSize = 30;
const stored = 0;
const deflated = 8;
/** DEFLATE's largest expansion (RFC 1951: a match of 258 bytes takes two bits): a larger declared ratio is a lie. */
const largestExpansion = 1032;
/** Trained numbers hardly compress: what unpacks to far more than this many times the file is not weights. */
const mostUnpacked = 20;
/** Small archives of constants (untrained batch norms) compress well and may unpack to this many bytes. */
const alwaysUnpacked = 2 ** 28;

/** True for the beginning of an archive that has members. */
export function isZip(bytes: Uint8Array): boolean {
  return (
    bytes.length >= 4 && bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03 && bytes[3] === 0x04
  );
}

/** Reads the directory. Refuses truncated, encrypted, overlapping and oversized archives. */
export function openZip(bytes: Uint8Array): ZipArchive {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = readDirectory(bytes, view, findDirectory(view));
  return {
    members: entries,
    read: (name) => {
      const entry = entries.get(name);
      if (entry === undefined) refuse('corrupt', `The archive has no member ${shown(name)}.`);
      return readEntry(bytes, view, entry);
    },
  };
}

interface Directory {
  readonly count: number;
  readonly offset: number;
  readonly size: number;
}

function findDirectory(view: DataView): Directory {
  const last = view.byteLength - endSize;
  const first = Math.max(0, last - 0xffff);
  for (let at = last; at >= first; at--) {
    if (view.getUint32(at, true) !== endSignature) continue;
    if (at + endSize + view.getUint16(at + 20, true) > view.byteLength) continue;
    const directory = {
      count: view.getUint16(at + 10, true),
      size: view.getUint32(at + 12, true),
      offset: view.getUint32(at + 16, true),
    };
    return inBounds(view, findZip64Directory(view, at) ?? directory);
  }
  return refuse(
    'truncated',
    'The ZIP archive has no directory at its end: the file is cut off. Copy it again.',
  );
}

function findZip64Directory(view: DataView, end: number): Directory | null {
  const locator = end - 20;
  if (locator < 0 || view.getUint32(locator, true) !== zip64LocatorSignature) return null;
  const at = safe64(view, locator + 8);
  if (at + 56 > view.byteLength || view.getUint32(at, true) !== zip64EndSignature) {
    refuse('corrupt', 'The ZIP64 directory of the archive is not where the file says.');
  }
  return { count: safe64(view, at + 32), size: safe64(view, at + 40), offset: safe64(view, at + 48) };
}

function inBounds(view: DataView, directory: Directory): Directory {
  const { count, size, offset } = directory;
  if (offset + size > view.byteLength || count * directoryEntrySize > size) {
    refuse('corrupt', 'The directory of the ZIP archive reaches beyond the file.');
  }
  return directory;
}

/** An unsigned 64-bit number; what a double cannot hold lies beyond any file and is refused. */
function safe64(view: DataView, at: number): number {
  const value = Number(view.getBigUint64(at, true));
  return Number.isSafeInteger(value) ? value : refuse('corrupt', 'A size in the ZIP archive is impossible.');
}

function readDirectory(
  bytes: Uint8Array,
  view: DataView,
  { count, offset, size }: Directory,
): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  const end = offset + size;
  let at = offset;
  let compressedTotal = 0;
  let total = 0;
  for (let index = 0; index < count; index++) {
    if (at + directoryEntrySize > end || view.getUint32(at, true) !== directorySignature) {
      refuse('corrupt', 'The directory of the ZIP archive is damaged.');
    }
    const nameLength = view.getUint16(at + 28, true);
    const extraLength = view.getUint16(at + 30, true);
    const next = at + directoryEntrySize + nameLength + extraLength + view.getUint16(at + 32, true);
    if (next > end) refuse('corrupt', 'The directory of the ZIP archive is damaged.');
    const entry = readDirectoryEntry(bytes, view, at, nameLength, extraLength);
    if (entries.has(entry.name)) refuse('corrupt', `The archive has ${shown(entry.name)} twice.`);
    compressedTotal += entry.compressedSize;
    total += entry.size;
    if (!entry.name.endsWith('/')) entries.set(entry.name, entry);
    at = next;
  }
  // Members that share bytes are how a small archive unpacks to petabytes.
  if (compressedTotal > bytes.length) refuse('corrupt', 'Members of the ZIP archive overlap.');
  const most = Math.max(alwaysUnpacked, mostUnpacked * bytes.length);
  if (total > most) {
    refuse(
      'too-large',
      `The archive unpacks to ${total} bytes; from one of its size at most ${most} are read.`,
    );
  }
  return entries;
}

function readDirectoryEntry(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  nameLength: number,
  extraLength: number,
): Entry {
  const nameStart = at + directoryEntrySize;
  const name = new TextDecoder().decode(bytes.subarray(nameStart, nameStart + nameLength));
  if ((view.getUint16(at + 8, true) & 1) !== 0) {
    refuse('unsupported', `Member ${shown(name)} of the archive is encrypted.`);
  }
  const extra = new DataView(bytes.buffer, bytes.byteOffset + nameStart + nameLength, extraLength);
  const wide = readZip64Extra(extra, [
    view.getUint32(at + 24, true),
    view.getUint32(at + 20, true),
    view.getUint32(at + 42, true),
  ]);
  const entry = {
    name,
    method: view.getUint16(at + 10, true),
    checksum: view.getUint32(at + 16, true),
    size: wide[0],
    compressedSize: wide[1],
    headerOffset: wide[2],
  };
  const plausible =
    entry.method === stored
      ? entry.size === entry.compressedSize
      : entry.size <= entry.compressedSize * largestExpansion;
  if (!plausible) refuse('corrupt', `Member ${shown(name)} of the archive declares an impossible size.`);
  return entry;
}

/** ZIP64 extended information (APPNOTE 4.5.3): replaces, in this order, each field that is all ones. */
function readZip64Extra(extra: DataView, fields: readonly number[]): number[] {
  for (let at = 0; at + 4 <= extra.byteLength;) {
    const id = extra.getUint16(at, true);
    const length = extra.getUint16(at + 2, true);
    if (id === 1 && at + 4 + length <= extra.byteLength) {
      let field = at + 4;
      return fields.map((value) => {
        if (value !== 0xffffffff) return value;
        if (field + 8 > at + 4 + length) refuse('corrupt', 'A ZIP64 record of the archive is too short.');
        field += 8;
        return safe64(extra, field - 8);
      });
    }
    at += 4 + length;
  }
  return [...fields];
}

function readEntry(bytes: Uint8Array, view: DataView, entry: Entry): Uint8Array {
  const at = entry.headerOffset;
  if (at + localHeaderSize > bytes.length || view.getUint32(at, true) !== localSignature) {
    refuse('corrupt', `Member ${shown(entry.name)} of the archive is not where the directory says.`);
  }
  const start = at + localHeaderSize + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
  if (start + entry.compressedSize > bytes.length) {
    refuse('truncated', `Member ${shown(entry.name)} of the archive reaches beyond the file.`);
  }
  const compressed = bytes.subarray(start, start + entry.compressedSize);
  const content = decompress(compressed, entry);
  if (crc32(content) !== entry.checksum) {
    refuse('corrupt', `Member ${shown(entry.name)} of the archive is damaged: its checksum does not match.`);
  }
  return content;
}

function decompress(compressed: Uint8Array, entry: Entry): Uint8Array {
  switch (entry.method) {
    case stored:
      return compressed;
    case deflated:
      return inflate(compressed, entry);
    default:
      return refuse(
        'unsupported',
        `Member ${shown(entry.name)} of the archive uses compression method ${entry.method}; only stored and deflated members are read.`,
      );
  }
}

/** Unpacks in steps, so that a member that holds more than it declares is stopped early. */
function inflate(compressed: Uint8Array, entry: Entry): Uint8Array {
  const content = new Uint8Array(entry.size);
  const step = 1 << 16;
  let length = 0;
  let tooLong = false;
  const stream = new Inflate((chunk) => {
    tooLong ||= length + chunk.length > content.length;
    if (!tooLong) content.set(chunk, length);
    length += chunk.length;
  });
  try {
    for (let at = 0; at < compressed.length && !tooLong; at += step) {
      stream.push(compressed.subarray(at, at + step), at + step >= compressed.length);
    }
  } catch {
    refuse('corrupt', `Member ${shown(entry.name)} of the archive cannot be unpacked.`);
  }
  if (tooLong || length !== content.length) {
    refuse('corrupt', `Member ${shown(entry.name)} of the archive is not as long as it declares.`);
  }
  return content;
}
