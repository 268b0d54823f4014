/**
 * Mammograms of every odd kind, generated: a half disc of `breastRadiusMm` on the chest wall, of even brightness, so that a
 * screenshot tells its size in millimetres, where its chest wall is and how bright it is shown.
 */
import { type DicomElementToWrite, writeDicom } from '../../imaging/dicom/write.ts';
import { modifierRows, viewRows } from '../../imaging/dicom/viewCodes.ts';
import type { Laterality, PresentationIntent, ViewModifier, ViewPosition } from '../../contract/view.ts';

export const breastRadiusMm = 60;
/** Stored values. */
export const tissue = 2048;
/** At the nipple's side of the breast's middle, above it (a patient's outer or upper side). */
export const lesion = 3584;

export interface OddImage {
  /** Patient and exam; images with the same ones belong together. */
  readonly patient: string;
  /** YYYYMMDD. */
  readonly date: string;
  /** Null: not stated; it is drawn as a left one. */
  readonly laterality: Laterality | null;
  readonly view: ViewPosition | null;
  readonly modifiers?: readonly ViewModifier[];
  readonly spacingMm?: number;
  /** Of the detector's field. */
  readonly heightMm?: number;
  readonly widthMm?: number;
  /** Estimated Radiographic Magnification Factor. */
  readonly magnification?: number;
  /** Turned by as many quarters, clockwise, before it is stored; Patient Orientation says so. */
  readonly storedTurns?: 0 | 1 | 2 | 3;
  readonly photometricInterpretation?: 'MONOCHROME1' | 'MONOCHROME2';
  /** Stored values are moved down by 2048, and Rescale Intercept moves them back. */
  readonly signed?: boolean;
  /** Everything outside the breast is this value, and Pixel Padding Value says so. */
  readonly padding?: number;
  readonly frames?: number;
  readonly intent?: PresentationIntent;
  readonly model?: string;
  /** Windows and tables; a LINEAR window over 12 bits where absent. */
  readonly presentation?: readonly DicomElementToWrite[];
  readonly others?: readonly DicomElementToWrite[];
}

const element = (tag: number, vr: string, value: DicomElementToWrite['value']): DicomElementToWrite => ({
  tag,
  vr,
  value,
});

let made = 0;

/** The file of an image; one more call is another instance. */
export function oddImage(image: OddImage): Uint8Array {
  const { patient, date, laterality, view, modifiers = [], spacingMm = 0.5, frames = 1 } = image;
  const { magnification = 1, intent = 'FOR PRESENTATION', signed = false } = image;
  const { rows, columns, pixels } = storedPixels(image);
  const study = `1.2.826.0.1.${numberOf(patient)}.${date}`;
  const code = viewRows.find(({ abbreviation }) => abbreviation === view);
  return writeDicom([
    element(0x00080005, 'CS', 'ISO_IR 192'),
    element(0x00080016, 'UI', sopClassOf(frames, intent)),
    element(0x00080018, 'UI', `${study}.1.${++made}`),
    element(0x00080020, 'DA', date),
    element(0x00080022, 'DA', date),
    element(0x00080060, 'CS', 'MG'),
    element(0x00080068, 'CS', intent),
    element(0x00080070, 'LO', 'Test'),
    element(0x00081090, 'LO', image.model ?? 'Detector A'),
    element(0x00100010, 'PN', `${patient}^Odd`),
    element(0x00100020, 'LO', `ODD-${patient}`),
    element(0x0020000d, 'UI', study),
    element(0x0020000e, 'UI', `${study}.1`),
    ...(laterality === null ? [] : [element(0x00200062, 'CS', laterality)]),
    ...(code === undefined
      ? []
      : [element(0x00540220, 'SQ', [[...codeElements(code), modifiersOf(modifiers)]])]),
    element(0x00200020, 'CS', orientationOf(image)),
    element(0x00181114, 'DS', magnification),
    element(0x00181164, 'DS', [spacingMm, spacingMm]),
    element(0x00180060, 'DS', 28),
    element(0x00181152, 'IS', 80),
    element(0x00280002, 'US', 1),
    element(0x00280004, 'CS', image.photometricInterpretation ?? 'MONOCHROME2'),
    ...(frames > 1 ? [element(0x00280008, 'IS', frames)] : []),
    element(0x00280010, 'US', rows),
    element(0x00280011, 'US', columns),
    element(0x00280100, 'US', 16),
    element(0x00280101, 'US', signed ? 16 : 12),
    element(0x00280102, 'US', signed ? 15 : 11),
    element(0x00280103, 'US', signed ? 1 : 0),
    element(0x00281052, 'DS', signed ? tissue : 0),
    element(0x00281053, 'DS', 1),
    ...(image.padding === undefined
      ? []
      : [element(0x00280120, signed ? 'SS' : 'US', signed ? image.padding - tissue : image.padding)]),
    ...(image.presentation ?? windows('LINEAR', ['', 2048, 4096])),
    ...(image.others ?? []),
    element(0x7fe00010, 'OW', pixels),
  ]);
}

