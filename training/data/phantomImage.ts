import type { ImageHeader } from '../../contract/image.ts';
import type { PhantomView } from '../phantoms/phantomExam.ts';
import type { SourceImage } from './prepareExample.ts';

/** Where a row and a column lead (PS3.3 C.7.6.1.1.1): the chest wall is at the left of L and at the right of R. */
const orientations = {
  'L CC': ['A', 'R'],
  'R CC': ['P', 'L'],
  'L MLO': ['A', 'FR'],
  'R MLO': ['P', 'FL'],
} as const;

/**
 * A phantom's view as the image that is read back from its DICOM file, without writing one: what the preparation looks at is
 * the same. `shrunk`: see {@link SourceImage}.
 */
export function phantomImage(view: PhantomView, shrunk: boolean): SourceImage {
  return {
    header: phantomHeader(view),
    frame: { rows: view.rows, columns: view.columns, samplesPerPixel: 1, samples: view.pixels },
    shrunk,
    breast: view.mask,
    lesions: view.lesions.map(({ kind, label, mask }) => ({ kind, label, mask })),
  };
}

function phantomHeader(view: PhantomView): ImageHeader {
  const { laterality, viewPosition, rows, columns, bitsStored, spacingMm, voiTransforms, vendor } = view;
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
    manufacturer: vendor,
    manufacturerModelName: '',
    laterality,
    viewPosition,
    viewModifiers: [],
    presentationIntent: 'FOR PRESENTATION',
    kind: 'conventional',
    bodyPart: 'BREAST',
    seriesDescription: '',
    acquired: '',
    instanceNumber: null,
    patientOrientation: orientations[`${laterality} ${viewPosition}`],
    rows,
    columns,
    frames: 1,
    samplesPerPixel: 1,
    bitsAllocated: 16,
    bitsStored,
    highBit: bitsStored - 1,
    signed: false,
    photometricInterpretation: 'MONOCHROME2',
    spacing: { rowMm: spacingMm, columnMm: spacingMm, source: 'ImagerPixelSpacing' },
    modalityTransform: { type: 'rescale', slope: 1, intercept: 0 },
    voiTransforms,
    padding: null,
    lossy: false,
    slice: null,
    notices: [],
    phantom: true,
  };
}
