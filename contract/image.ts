import type { ImageKind, Laterality, PresentationIntent, ViewModifier, ViewPosition } from './view.ts';

/** Distance between pixel centres at the breast, in millimetres, and which attributes say so. */
export interface PixelSpacing {
  /** Between rows (vertical). */
  readonly rowMm: number;
  /** Between columns (horizontal). */
  readonly columnMm: number;
  readonly source:
    | 'PixelSpacing'
    /** At the detector: the magnification is not known. */
    | 'ImagerPixelSpacing'
    | 'ImagerPixelSpacing / EstimatedRadiographicMagnificationFactor'
    | 'ImagerPixelSpacing / (DistanceSourceToDetector / DistanceSourceToPatient)';
}

/** One way to show stored values (DICOM PS3.3 C.11.2): a window, or a table. */
export type VoiTransform =
  | {
      readonly type: 'window';
      readonly function: 'LINEAR' | 'LINEAR_EXACT' | 'SIGMOID';
      readonly center: number;
      readonly width: number;
      readonly explanation: string | null;
    }
  | {
      readonly type: 'lut';
      readonly firstMapped: number;
      readonly bits: number;
      readonly data: Uint16Array;
      readonly explanation: string | null;
    };

/** Stored value -> modality value (DICOM PS3.3 C.11.1). */
export type ModalityTransform =
  | { readonly type: 'rescale'; readonly slope: number; readonly intercept: number }
  | { readonly type: 'lut'; readonly firstMapped: number; readonly bits: number; readonly data: Uint16Array };

/** Where a single image lies among those of its series, as far as it says so. */
export interface SlicePlace {
  /** Image Position (Patient) (0020,0032), millimetres; null where absent. */
  readonly position: readonly number[] | null;
  /** Image Orientation (Patient) (0020,0037): cosines of a row, then of a column; null where absent. */
  readonly orientation: readonly number[] | null;
  /** Slice Location (0020,1041), millimetres; null where absent. */
  readonly locationMm: number | null;
  /** Frame of Reference UID (0020,0052). */
  readonly frameOfReferenceUid: string;
}

/** What an image object says of itself, apart from its pixels. UIDs and texts are trimmed; absent ones are ''. */
export interface ImageHeader {
  readonly transferSyntaxUid: string;
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly modality: string;
  readonly patientId: string;
  readonly patientName: string;
  readonly patientBirthDate: string;
  readonly patientSex: string;
  /** Who gave out the patient's identifier. */
  readonly issuerOfPatientId: string;
  readonly patientAge: string;
  readonly accessionNumber: string;
  readonly studyDate: string;
  readonly studyDescription: string;
  readonly manufacturer: string;
  readonly manufacturerModelName: string;
  readonly laterality: Laterality | null;
  readonly viewPosition: ViewPosition | null;
  readonly viewModifiers: readonly ViewModifier[];
  readonly presentationIntent: PresentationIntent | null;
  readonly kind: ImageKind;
  /** `BREAST` in whatever words; else as written; '' where nothing says. */
  readonly bodyPart: string;
  readonly seriesDescription: string;
  /** When it was acquired: YYYYMMDDHHMMSS and a fraction, YYYYMMDD where no time can be read; '' where nothing says. */
  readonly acquired: string;
  /** Instance Number (0020,0013). */
  readonly instanceNumber: number | null;
  /** Patient Orientation (0020,0020): direction of a row, then of a column; null where absent. */
  readonly patientOrientation: readonly [string, string] | null;
  readonly rows: number;
  readonly columns: number;
  readonly frames: number;
  readonly samplesPerPixel: number;
  readonly bitsAllocated: number;
  readonly bitsStored: number;
  readonly highBit: number;
  readonly signed: boolean;
  readonly photometricInterpretation: string;
  readonly spacing: PixelSpacing | null;
  readonly modalityTransform: ModalityTransform;
  readonly voiTransforms: readonly VoiTransform[];
  /** Stored values in this closed range are padding (PS3.3 C.7.5.1.1.2). */
  readonly padding: { readonly low: number; readonly high: number } | null;
  readonly lossy: boolean;
  /** Null for images that are no slice of a stack by their own header: all but tomosynthesis and CT of one frame. */
  readonly slice: SlicePlace | null;
  /**
   * What is odd about the image, one short sentence each: contradictions, what was repaired or left out. They name no
   * patient. Empty for most.
   */
  readonly notices: readonly string[];
  /** True where this program's phantom generator made it: it shows no person. */
  readonly phantom: boolean;
}

export type Samples = Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array;

/** Decoded stored values of one frame, row by row; colour samples are interleaved. */
export interface Frame {
  readonly rows: number;
  readonly columns: number;
  readonly samplesPerPixel: number;
  readonly samples: Samples;
}
