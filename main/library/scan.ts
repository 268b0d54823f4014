/** Finds the images in files, folders and ZIP archives by their content, reading no more than their headers. */
import type { Stats } from 'node:fs';
import { open, readdir, realpath, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ok } from '../../contract/problem.ts';
import type { Problem, Result } from '../../contract/problem.ts';
import type { ImageHeader } from '../../contract/image.ts';
import { withNameEvidence } from '../../imaging/nameEvidence.ts';
import { openImage } from '../../imaging/openImage.ts';
import { isPngOrPgm } from '../../imaging/pixels/wrap.ts';
import { readProblem } from '../files/problems.ts';
import { maximumFileBytes } from '../files/read.ts';
import { absentImages, lookInArchive, lookInFolder } from './dicomDirectory.ts';
import type { MediumPath } from './dicomDirectory.ts';
import { firstRead, readDicomHeader, remembering } from './dicomHeader.ts';
import type { Beginning, FoundObject } from './dicomHeader.ts';
import { holdsFiles, unopenedFormat } from './otherFormats.ts';
import type { ImageLocation } from './readImage.ts';
import { isZip, readAt, readZipEntries, readZipEntry, readZipStart } from './zip.ts';
import type { ZipEntry } from './zip.ts';

export interface FoundImage {
  /** As the user would name it: path as given, or joined to the folder or archive that was given. */
  readonly file: string;
  readonly location: ImageLocation;
  /** Of the file, or of the entry when it is extracted. */
  readonly sizeBytes: number;
  /** Last change of the file (of the archive, for an entry), milliseconds since 1970. */
  readonly modifiedMs: number;
  readonly header: ImageHeader;
  /** True for a PNG or PGM, whose header was made when it was wrapped. */
  readonly wrapped: boolean;
  /** Equal for the same pixels in the same encoding, and as a rule different for others. */
  readonly content: string;
  /** What is wrong with its pixels, as far as can be told without reading them. */
  readonly pixelProblem: Problem | null;
  /** The images that it is made of, in their order; empty for one that is a file of its own. */
  readonly slices: readonly FoundImage[];
}

/** A DICOM object that is no image: a report, a presentation state, a document. */
export interface FoundDocument extends FoundObject {
  readonly file: string;
  readonly location: ImageLocation;
}

export type Scanned =
  | { readonly type: 'image'; readonly image: FoundImage }
  | { readonly type: 'document'; readonly document: FoundDocument }
  | { readonly type: 'problem'; readonly problem: Problem }
  /** A file that is no image and was not asked for by name. */
  | { readonly type: 'skipped'; readonly file: string };

/** Pictures are read whole to be listed; none that can be decoded needs more. */
const maximumPictureBytes = 2 ** 28;
const maximumFolderDepth = 64;

/**
 * Goes through `paths` in order (a folder's files by name) and yields what each file is. Every failure is one problem
 * with its file; the rest goes on. A file that is no image is a problem only where it was named itself, or its name says
 * that it is one. Folders are entered once, so links cannot make a loop.
 */
export async function* scan(paths: readonly string[]): AsyncGenerator<Scanned> {
  const scanner: Scanner = { entered: new Set(), buffer: new Uint8Array(firstRead) };
  for (const path of paths) yield* scanPath(scanner, path, path, 0);
}

/** State of one scan. */
interface Scanner {
  /** Real paths of folders and named files that were done. */
  readonly entered: Set<string>;
  /** For the first read of each file. */
  readonly buffer: Uint8Array<ArrayBuffer>;
}

/** A path that may be anything; `depth` 0 is one that the user named. */
async function* scanPath(
  scanner: Scanner,
  path: string,
  label: string,
  depth: number,
): AsyncGenerator<Scanned> {
  const named = depth === 0;
  let real: string;
  let info: Stats;
  try {
    real = await realpath(path);
    info = await stat(real);
  } catch (error) {
    // A link that leads nowhere is nothing the user asked for.
    if (named) yield { type: 'problem', problem: readProblem(error, label) };
    else yield { type: 'skipped', file: label };
    return;
  }
  if (scanner.entered.has(real)) return;
  scanner.entered.add(real);
  if (info.isDirectory()) yield* scanFolder(scanner, real, label, depth);
  else if (info.isFile()) yield* scanFile(scanner, real, label, named);
  else yield notAnImage(label, named);
}

