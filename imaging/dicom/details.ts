import { functionalGroup } from './functionalGroups.ts';
import type { DicomFile } from './parse.ts';
import { dateOf, yesOrNo } from './spelling.ts';
import { Tag } from './tags.ts';
import { firstItem, items, number, numbers, text, texts } from './values.ts';
import type { DataSet, NumberVr } from './values.ts';

/**
 * How, where and when an image was taken, in the units that its names carry. Null (texts: '') where the image does not
 * say, or says zero or less of what can only be more.
 */
export interface AcquisitionDetails {
  /** KVP (0018,0060): peak kilovoltage. */
  readonly kilovolts: number | null;
  /** Exposure in µAs (0018,1153), else Exposure in mAs (0018,9332), else Exposure (0018,1152), which is whole mAs. */
  readonly exposureMas: number | null;
  /** Anode Target Material (0018,1191): `TUNGSTEN`, `MOLYBDENUM`, `RHODIUM`. */
  readonly anode: string;
  /** Filter Material (0018,7050), one for each layer. */
  readonly filters: readonly string[];
  /** Compression Force (0018,11A2), newton. */
  readonly compressionForceNewton: number | null;
  /** Body Part Thickness (0018,11A0), millimetres, under compression. */
  readonly thicknessMm: number | null;
  /** Organ Dose (0040,0316), which is in decigray: average glandular dose, here in milligray. */
  readonly organDoseMilligray: number | null;
  /** Entrance Dose in mGy (0040,8302), else Entrance Dose (0040,0302), which is in decigray. */
  readonly entranceDoseMilligray: number | null;
  /** Positioner Primary Angle (0018,1510), degrees. */
  readonly positionerAngleDegrees: number | null;
  /** Estimated Radiographic Magnification Factor (0018,1114). */
  readonly magnificationFactor: number | null;
  /** Institution Name (0008,0080). */
  readonly institution: string;
  /** Station Name (0008,1010). */
  readonly station: string;
  /** Detector ID (0018,700A). */
  readonly detectorId: string;
  /** Acquisition Date (0008,0022), else of Acquisition DateTime (0008,002A), else Content Date (0008,0023): YYYYMMDD. */
  readonly acquisitionDate: string;
  /** Acquisition Time (0008,0032), else of Acquisition DateTime (0008,002A): HHMMSS, perhaps with a fraction. */
  readonly acquisitionTime: string;
  /** Content Time (0008,0033): HHMMSS, perhaps with a fraction. */
  readonly contentTime: string;
  /** Lossy Image Compression Ratio (0028,2112), one for each compression; empty where none is told. */
  readonly lossyRatios: readonly number[];
  /** Lossy Image Compression Method (0028,2114), one for each compression: `ISO_10918_1` and others. */
  readonly lossyMethods: readonly string[];
  /** Partial View (0028,1350): the breast is larger than the image. */
  readonly partialView: boolean;
  /** Partial View Description (0028,1351), else the meanings of Partial View Code Sequence (0028,1352). */
  readonly partialViewDescription: string;
  /** Breast Implant Present (0028,1300). */
  readonly implantPresent: boolean | null;
  /** Burned In Annotation (0028,0301): the pixels may show who the patient is. */
  readonly burnedInAnnotation: boolean | null;
  /** Pixel Spacing Calibration Type (0028,0A02): `GEOMETRY`, `FIDUCIAL`. */
  readonly spacingCalibration: string;
  /** Pixel Spacing Calibration Description (0028,0A04). */
  readonly spacingCalibrationDescription: string;
}

/** Reads them (PS3.3 C.7.5.1, C.7.6.1, C.8.7.8, C.8.11.3 to C.8.11.7; of tomosynthesis, C.8.21.3). Never fails. */
export function readDetails(file: DicomFile): AcquisitionDetails {
  const { dataSet } = file;
  return {
    ...readTechnique(dataSet),
    institution: text(dataSet, Tag.InstitutionName),
    station: text(dataSet, Tag.StationName),
    detectorId: text(dataSet, Tag.DetectorId),
    ...readTimes(dataSet),
    lossyRatios: numbers(dataSet, Tag.LossyImageCompressionRatio, 'DS').filter((ratio) => ratio > 0),
    lossyMethods: texts(dataSet, Tag.LossyImageCompressionMethod).filter((method) => method !== ''),
    partialView: yesOrNo(text(dataSet, Tag.PartialView)) === true,
    partialViewDescription: readPartialViewDescription(dataSet),
    implantPresent: yesOrNo(text(dataSet, Tag.BreastImplantPresent)),
    burnedInAnnotation: yesOrNo(text(dataSet, Tag.BurnedInAnnotation)),
    ...readCalibration(dataSet),
  };
}

