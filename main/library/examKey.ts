import { basename, dirname } from 'node:path';
import { examNameFromFileName } from '../../imaging/pixels/viewFromFileName.ts';
import type { FoundImage } from './scan.ts';

/**
 * Images with the same key are one exam: a DICOM study; pictures of one folder whose names differ only in side and
 * view; where an object names no study, the images of a patient in one folder.
 */
export function examKeyOf({ file, header, wrapped }: FoundImage): string {
  const folder = dirname(file);
  if (wrapped) return JSON.stringify([folder, examNameFromFileName(basename(file))]);
  return header.studyInstanceUid || JSON.stringify([folder, header.patientId]);
}
