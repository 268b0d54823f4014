import type { ImageHeader } from '../../contract/image.ts';
import { perFrameGroups } from './functionalGroups.ts';
import { readModalityTransform, readVoiTransforms } from './lookup.ts';
import type { DicomFile } from './parse.ts';
import { readPatientOrientation } from './patientOrientation.ts';
import { readSpacing } from './spacing.ts';
import type { DataSet } from './values.ts';
import { readLaterality } from './view.ts';

/** What may differ between the frames of one image. */
export type FrameValues = Pick<
  ImageHeader,
  'patientOrientation' | 'spacing' | 'modalityTransform' | 'voiTransforms'
>;

/** Of frame `frame`, from 0, of an image whose stored values are `signed`. */
export function readFrameValues(dataSet: DataSet, signed: boolean, frame: number): FrameValues {
  const modalityTransform = readModalityTransform(dataSet, signed, frame);
  return {
    patientOrientation: readPatientOrientation(dataSet, frame),
    spacing: readSpacing(dataSet, frame),
    modalityTransform,
    voiTransforms: readVoiTransforms(dataSet, modalityTransform, signed, frame),
  };
}

/** How many frames, the first ones, may have values of their own. */
export function describedFrames(file: DicomFile, header: ImageHeader): number {
  return header.frames > 1 ? Math.min(header.frames, perFrameGroups(file.dataSet).length) : 1;
}

/**
 * The header of frame `frame`, from 0: `header`, which is the first one's, with what the functional groups say of the
 * frame alone (PS3.3 C.7.6.16). `header` itself where that is the same.
 */
export function frameHeader(file: DicomFile, header: ImageHeader, frame: number): ImageHeader {
  if (frame === 0 || frame >= describedFrames(file, header)) return header;
  const values = readFrameValues(file.dataSet, header.signed, frame);
  const laterality = readLaterality(file.dataSet, frame) ?? header.laterality;
  const { patientOrientation, spacing, modalityTransform, voiTransforms } = header;
  const first = { patientOrientation, spacing, modalityTransform, voiTransforms };
  if (laterality === header.laterality && textOf(values) === textOf(first)) return header;
  return { ...header, ...values, laterality };
}

function textOf(values: FrameValues): string {
  return JSON.stringify(values, (_name, value: unknown) =>
    value instanceof Uint16Array ? value.join() : value,
  );
}
