import { createHash } from 'node:crypto';
import { ok } from '../../contract/problem.ts';
import type { Problem, Result } from '../../contract/problem.ts';
import type { ImageHeader } from '../../contract/image.ts';
import { readHeader } from '../../imaging/dicom/header.ts';
import { parseDicom } from '../../imaging/dicom/parse.ts';
import type { DicomFile } from '../../imaging/dicom/parse.ts';
import { pixelDataProblem } from '../../imaging/dicom/pixelData.ts';
import { bare, dateOf } from '../../imaging/dicom/spelling.ts';
import { Tag } from '../../imaging/dicom/tags.ts';
import { TransferSyntax, isNative } from '../../imaging/dicom/transferSyntax.ts';
import { text } from '../../imaging/dicom/values.ts';
import { imagesOfDirectory } from './dicomDirectory.ts';
import type { MediumPath } from './dicomDirectory.ts';
import { documentKind } from './documents.ts';
import type { PatientEvidence } from './patient.ts';

/** A file, or an entry of an archive, of which only the beginning is read. */
export interface Beginning {
  readonly length: number;
  /** The first bytes, fewer where the file is shorter. They may be overwritten by the next file's. */
  start(length: number): Promise<Result<Uint8Array>>;
  /** Bytes from anywhere, where that is cheap. */
  readonly at?: (offset: number, length: number) => Promise<Uint8Array>;
  /** A checksum of all bytes, where one is known. */
  readonly checksum?: string;
}

/** The same, reading what was read before only once. */
export function remembering(beginning: Beginning): Beginning {
  let known: Uint8Array | null = null;
  return {
    ...beginning,
    async start(length) {
      const wanted = Math.min(length, beginning.length);
      if (known !== null && known.length >= wanted) return ok(known.subarray(0, wanted));
      const read = await beginning.start(wanted);
      if (read.ok) known = read.value;
      return read;
    },
  };
}

export interface DicomHeader {
  /** The images that it names, for the directory file of a DICOM medium (PS3.10 section 8); null for other files. */
  readonly directory: readonly MediumPath[] | null;
  readonly header: Result<ImageHeader>;
  /** What the object is where it is no image; null for an image and for what cannot be read. */
  readonly document: FoundObject | null;
  /** Equal for the same pixels in the same encoding, and as a rule different for others (`contentHint`). */
  readonly content: string;
  /** What is wrong with pixels that are not read here. */
  readonly pixelProblem: Problem | null;
}

/** Enough for nearly every mammogram's header; those with large tables before the pixels take a second read. */
export const firstRead = 64 * 1024;
/** A header longer than this is none. */
const longestHeader = 2 ** 28;
const mediaStorageDirectory = '1.2.840.10008.1.3.10';

/** Reads the header from as few bytes as it takes, and says whether the pixels behind it are all there. */
export async function readDicomHeader(beginning: Beginning): Promise<Result<DicomHeader>> {
  const file = await parseBeginning(beginning);
  if (!file.ok) return file;
  const { meta, dataSet } = file.value;
  const isDirectory =
    text(meta, Tag.MediaStorageSopClassUid) === mediaStorageDirectory ||
    dataSet.elements.has(Tag.DirectoryRecordSequence);
  const header = readHeader(file.value);
  const pixelProblem = header.ok
    ? (paletteProblem(header.value) ??
      pixelDataProblem(file.value, header.value) ??
      (await cutFragments(file.value, beginning)))
    : null;
  const document = header.ok || header.problem.kind !== 'not-an-image' ? null : objectOf(file.value);
  const content = header.ok ? await contentHint(file.value, header.value, beginning) : '';
  const directory = isDirectory ? await directoryOf(file.value, beginning) : null;
  return ok({ directory, header, document, content, pixelProblem });
}

/** A directory is read whole: its records, as one value, are skipped else. */
async function directoryOf(file: DicomFile, beginning: Beginning): Promise<readonly MediumPath[]> {
  const fileLength = beginning.length;
  if (file.source.bytes.length >= fileLength) return imagesOfDirectory(file.dataSet);
  if (fileLength > longestHeader) return [];
  const bytes = await beginning.start(fileLength);
  const whole = bytes.ok ? parseDicom(bytes.value, { fileLength }) : bytes;
  return whole.ok ? imagesOfDirectory(whole.value.dataSet) : [];
}

/** A DICOM object that is no image. */
export interface FoundObject {
  /** "mammography CAD report" */
  readonly kind: string;
  readonly sopInstanceUid: string;
  readonly studyInstanceUid: string;
  readonly patient: PatientEvidence;
}

