import type { AcquisitionDetails } from '../../../imaging/dicom/details.ts';
import { imageHeader } from '../../fixtures/imageHeader.ts';

export const acquisitionDetails: AcquisitionDetails = {
  kilovolts: 29,
  exposureMas: 65.43,
  anode: 'TUNGSTEN',
  filters: ['RHODIUM'],
  compressionForceNewton: 105,
  thicknessMm: 58,
  organDoseMilligray: 1.424,
  entranceDoseMilligray: 6,
  positionerAngleDegrees: 45,
  magnificationFactor: 1.06,
  institution: 'Clinic',
  station: 'MG1',
  detectorId: 'D7',
  acquisitionDate: '20260302',
  acquisitionTime: '103112',
  contentTime: '',
  lossyRatios: [],
  lossyMethods: [],
  partialView: false,
  partialViewDescription: '',
  implantPresent: false,
  burnedInAnnotation: false,
  spacingCalibration: '',
  spacingCalibrationDescription: '',
};

/** An image, and how it was taken, for tests of what is written beside it. */
export const cornerSubject = {
  header: imageHeader({
    patientId: '4711',
    manufacturer: 'Maker',
    manufacturerModelName: 'M1',
    spacing: { rowMm: 0.1, columnMm: 0.1, source: 'ImagerPixelSpacing' },
  }),
  details: acquisitionDetails,
};
