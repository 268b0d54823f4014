/** The bytes of an image, wherever they are: in a file, in an archive, in a file for each slice. */
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { fail } from '../../contract/problem.ts';
import type { Result } from '../../contract/problem.ts';
import { joinSlices } from '../../imaging/dicom/joinSlices.ts';
import { readProblem } from '../files/problems.ts';
import { readWhole } from '../files/read.ts';
import { readZipEntries, readZipEntry } from './zip.ts';

/** Where an image's bytes are; of a stack, where those of its first slice are. */
export interface ImageLocation {
  /** Absolute path. */
  readonly file: string;
  /** Name inside a ZIP archive; '' for a plain file. */
  readonly entry: string;
  /** All slices of a stack, in their order; absent or empty for an image that is a file of its own. */
  readonly slices?: readonly SliceLocation[];
}

/** Where a slice is, and how its file was when it was found. */
export interface SliceLocation extends Pick<ImageLocation, 'file' | 'entry'> {
  readonly sizeBytes: number;
  /** Last change of the file (of the archive, for an entry), milliseconds since 1970. */
  readonly modifiedMs: number;
}

/** A frame of an image in the file that has it: of a stack, the only one of its slice. */
export interface FramePlace extends Pick<ImageLocation, 'file' | 'entry'> {
  /** In that file, from 0. */
  readonly frame: number;
}

/** Where frame `frame` of the image is, from 0. */
export function placeOfFrame({ file, entry, slices = [] }: ImageLocation, frame: number): FramePlace {
  const slice = slices.at(frame);
  return slice === undefined ? { file, entry, frame } : { file: slice.file, entry: slice.entry, frame: 0 };
}

/** All bytes of a found image; a stack as one DICOM object (`joinSlices`). Problems as in `scan`, each with the file. */
export async function readImageBytes(location: ImageLocation): Promise<Result<Uint8Array>> {
  const { file, slices = [] } = location;
  if (slices.length === 0) return readPlace(location);
  const joined = await joinSlices(slices.length, (index) => readPlace(slices[index]));
  return joined.ok ? joined : { ok: false, problem: { file, ...joined.problem } };
}

async function readPlace(location: ImageLocation): Promise<Result<Uint8Array>> {
  if (location.entry === '') return readWhole(location.file);
  const label = `${location.file}/${location.entry}`;
  let handle: FileHandle | null = null;
  try {
    handle = await open(location.file, 'r');
    const { size } = await handle.stat();
    const bytes = await fromZip(handle, size, location);
    return bytes.ok ? bytes : { ok: false, problem: { ...bytes.problem, file: label } };
  } catch (error) {
    return { ok: false, problem: readProblem(error, label) };
  } finally {
    await handle?.close();
  }
}

async function fromZip(
  handle: FileHandle,
  length: number,
  location: ImageLocation,
): Promise<Result<Uint8Array>> {
  const entries = await readZipEntries(handle, length);
  if (!entries.ok) return entries;
  const entry = entries.value.find(({ name }) => name === location.entry);
  if (entry === undefined) return fail('not-found', 'The ZIP archive no longer holds this entry.');
  return readZipEntry(handle, entry);
}
