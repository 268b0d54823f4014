/** What the worklist says of an image that a scan found. Pure. */
import { join } from 'node:path';
import type { ImageHeader } from '../../contract/image.ts';
import type { Problem } from '../../contract/problem.ts';
import { isDay } from '../../imaging/dicom/spelling.ts';
import { isMammogram, whyNotAnalysable } from '../library/analysable.ts';
import { examKeyOf } from '../library/examKey.ts';
import type { ListedFields } from '../library/imageStatement.ts';
import { patientEvidence } from '../library/patient.ts';
import type { FoundDocument, FoundImage } from '../library/scan.ts';
import type { ListedDocument } from '../store/documents.ts';
import type { ListedImage } from '../store/exams.ts';

export function listedImage(image: FoundImage): ListedImage {
  const { header, location } = image;
  // Where it is, whatever way the user took there.
  const file = location.entry === '' ? location.file : join(location.file, location.entry);
  return {
    exam: {
      studyKey: examKeyOf({ ...image, file }),
      ageYears: ageYears(header),
      studyDate: header.studyDate,
      studyDescription: header.studyDescription,
      accessionNumber: header.accessionNumber,
      // Known only to who knows what was opened.
      place: '',
    },
    patient: patientEvidence(header),
    content: image.content,
    file: location.file,
    entry: location.entry,
    slices: location.slices ?? [],
    sizeBytes: image.sizeBytes,
    modifiedMs: image.modifiedMs,
    wrapped: image.wrapped,
    fields: fieldsOf(image),
  };
}

/** What is kept of an object that is no image: which study it is beside, and what it is. */
export function listedDocument(document: FoundDocument): ListedDocument {
  const { location, studyInstanceUid, sopInstanceUid, kind, patient } = document;
  return { ...location, studyKey: studyInstanceUid, sopInstanceUid, kind, patient };
}

function fieldsOf({ header, pixelProblem }: FoundImage): ListedFields {
  const { spacing } = header;
  return {
    laterality: header.laterality,
    view: header.viewPosition,
    modifiers: header.viewModifiers,
    sopInstanceUid: header.sopInstanceUid,
    modality: header.modality,
    presentationIntent: header.presentationIntent,
    kind: header.kind,
    isMammogram: isMammogram(header),
    acquired: header.acquired,
    instanceNumber: header.instanceNumber,
    patientOrientation: header.patientOrientation,
    rows: header.rows,
    columns: header.columns,
    frames: header.frames,
    spacingMm: spacing === null ? null : { row: spacing.rowMm, column: spacing.columnMm },
    problem: pixelProblem === null ? null : withoutFile(pixelProblem),
    notAnalysable: whyNotAnalysable(header),
    notices: header.notices,
  };
}

function withoutFile({ kind, message }: Problem): Problem {
  return { kind, message };
}

const oldestAge = 130;

/**
 * Completed years at the study: Patient's Age (0010,1010), a value such as `058Y` (PS3.5 6.2, AS), else birth date and
 * study date; null where neither gives an age of 0 to 130.
 */
export function ageYears(
  header: Pick<ImageHeader, 'patientAge' | 'patientBirthDate' | 'studyDate'>,
): number | null {
  const said = /^(\d{1,3}) *([DWMY])$/.exec(header.patientAge.trim().toUpperCase());
  // 000Y is what anonymising leaves.
  const isSaid = said !== null && Number(said[1]) > 0;
  const age = isSaid ? Math.floor(Number(said[1]) * yearsPer[said[2]]) : ageByDates(header);
  return age !== null && age >= 0 && age <= oldestAge ? age : null;
}

const yearsPer: Readonly<Record<string, number>> = { Y: 1, M: 1 / 12, W: 7 / 365.25, D: 1 / 365.25 };

function ageByDates({
  patientBirthDate,
  studyDate,
}: Pick<ImageHeader, 'patientBirthDate' | 'studyDate'>): number | null {
  if (!isDay(patientBirthDate) || !isDay(studyDate)) return null;
  const years = Number(studyDate.slice(0, 4)) - Number(patientBirthDate.slice(0, 4));
  return studyDate.slice(4) < patientBirthDate.slice(4) ? years - 1 : years;
}
