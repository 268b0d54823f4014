import { basename } from 'node:path';
import { stat } from 'node:fs/promises';
import { fail, ok } from '../../contract/problem.ts';
import type { Result } from '../../contract/problem.ts';
import { openImage } from '../../imaging/openImage.ts';
import { patientEvidence, weighPatients } from '../library/patient.ts';
import { readImageBytes } from '../library/readImage.ts';
import type { SliceLocation } from '../library/readImage.ts';
import type { StoredImage } from '../store/exams.ts';
import { vanished } from './worklist.ts';
import type { Wrapper } from './wrapThread.ts';

const changed = fail(
  'not-found',
  'The file holds another image than when it was listed; open its folder again.',
);

/**
 * An image of the list as a DICOM file: a PNG or PGM is wrapped, an entry of an archive extracted, a stack joined. Problems:
 * `not-found` where a file has vanished or is another image now, and those of reading it.
 */
export async function imageBytes(image: StoredImage, wrapper: Wrapper): Promise<Result<Uint8Array>> {
  const isStack = image.slices.length > 0;
  const found = await Promise.all((isStack ? image.slices : [image]).map(stateOf));
  if (found.includes('vanished')) return { ok: false, problem: vanished };
  const bytes = isStack ? await wrapper.readStack(image) : await readImageBytes(image);
  if (!bytes.ok) return bytes;
  const name = basename(image.entry === '' ? image.file : image.entry);
  if (found.includes('touched') && !isSameImage(image, bytes.value, name)) return changed;
  return image.wrapped ? wrapper.wrap(bytes.value, name) : ok(bytes.value);
}

async function stateOf({
  file,
  entry,
  sizeBytes,
  modifiedMs,
}: SliceLocation): Promise<'vanished' | 'touched' | 'as it was'> {
  const info = await stat(file).catch(() => null);
  if (info === null) return 'vanished';
  const isSameFile = info.mtimeMs === modifiedMs && (entry !== '' || info.size === sizeBytes);
  return isSameFile ? 'as it was' : 'touched';
}

/** Nobody's image is shown under the name of somebody else. */
function isSameImage(image: StoredImage, bytes: Uint8Array, name: string): boolean {
  const opened = openImage(bytes, name);
  if (!opened.ok) return false;
  const { header } = opened.value;
  const { fields, patient, patientId } = image;
  if (header.sopInstanceUid !== fields.sopInstanceUid) return false;
  // One UID for all images of an exam tells nothing.
  if (header.laterality !== fields.laterality || header.viewPosition !== fields.view) return false;
  if (patient === null) return header.patientId === patientId;
  const { verdict } = weighPatients(patient, patientEvidence(header));
  return verdict === 'same' || (verdict === 'unknown' && header.patientId === patientId);
}
