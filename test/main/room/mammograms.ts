/** Small mammograms as files, for tests of the reading room. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Tag } from '../../../imaging/dicom/tags.ts';
import { TransferSyntax } from '../../../imaging/dicom/transferSyntax.ts';
import { element, encode, imageElements, part10 } from '../../imaging/dicom/build.ts';

export interface Mammogram {
  readonly study: string;
  readonly laterality?: 'L' | 'R';
  readonly view?: string;
  readonly patientId?: string;
  readonly patientName?: string;
  readonly birthDate?: string;
  readonly age?: string;
  readonly studyDate?: string;
  readonly modality?: string;
  /** Tells images of the same view apart. */
  readonly number?: number;
  /** 12 bytes; by default those of no other view. */
  readonly pixels?: Uint8Array;
}

/** A DICOM file of 2 x 3 pixels; its UIDs follow from study, view and number. */
export function mammogram(image: Mammogram): Uint8Array {
  const { study, laterality = '', view = '', number = 0 } = image;
  const code = [...`${laterality}${view}`].map((letter) => letter.charCodeAt(0)).join('.') || '0';
  const letters = [...`${laterality}${view}`].reduce((sum, letter) => sum + letter.charCodeAt(0), 0);
  const pixels = image.pixels ?? Uint8Array.from({ length: 12 }, (_, at) => (at === 0 ? letters : number));
  const texts = [
    element(Tag.SopInstanceUid, 'UI', `${study}.${code}.${number}`),
    element(Tag.StudyDate, 'DA', image.studyDate ?? '20260302'),
    element(Tag.Modality, 'CS', image.modality ?? 'MG'),
    element(Tag.PatientName, 'PN', image.patientName ?? ''),
    element(Tag.PatientId, 'LO', image.patientId ?? ''),
    element(Tag.PatientBirthDate, 'DA', image.birthDate ?? ''),
    element(Tag.PatientAge, 'AS', image.age ?? ''),
    element(Tag.StudyInstanceUid, 'UI', study),
    element(Tag.SeriesInstanceUid, 'UI', `${study}.1`),
    element(Tag.ImageLaterality, 'CS', laterality),
    element(Tag.ViewPosition, 'CS', view),
    element(Tag.PixelData, 'OW', pixels),
  ];
  return part10(TransferSyntax.ExplicitLittle, encode(imageElements(2, 3, 16, texts)));
}

export function writeMammogram(folder: string, name: string, image: Mammogram): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, mammogram(image));
  return path;
}

/** The four views of a screening exam, in a folder of their own; returns the folder. */
export function writeExam(folder: string, name: string, exam: Mammogram): string {
  for (const laterality of ['R', 'L'] as const) {
    for (const view of ['CC', 'MLO']) {
      writeMammogram(join(folder, name), `${laterality}-${view}.dcm`, { ...exam, laterality, view });
    }
  }
  return join(folder, name);
}
