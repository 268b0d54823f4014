/** The bytes of one frame: a slice of native pixel data, or the fragments of an encapsulated frame (PS3.5 A.4). */
import { fail, ok } from '../../contract/problem.ts';
import type { Problem, Result } from '../../contract/problem.ts';
import type { ImageHeader } from '../../contract/image.ts';
import { concatenate } from './concatenate.ts';
import type { DicomElement } from './elements.ts';
import { readFragments } from './fragments.ts';
import type { Fragments } from './fragments.ts';
import type { DicomFile } from './parse.ts';
import { isNative, transferSyntaxName } from './transferSyntax.ts';

/** Bytes of one native frame; frames of single bits are packed without gaps and need not be whole. */
function nativeFrameLength(header: ImageHeader): number {
  return (header.rows * header.columns * header.samplesPerPixel * header.bitsAllocated) / 8;
}

/** Says in advance what `frameBytes` would fail with, as far as lengths tell; null where all is there. */
export function pixelDataProblem(file: DicomFile, header: ImageHeader): Problem | null {
  const element = file.pixelData;
  if (element === null) {
    return (
      file.problem ?? { kind: 'no-pixel-data', message: 'The file describes an image but holds no pixels.' }
    );
  }
  if (transferSyntaxName(header.transferSyntaxUid) === header.transferSyntaxUid) {
    const message = `The transfer syntax ${header.transferSyntaxUid} is not supported.`;
    return { kind: 'unsupported', message };
  }
  if (isNative(header.transferSyntaxUid) === element.undefinedLength) {
    const message = 'The transfer syntax does not fit the way the pixel data are written.';
    return { kind: 'corrupt', message };
  }
  if (element.undefinedLength) return null;
  if (header.photometricInterpretation === 'YBR_FULL_422') {
    return { kind: 'unsupported', message: 'Uncompressed YBR_FULL_422 pixels cannot be read.' };
  }
  const needed = Math.ceil(nativeFrameLength(header) * header.frames);
  const present = Math.min(element.length, Math.max(0, file.source.fileLength - element.offset));
  if (present >= needed) return null;
  const message = `The file holds ${present} of the ${needed} bytes of its pixels; copy it again from its origin.`;
  return { kind: 'truncated', message };
}

/**
 * The bytes of frame `index` (from 0): native samples in the file's byte order, or one compressed image. A view of the
 * file where the frame lies in one piece. Problems: `no-pixel-data`, `truncated`, `corrupt`, `bad-input` for an index
 * that the image does not have.
 */
export function frameBytes(file: DicomFile, header: ImageHeader, index: number): Result<Uint8Array> {
  if (!Number.isInteger(index) || index < 0 || index >= header.frames) {
    return fail('bad-input', `The image has ${header.frames} frames; there is no frame ${index + 1}.`);
  }
  const problem = pixelDataProblem(file, header);
  if (problem !== null && problem.kind !== 'truncated') return { ok: false, problem };
  if (file.pixelData === null) return fail('no-pixel-data', 'The file holds no pixels.');
  return isNative(header.transferSyntaxUid)
    ? nativeFrame(file, header, file.pixelData, index)
    : encapsulatedFrame(file, header, index);
}

function nativeFrame(
  file: DicomFile,
  header: ImageHeader,
  element: DicomElement,
  index: number,
): Result<Uint8Array> {
  const length = nativeFrameLength(header);
  const start = element.offset + length * index;
  const end = Math.ceil(start + length);
  if (end > Math.min(element.offset + element.length, file.source.bytes.length)) {
    return fail('truncated', `The file ends before the pixels of frame ${index + 1} are complete.`);
  }
  const bytes = file.source.bytes.subarray(Math.floor(start), end);
  if (header.bitsAllocated === 1) return ok(aligned(bytes, (start % 1) * 8, Math.ceil(length)));
  // Words are swapped in big endian also where they hold two eight-bit samples (PS3.5 section 8.1.1, A.3).
  if (header.bitsAllocated === 8 && file.encoding.bigEndian && element.vr === 'OW') {
    return ok(swappedPairs(file, element, start, length));
  }
  return ok(bytes);
}

/** Bits from bit `shift` of the first byte on, moved to begin at bit 0 (frames of single bits follow without gaps). */
function aligned(bytes: Uint8Array, shift: number, length: number): Uint8Array {
  if (shift === 0) return bytes;
  return Uint8Array.from({ length }, (_, at) => (bytes[at] >> shift) | ((bytes[at + 1] ?? 0) << (8 - shift)));
}

function swappedPairs(file: DicomFile, element: DicomElement, start: number, length: number): Uint8Array {
  const { bytes } = file.source;
  const first = start - element.offset;
  return Uint8Array.from({ length }, (_, at) => bytes[element.offset + ((first + at) ^ 1)] ?? 0);
}

/** Found once per file, so that reading all frames stays linear. */
const known = new WeakMap<DicomFile, Fragments>();

function fragmentsOf(file: DicomFile, header: ImageHeader): Fragments {
  const found = known.get(file) ?? readFragments(file, header.frames);
  known.set(file, found);
  return found;
}

/**
 * A small blank image may compress without bound; a large one that does is a damaged or hostile header, which would
 * cost seconds and gigabytes to decode.
 */
const plausibleFrom = 2 ** 25;
const mostSamplesPerByte = 1000;

function encapsulatedFrame(file: DicomFile, header: ImageHeader, index: number): Result<Uint8Array> {
  const { fragments, frameStarts, cut } = fragmentsOf(file, header);
  if (fragments.length === 0) {
    return cut
      ? fail('truncated', 'The file ends before its pixels begin; copy it again from its origin.')
      : fail('no-pixel-data', 'The pixel data are empty.');
  }
  if (frameStarts === null) {
    const message = `The ${fragments.length} pieces of the pixel data cannot be assigned to ${header.frames} frames.`;
    return fail(cut ? 'truncated' : 'corrupt', message);
  }
  const pieces = fragments.slice(frameStarts[index], frameStarts[index + 1]);
  if (pieces.length === 0) return fail('truncated', `The pixel data end before frame ${index + 1}.`);
  if (cut && pieces.at(-1) === fragments.at(-1)) {
    return fail('truncated', `The file ends before the pixels of frame ${index + 1} are complete.`);
  }
  const total = pieces.reduce((sum, { length }) => sum + length, 0);
  const samples = header.rows * header.columns * header.samplesPerPixel;
  if (samples > plausibleFrom && samples > mostSamplesPerByte * total) {
    return fail('corrupt', `Frame ${index + 1} is said to have ${samples} samples in ${total} bytes.`);
  }
  const { bytes } = file.source;
  const parts = pieces.map(({ offset, length }) => bytes.subarray(offset, offset + length));
  return ok(parts.length === 1 ? parts[0] : concatenate(parts));
}