function notAnImage(file: string, named: boolean, message = 'This is no image file.'): Scanned {
  return named
    ? { type: 'problem', problem: { kind: 'not-an-image', message, file } }
    : { type: 'skipped', file };
}

async function* scanFolder(
  scanner: Scanner,
  folder: string,
  label: string,
  depth: number,
): AsyncGenerator<Scanned> {
  if (depth >= maximumFolderDepth) {
    yield {
      type: 'problem',
      problem: { kind: 'bad-input', message: 'Folders are nested too deep.', file: label },
    };
    return;
  }
  let entries;
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (error) {
    yield { type: 'problem', problem: readProblem(error, label) };
    return;
  }
  entries.sort((one, other) => (one.name < other.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    const childLabel = join(label, entry.name);
    if (entry.isFile()) {
      if (!scanner.entered.has(path)) yield* scanFile(scanner, path, childLabel, false);
    } else {
      yield* scanPath(scanner, path, childLabel, depth + 1);
    }
  }
}

async function* scanFile(
  scanner: Scanner,
  path: string,
  label: string,
  named: boolean,
): AsyncGenerator<Scanned> {
  let handle: FileHandle | null = null;
  try {
    handle = await open(path, 'r');
    const { size, mtimeMs } = await handle.stat();
    const beginning = remembering(fileBeginning(scanner, handle, size));
    const start = await beginning.start(firstRead);
    if (start.ok && isZip(start.value)) {
      yield* scanZip(handle, { size, mtimeMs }, path, label, named);
      return;
    }
    const location = { file: path, entry: '' };
    const file = handle;
    const whole = async () => ok(await readAt(file, 0, size));
    const candidate = { label, location, modifiedMs: mtimeMs, beginning, whole };
    const found = await identify(candidate, named);
    if (found.type === 'directory') {
      yield await scannedDirectory(found.images, label, lookInFolder(dirname(path)));
      // The directory of a medium stands for the medium.
      if (named) yield* scanPath(scanner, dirname(path), dirname(label), 1);
    } else {
      yield found;
    }
  } catch (error) {
    yield { type: 'problem', problem: readProblem(error, label) };
  } finally {
    await handle?.close();
  }
}

function fileBeginning(scanner: Scanner, handle: FileHandle, length: number): Beginning {
  return {
    length,
    async start(wanted) {
      if (wanted > firstRead) return ok(await readAt(handle, 0, wanted));
      const { bytesRead } = await handle.read(scanner.buffer, 0, Math.min(wanted, length), 0);
      return ok(scanner.buffer.subarray(0, bytesRead));
    },
    at: (offset, count) => readAt(handle, offset, count),
  };
}

interface Candidate {
  readonly label: string;
  readonly location: ImageLocation;
  readonly modifiedMs: number;
  readonly beginning: Beginning;
  readonly whole: () => Promise<Result<Uint8Array>>;
}

/** The directory of a medium, with the images that it names. */
interface Directory {
  readonly type: 'directory';
  readonly images: readonly MediumPath[];
}

async function scannedDirectory(
  images: readonly MediumPath[],
  label: string,
  isThere: (path: MediumPath) => boolean | Promise<boolean>,
): Promise<Scanned> {
  const problem = await absentImages(images, isThere);
  return problem === null
    ? { type: 'skipped', file: label }
    : { type: 'problem', problem: { ...problem, file: label } };
}

/** What a file or an archive's entry is, by its content. */
async function identify(candidate: Candidate, named: boolean): Promise<Scanned | Directory> {
  const { label, location, modifiedMs, beginning } = candidate;
  const sizeBytes = beginning.length;
  const problem = (from: Problem): Scanned =>
    from.kind === 'not-an-image'
      ? notAnImage(label, named, from.message)
      : { type: 'problem', problem: { ...from, file: label } };
  const start = await beginning.start(firstRead);
  if (!start.ok) return problem(start.problem);
  const unopened = unopenedArchive(start.value);
  if (unopened !== null) return problem({ kind: 'unsupported', message: unopened });
  if (isPngOrPgm(start.value)) {
    if (isLesionMask(label)) return notAnImage(label, named, 'This is a lesion mask, not an image.');
    if (beginning.length > maximumPictureBytes) {
      const most = `${maximumPictureBytes / 2 ** 20} MiB`;
      const message = `PNG and PGM files of more than ${most} are not read; save the picture smaller, or as DICOM.`;
      return problem({ kind: 'too-large', message });
    }
    const bytes = await candidate.whole();
    const image = bytes.ok ? openImage(bytes.value, basename(label)) : bytes;
    if (!image.ok) return problem(image.problem);
    const { header } = image.value;
    return {
      type: 'image',
      image: {
        file: label,
        location,
        sizeBytes,
        modifiedMs,
        header,
        wrapped: true,
        // It is made of the content.
        content: `whole:${header.sopInstanceUid}`,
        pixelProblem: null,
        slices: [],
      },
    };
  }
  const read = await readDicomHeader(beginning);
  if (!read.ok) {
    return read.problem.kind === 'not-an-image' && claimsToBeImage(label)
      ? { type: 'problem', problem: { ...read.problem, file: label } }
      : problem(read.problem);
  }
  const { directory, header, document, content, pixelProblem } = read.value;
  if (directory !== null) return { type: 'directory', images: directory };
  if (document !== null) {
    return named
      ? notAnImage(label, named, `The file holds no image: it is a ${document.kind}.`)
      : { type: 'document', document: { ...document, file: label, location } };
  }
  if (!header.ok) return problem(header.problem);
  const unshowable = sizeBytes > maximumFileBytes ? tooLarge(sizeBytes) : pixelProblem;
  const image: FoundImage = {
    file: label,
    location,
    sizeBytes,
    modifiedMs,
    header: withNameEvidence(header.value, basename(label)),
    wrapped: false,
    content,
    pixelProblem: unshowable === null ? null : { ...unshowable, file: label },
    slices: [],
  };
  return { type: 'image', image };
}

/** What to do with an archive that is not opened where it is; null for all else. ZIP archives are opened before, but for inner ones. */
function unopenedArchive(start: Uint8Array): string | null {
  if (!isZip(start)) return unopenedFormat(start);
  return holdsFiles(start)
    ? 'This is a ZIP archive inside another, which is not opened; extract the outer one and open the folder.'
    : null;
}

/** Why a file, or a stack, of so many bytes is not shown. */
export function tooLarge(sizeBytes: number): Problem {
  const gib = (bytes: number) => String(Math.ceil((bytes / 2 ** 30) * 10) / 10);
  const message = `The file has ${gib(sizeBytes)} GiB, more than the ${gib(maximumFileBytes)} GiB that can be read; export its views or frames as files of their own.`;
  return { kind: 'too-large', message };
}

/** By its name, which hides nothing: macOS puts hidden companions (`._1.dcm`) beside files on other systems' disks. */
function claimsToBeImage(label: string): boolean {
  return /^[^.].*\.(dcm|dicom)$/i.test(basename(label));
}

/** Masks lie beside the images whose lesions they outline, as the phantom generator writes them. */
function isLesionMask(label: string): boolean {
  return label.toLowerCase().endsWith('.mask.png');
}

async function* scanZip(
  handle: FileHandle,
  archive: { readonly size: number; readonly mtimeMs: number },
  path: string,
  label: string,
  named: boolean,
): AsyncGenerator<Scanned> {
  const entries = await readZipEntries(handle, archive.size);
  if (!entries.ok) {
    yield { type: 'problem', problem: { ...entries.problem, file: label } };
    return;
  }
  const names = entries.value.map(({ name }) => name);
  let found = false;
  for (const entry of entries.value) {
    const candidate = zipCandidate(handle, entry, archive.mtimeMs, path, `${label}/${entry.name}`);
    const scanned = await identify(candidate, false);
    const { type } = scanned;
    found ||= type !== 'directory' && type !== 'skipped';
    yield type === 'directory'
      ? await scannedDirectory(scanned.images, candidate.label, lookInArchive(names, entry.name))
      : scanned;
  }
  if (!found && named) yield notAnImage(label, true, 'The ZIP archive holds no images.');
}

function zipCandidate(
  handle: FileHandle,
  entry: ZipEntry,
  modifiedMs: number,
  path: string,
  label: string,
): Candidate {
  return {
    label,
    location: { file: path, entry: entry.name },
    modifiedMs,
    beginning: remembering({
      length: entry.size,
      start: (length) => readZipStart(handle, entry, length),
      checksum: `${entry.crc} ${entry.size}`,
    }),
    whole: () => readZipEntry(handle, entry),
  };
}
