import type { ListedFields } from '../../../main/library/imageStatement.ts';
import type { PatientEvidence } from '../../../main/library/patient.ts';
import type { ListedExam, ListedImage } from '../../../main/store/exams.ts';

/** An image of the list; its study is `study`, its patient one with the identifier `patient`. */
export function listedRecord({
  study = 's1',
  patient = 'p1',
  uid = '1.2.3',
  exam = {},
  evidence = {},
  fields = {},
  ...place
}: {
  readonly study?: string;
  readonly patient?: string;
  readonly uid?: string;
  readonly exam?: Partial<ListedExam>;
  readonly evidence?: Partial<PatientEvidence>;
  readonly fields?: Partial<ListedFields>;
} & Partial<Omit<ListedImage, 'exam' | 'fields' | 'patient'>> = {}): ListedImage {
  return {
    exam: {
      studyKey: study,
      ageYears: 66,
      studyDate: '20260302',
      studyDescription: '',
      accessionNumber: '',
      place: '',
      ...exam,
    },
    patient: { id: patient, issuer: '', name: 'Doe^Jane', birthDate: '19600101', sex: 'F', ...evidence },
    content: `native:${uid}`,
    slices: [],
    file: '/images/a.dcm',
    entry: '',
    sizeBytes: 1000,
    modifiedMs: 1_790_000_000_123.5,
    wrapped: false,
    ...place,
    fields: {
      laterality: 'R',
      view: 'CC',
      modifiers: [],
      sopInstanceUid: uid,
      modality: 'MG',
      presentationIntent: null,
      kind: 'conventional',
      isMammogram: true,
      acquired: '',
      instanceNumber: null,
      patientOrientation: null,
      rows: 2,
      columns: 3,
      frames: 1,
      spacingMm: null,
      problem: null,
      notAnalysable: null,
      notices: [],
      ...fields,
    },
  };
}