type Technique = Pick<
  AcquisitionDetails,
  | 'kilovolts'
  | 'exposureMas'
  | 'anode'
  | 'filters'
  | 'compressionForceNewton'
  | 'thicknessMm'
  | 'organDoseMilligray'
  | 'entranceDoseMilligray'
  | 'positionerAngleDegrees'
  | 'magnificationFactor'
>;

/** Tomosynthesis has the technique in its X-Ray 3D Acquisition Sequence. */
function readTechnique(dataSet: DataSet): Technique {
  const acquisition = firstItem(dataSet, Tag.XRay3dAcquisitionSequence);
  const places = acquisition === null ? [dataSet] : [dataSet, acquisition];
  const first = (tag: number, vr: NumberVr = 'DS') =>
    places.map((place) => number(place, tag, vr)).find((value) => value !== null) ?? null;
  const positive = (tag: number, vr: NumberVr = 'DS', unit = 1) => {
    const value = first(tag, vr);
    return value !== null && value > 0 ? value * unit : null;
  };
  const words = (tag: number) =>
    places.map((place) => texts(place, tag).filter((word) => word !== '')).find(({ length }) => length > 0) ??
    [];
  return {
    kilovolts: positive(Tag.Kvp),
    exposureMas:
      positive(Tag.ExposureInMicroampereSeconds, 'IS', 1 / 1000) ??
      positive(Tag.ExposureInMilliampereSeconds, 'FD') ??
      positive(Tag.Exposure, 'IS'),
    anode: words(Tag.AnodeTargetMaterial)[0] ?? '',
    filters: words(Tag.FilterMaterial),
    compressionForceNewton: positive(Tag.CompressionForce),
    thicknessMm: positive(Tag.BodyPartThickness),
    organDoseMilligray: positive(Tag.OrganDose, 'DS', milligrayPerDecigray),
    entranceDoseMilligray:
      positive(Tag.EntranceDoseInMilligray) ?? positive(Tag.EntranceDose, 'US', milligrayPerDecigray),
    positionerAngleDegrees: first(Tag.PositionerPrimaryAngle),
    magnificationFactor: positive(Tag.EstimatedRadiographicMagnificationFactor),
  };
}

const milligrayPerDecigray = 100;

function readTimes(
  dataSet: DataSet,
): Pick<AcquisitionDetails, 'acquisitionDate' | 'acquisitionTime' | 'contentTime'> {
  const both = text(dataSet, Tag.AcquisitionDateTime);
  return {
    acquisitionDate:
      dateOf(text(dataSet, Tag.AcquisitionDate)) || dateOf(both) || dateOf(text(dataSet, Tag.ContentDate)),
    acquisitionTime: text(dataSet, Tag.AcquisitionTime) || (/^\d{8}(\d{2,6}(\.\d+)?)/.exec(both)?.[1] ?? ''),
    contentTime: text(dataSet, Tag.ContentTime),
  };
}

function readPartialViewDescription(dataSet: DataSet): string {
  const written = text(dataSet, Tag.PartialViewDescription);
  if (written !== '') return written;
  return items(dataSet, Tag.PartialViewCodeSequence)
    .map((item) => text(item, Tag.CodeMeaning))
    .filter((meaning) => meaning !== '')
    .join(', ');
}

/** Beside Pixel Spacing: in the data set, or in the functional group of enhanced objects. */
function readCalibration(
  dataSet: DataSet,
): Pick<AcquisitionDetails, 'spacingCalibration' | 'spacingCalibrationDescription'> {
  const measures = functionalGroup(dataSet, Tag.PixelMeasuresSequence, 0);
  const said = (tag: number) => text(dataSet, tag) || (measures === null ? '' : text(measures, tag));
  return {
    spacingCalibration: said(Tag.PixelSpacingCalibrationType).toUpperCase(),
    spacingCalibrationDescription: said(Tag.PixelSpacingCalibrationDescription),
  };
}
