/** Images, tiles and steps for tests of the reading screen. */
import type { Exam, ExamImage, ExamRow } from '../../../contract/exam.ts';
import type { ImageHeader } from '../../../contract/image.ts';
import type { HungStep, Tile } from '../../../renderer/hanging/types.ts';
import { noViewing, type Viewing } from '../../../renderer/reading/viewing.ts';

export function testImage(imageId: string, more: Partial<ExamImage> = {}): ExamImage {
  return {
    imageId,
    sopInstanceUid: imageId,
    laterality: 'R',
    view: 'CC',
    modifiers: [],
    modality: 'MG',
    presentationIntent: 'FOR PRESENTATION',
    kind: 'conventional',
    isMammogram: true,
    acquired: '',
    instanceNumber: null,
    patientOrientation: null,
    rows: 2000,
    columns: 1000,
    frames: 1,
    spacingMm: { row: 0.1, column: 0.1 },
    problem: null,
    notAnalysed: null,
    analyseAnyway: 'impossible',
    stated: null,
    notices: [],
    ...more,
  };
}

export function testTile(tileId: string, more: Partial<Tile> = {}): Tile {
  return {
    tileId,
    row: 0,
    column: 0,
    image: testImage(tileId),
    takesPlace: true,
    exam: 'current',
    examId: 'exam',
    absent: null,
    label: tileId,
    chestWall: null,
    quarterTurns: 0,
    mirrored: false,
    ...more,
  };
}

/** Right and left of a view, side by side; ids as `R CC of CC pair`. */
export function testPair(view: 'CC' | 'MLO', step: string, row = 0): readonly Tile[] {
  return (['R', 'L'] as const).map((laterality, column) =>
    testTile(`${laterality} ${view} of ${step}`, {
      row,
      column,
      image: testImage(`${laterality} ${view}`, { laterality, view }),
      chestWall: laterality === 'R' ? 'right' : 'left',
    }),
  );
}

export function testStep(title: string, tiles: readonly Tile[], more: Partial<HungStep> = {}): HungStep {
  return { name: title, title, tiles, mode: 'fit', ai: false, linked: true, ...more };
}

/** Overview, CC pair, MLO pair and the CC pair at 1:1, on 1000 x 1000 CSS pixels. */
export const testSteps: readonly HungStep[] = [
  testStep('overview', [...testPair('CC', 'overview', 0), ...testPair('MLO', 'overview', 1)], {
    linked: false,
  }),
  testStep('CC pair', testPair('CC', 'pair')),
  testStep('MLO pair', testPair('MLO', 'pair')),
  testStep('CC 1:1', testPair('CC', '1:1'), { mode: 'quadrants' }),
];

const images = ['R CC', 'L CC', 'R MLO', 'L MLO', 'a', 'b', 'c', 'd'];

/** In none of the pictures a breast stands out: views are hung by the whole image. */
export const emptyViewing: Viewing = {
  ...noViewing,
  area: { width: 1000, height: 1000 },
  breasts: Object.fromEntries(images.map((imageId) => [imageId, null])),
};

export function testRow(examId: string): ExamRow {
  return {
    examId,
    patientName: '',
    patientId: '',
    patientBirthDate: '',
    patientKey: 'patient',
    notices: [],
    beside: [],
    ageYears: null,
    studyDate: '20260302',
    studyDescription: '',
    accessionNumber: '',
    views: [],
    imageCount: 0,
    problemCount: 0,
    density: null,
    place: '',
    modalities: ['MG'],
    mammography: true,
    biRads: [],
    analysis: {
      state: 'none',
      done: 0,
      total: 0,
      notAnalysed: [],
      scores: [],
      outdated: false,
      withheld: false,
    },
    readStatus: 'unread',
    aiSeenBefore: false,
    added: '2026-03-02T00:00:00Z',
  };
}

export function testExam(images: readonly ExamImage[], priors: Exam['priors'] = []): Exam {
  return { row: testRow('exam'), images, priors };
}

export function testHeader(more: Partial<ImageHeader> = {}): ImageHeader {
  return {
    transferSyntaxUid: '',
    sopClassUid: '',
    sopInstanceUid: '',
    studyInstanceUid: '',
    seriesInstanceUid: '',
    modality: 'MG',
    patientId: '',
    patientName: '',
    patientBirthDate: '',
    patientSex: '',
    issuerOfPatientId: '',
    patientAge: '',
    accessionNumber: '',
    studyDate: '',
    studyDescription: '',
    manufacturer: 'Maker',
    manufacturerModelName: 'Model',
    laterality: null,
    viewPosition: null,
    viewModifiers: [],
    presentationIntent: 'FOR PRESENTATION',
    kind: 'conventional',
    bodyPart: 'BREAST',
    seriesDescription: '',
    acquired: '',
    instanceNumber: null,
    patientOrientation: null,
    rows: 2000,
    columns: 1000,
    frames: 1,
    samplesPerPixel: 1,
    bitsAllocated: 16,
    bitsStored: 12,
    highBit: 11,
    signed: false,
    photometricInterpretation: 'MONOCHROME2',
    spacing: null,
    modalityTransform: { type: 'rescale', slope: 1, intercept: 0 },
    voiTransforms: [
      { type: 'window', function: 'LINEAR', center: 2000, width: 1000, explanation: 'NORMAL' },
      { type: 'window', function: 'LINEAR', center: 2000, width: 500, explanation: 'HARDER' },
    ],
    padding: null,
    lossy: false,
    slice: null,
    notices: [],
    phantom: false,
    ...more,
  };
}