function sopClassOf(frames: number, intent: PresentationIntent): string {
  if (frames > 1) return '1.2.840.10008.5.1.4.1.1.13.1.3';
  return `1.2.840.10008.5.1.4.1.1.1.2${intent === 'FOR PROCESSING' ? '.1' : ''}`;
}

const numberOf = (text: string) =>
  [...text].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) % 1e9, 7);

function codeElements({ codes, abbreviation }: { codes: readonly string[]; abbreviation: string }) {
  return [
    element(0x00080100, 'SH', codes[0]),
    element(0x00080102, 'SH', 'SCT'),
    element(0x00080104, 'LO', abbreviation),
  ];
}

function modifiersOf(modifiers: readonly ViewModifier[]): DicomElementToWrite {
  const rows = modifiers.map((modifier) =>
    modifierRows.find(({ abbreviation }) => abbreviation === modifier)!,
  );
  return element(0x00540222, 'SQ', rows.map(codeElements));
}

const opposite: Readonly<Record<string, string>> = { A: 'P', P: 'A', H: 'F', F: 'H', L: 'R', R: 'L' };

/** Directions of rows and columns as stored. */
function orientationOf({ laterality, view, storedTurns = 0 }: OddImage): readonly [string, string] {
  const front = laterality === 'R' ? 'P' : 'A';
  const down = view === 'CC' || view === 'XCCL' || view === null ? (laterality === 'R' ? 'L' : 'R') : 'F';
  let directions: readonly [string, string] = [front, down];
  // A quarter clockwise: a row runs as columns ran upward, a column as rows ran.
  for (let turn = 0; turn < storedTurns; turn++) directions = [opposite[directions[1]], directions[0]];
  return directions;
}

/** Row by row, frame by frame; in frame n the lesion is `n` pixels further down. */
function storedPixels(image: OddImage) {
  const { laterality, spacingMm = 0.5, magnification = 1, frames = 1, storedTurns = 0 } = image;
  const atBreast = spacingMm / magnification;
  const height = Math.round((image.heightMm ?? 180) / spacingMm);
  const width = Math.round((image.widthMm ?? 120) / spacingMm);
  const lying = storedTurns % 2 === 1;
  const [rows, columns] = lying ? [width, height] : [height, width];
  const moved = image.signed ? tissue : 0;
  const pixels = new Int16Array(rows * columns * frames);
  let at = 0;
  for (let frame = 0; frame < frames; frame++) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const [x, y] = upright(row, column, rows, columns, storedTurns);
        const fromWall = (laterality === 'R' ? width - x - 0.5 : x + 0.5) * atBreast;
        const below = (y + 0.5 - height / 2) * atBreast;
        pixels[at++] = valueAt(fromWall, below - frame * atBreast, image) - moved;
      }
    }
  }
  return { rows, columns, pixels };
}

/** Where a stored pixel is once the image is turned back. */
function upright(row: number, column: number, rows: number, columns: number, turns: 0 | 1 | 2 | 3) {
  switch (turns) {
    case 0:
      return [column, row];
    case 1:
      return [row, columns - 1 - column];
    case 2:
      return [columns - 1 - column, rows - 1 - row];
    case 3:
      return [rows - 1 - row, column];
  }
}

function valueAt(fromWall: number, below: number, { padding }: OddImage): number {
  if (Math.hypot(fromWall - 30, below + 25) < 6) return lesion;
  return Math.hypot(fromWall, below) < breastRadiusMm ? tissue : (padding ?? 0);
}

/** Window elements: explanation, centre and width of each. */
export function windows(
  voiFunction: 'LINEAR' | 'LINEAR_EXACT' | 'SIGMOID',
  ...all: readonly (readonly [explanation: string, center: number, width: number])[]
): DicomElementToWrite[] {
  return [
    element(
      0x00281050,
      'DS',
      all.map(([, center]) => center),
    ),
    element(
      0x00281051,
      'DS',
      all.map(([, , width]) => width),
    ),
    element(
      0x00281055,
      'LO',
      all.map(([explanation]) => explanation),
    ),
    element(0x00281056, 'CS', voiFunction),
  ];
}

/** A VOI LUT Sequence of 4096 entries each. `level` gives 0..1 of 0..1. */
export function tables(
  vr: 'OW' | 'US',
  ...all: readonly (readonly [explanation: string, level: (share: number) => number])[]
): DicomElementToWrite {
  return element(
    0x00283010,
    'SQ',
    all.map(([explanation, level]) => {
      const data = Uint16Array.from({ length: 4096 }, (_, at) => Math.round(4095 * level(at / 4095)));
      return [
        element(0x00283002, 'US', [4096, 0, 12]),
        element(0x00283003, 'LO', explanation),
        element(0x00283006, vr, vr === 'OW' ? data : [...data]),
      ];
    }),
  );
}

const sides = ['R', 'L'] as const;

/** The usual four views, each with `changes`. */
export function fourViews(exam: Pick<OddImage, 'patient' | 'date'> & Partial<OddImage>): Uint8Array[] {
  return (['CC', 'MLO'] as const).flatMap((view) =>
    sides.map((laterality) => oddImage({ ...exam, laterality, view })),
  );
}