function objectOf({ meta, dataSet }: DicomFile): FoundObject {
  const sopClass = text(dataSet, Tag.SopClassUid) || text(meta, Tag.MediaStorageSopClassUid);
  return {
    kind: documentKind(sopClass, bare(text(dataSet, Tag.Modality))),
    sopInstanceUid: text(dataSet, Tag.SopInstanceUid),
    studyInstanceUid: text(dataSet, Tag.StudyInstanceUid),
    patient: {
      id: text(dataSet, Tag.PatientId),
      issuer: text(dataSet, Tag.IssuerOfPatientId),
      name: text(dataSet, Tag.PatientName),
      birthDate: dateOf(text(dataSet, Tag.PatientBirthDate)),
      sex: bare(text(dataSet, Tag.PatientSex)),
    },
  };
}

const hintLength = 16 * 1024;

/**
 * What tells an image's content from others without reading it whole: a hash of its layout and of the middle of its pixel
 * data, which lies inside the breast. Different ones are different pixels where both begin with `native:`; equal ones are compared
 * in full before anything is left out (`copies.ts`). Why: docs/decisions/identity-is-content.md.
 */
async function contentHint(file: DicomFile, header: ImageHeader, beginning: Beginning): Promise<string> {
  const { pixelData, transferSyntaxUid } = file;
  const { rows, columns, frames, samplesPerPixel, bitsAllocated } = header;
  // Implicit and explicit little endian write the same values as the same bytes.
  const isPlain = isNative(transferSyntaxUid) && transferSyntaxUid !== TransferSyntax.ExplicitBig;
  const layout = [isPlain ? '' : transferSyntaxUid, rows, columns, frames, samplesPerPixel, bitsAllocated];
  const hint = (kind: string, ...parts: readonly (Uint8Array | string)[]) => {
    const hash = createHash('sha256').update(JSON.stringify(layout));
    for (const part of parts) hash.update(part);
    return `${kind}:${hash.digest('hex').slice(0, 32)}`;
  };
  if (beginning.at === undefined) return hint('whole', beginning.checksum ?? '');
  // The bytes of a deflated data set are those of header and pixels together.
  const isDeflated = transferSyntaxUid === TransferSyntax.DeflatedExplicitLittle;
  const start = isDeflated ? 0 : Math.min(pixelData?.offset ?? 0, beginning.length);
  const available = beginning.length - start;
  const said = pixelData === null || pixelData.undefinedLength ? available : pixelData.length;
  const length = isDeflated ? available : Math.min(said, available);
  const middle = Math.max(0, Math.floor((length - hintLength) / 2));
  const sample = await beginning.at(start + middle, Math.min(hintLength, length));
  const kind = isDeflated ? 'whole' : isPlain ? 'native' : 'encoded';
  return hint(kind, String(length), sample);
}

/** The numbers of a palette's colours, shown as grey, would look like a picture and be none. */
function paletteProblem({ photometricInterpretation }: ImageHeader): Problem | null {
  if (photometricInterpretation !== 'PALETTE COLOR') return null;
  return { kind: 'unsupported', message: 'The image has palette colours, which this program does not show.' };
}

async function parseBeginning(beginning: Beginning): Promise<Result<DicomFile>> {
  const fileLength = beginning.length;
  for (let length = Math.min(firstRead, fileLength); ;) {
    const bytes = await beginning.start(length);
    if (!bytes.ok) return bytes;
    const file = parseDicom(bytes.value, { fileLength });
    if (!file.ok || file.value.bytesNeeded <= length || length >= fileLength) return file;
    const next = Math.max(file.value.bytesNeeded + firstRead, 2 * length);
    if (Math.min(next, fileLength) > longestHeader) {
      const message = `The header claims more than ${longestHeader / 2 ** 20} MiB; the file is damaged.`;
      return { ok: false, problem: { kind: 'too-large', message } };
    }
    length = Math.min(next, fileLength);
  }
}

const longestWalk = 10_000;

/** Follows the items of encapsulated pixel data, eight bytes each, to see whether the file ends inside one. */
async function cutFragments(file: DicomFile, beginning: Beginning): Promise<Problem | null> {
  const { pixelData } = file;
  if (beginning.at === undefined || pixelData === null || !pixelData.undefinedLength) return null;
  if (isTag(await beginning.at(beginning.length - 8, 8), Tag.SequenceDelimitation)) return null;
  let at = pixelData.offset;
  for (let count = 0; count < longestWalk && at < beginning.length; count++) {
    const item = await beginning.at(at, 8);
    if (!isTag(item, Tag.Item)) return null;
    at += 8 + new DataView(item.buffer, item.byteOffset).getUint32(4, true);
  }
  if (at <= beginning.length) return null;
  const message = 'The file ends inside its compressed pixels; copy it again from its origin.';
  return { kind: 'truncated', message };
}

function isTag(bytes: Uint8Array, tag: number): boolean {
  if (bytes.length < 8) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return view.getUint16(0, true) * 0x10000 + view.getUint16(2, true) === tag;
}
