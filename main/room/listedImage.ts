/** What the worklist says of an image that a scan found. Pure. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { ImageHeader } from '../../contract/image.ts';
import type { Problem } from '../../contract/problem.ts';
import { whyNotAnalysable } from '../library/analysable.ts';
import { examKeyOf } from '../library/examKey.ts';
import type { ListedFields } from '../library/imageStatement.ts';
import type { FoundImage } from '../library/scan.ts';
import type { ListedImage } from '../store/exams.ts';

export function listedImage(image: FoundImage): ListedImage {
  const { header, location } = image;
  // Where it is, whatever way the user took there.
  const file = location.entry === '' ? location.file : join(location.file, location.entry);
  // One Study Instance UID for two patients is a mistake that must not become one exam.
  const examKey = JSON.stringify([examKeyOf({ ...image, file }), header.patientId]);
  return {
    exam: {
      examKey,
      patientKey: patientKey(header, examKey),
      patientName: header.patientName,
      patientId: header.patientId,
      patientBirthDate: header.patientBirthDate,
      ageYears: ageYears(header),
      studyDate: header.studyDate,
      studyDescription: header.studyDescription,
      accessionNumber: header.accessionNumber,
    },
    ...location,
    sizeBytes: image.sizeBytes,
    modifiedMs: image.modifiedMs,
    wrapped: image.wrapped,
    fields: fieldsOf(image),
  };
}

function fieldsOf({ header, pixelProblem }: FoundImage): ListedFields {
  const { spacing } = header;
  return {
    laterality: header.laterality,
    view: header.viewPosition,
    modifiers: header.viewModifiers,
    sopInstanceUid: header.sopInstanceUid,
    seriesInstanceUid: header.seriesInstanceUid,
    modality: header.modality,
    presentationIntent: header.presentationIntent,
    kind: header.kind,
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

/**
 * Equal for exams of one patient: by Patient ID; where there is none, by name and birth date together; else the exam
 * stands alone. It says nothing of the patient.
 */
function patientKey(header: ImageHeader, examKey: string): string {
  const { patientId, patientName, patientBirthDate } = header;
  const said =
    patientId !== ''
      ? ['id', patientId]
      : patientName !== '' && patientBirthDate !== ''
        ? ['name', patientName, patientBirthDate]
        : ['exam', examKey];
  return createHash('sha256').update(JSON.stringify(said)).digest('hex').slice(0, 32);
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
  const isDate = /^\d{8}$/;
  if (!isDate.test(patientBirthDate) || !isDate.test(studyDate)) return null;
  const years = Number(studyDate.slice(0, 4)) - Number(patientBirthDate.slice(0, 4));
  return studyDate.slice(4) < patientBirthDate.slice(4) ? years - 1 : years;
}
