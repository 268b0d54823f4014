/**
 * Mammograms of every odd kind, generated: a half disc of `breastRadiusMm` on the chest wall, of even brightness but for
 * one lesion, so that a screenshot tells its size in millimetres, where its chest wall and its upper side are, and how
 * bright it is shown.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DicomElementToWrite, writeDicom } from '../../imaging/dicom/write.ts';
import { modifierRows, viewRows } from '../../imaging/dicom/viewCodes.ts';
import type { Laterality, PresentationIntent, ViewModifier, ViewPosition } from '../../contract/view.ts';
import { ctClass } from '../fixtures/slices.ts';
import { temporaryFolder } from './app.ts';

export const breastRadiusMm = 60;
/** Values of 12 bits; the air is 0. MONOCHROME1 images store 4095 less the value. */
export const tissue = 2048;
export const lesion = 3584;
/** The middle of the lesion, of 6 mm radius, in the first frame: above the middle of the chest wall, outward in CC views. */
export const lesionAt = { fromWallMm: 30, aboveMm: 25 } as const;

export interface OddImage {
  /** Patient and date: images with the same ones are one exam. */
  readonly patient: string;
  /** YYYYMMDD. */
  readonly date: string;
  /** Null: not stated; it is drawn as a left one. */
  readonly laterality: Laterality | null;
  readonly view: ViewPosition | null;
  readonly modifiers?: readonly ViewModifier[];
  /** At the detector. */
  readonly spacingMm?: number;
  /** Width and height of the detector. */
  readonly fieldMm?: readonly [number, number];
  /** Estimated Radiographic Magnification Factor. */
  readonly magnification?: number;
  /** Turned by as many quarters, clockwise, before it is stored; Patient Orientation says so. */
  readonly storedTurns?: 0 | 1 | 2 | 3;
  readonly photometricInterpretation?: 'MONOCHROME1' | 'MONOCHROME2';
  /** Stored outside the breast, as Pixel Padding Value says. */
  readonly padding?: number;
  /** In frame n the lesion is n millimetres further down. */
  readonly frames?: number;
  /** One slice of tomosynthesis stored as CT images, so many millimetres up; the lesion is as much further down. */
  readonly sliceMm?: number;
  readonly intent?: PresentationIntent;
  /** A LINEAR window over 12 bits where absent. */
  readonly presentation?: readonly DicomElementToWrite[];
  readonly others?: readonly DicomElementToWrite[];
}

/** Writes the images to a new folder, one file each, and gives its path. */
export function oddFolder(images: readonly OddImage[]): string {
  const folder = temporaryFolder();
  writeOddImages(folder, images);
  return folder;
}

let made = 0;

/** Further files in a folder; one more call makes other instances. */
export function writeOddImages(folder: string, images: readonly OddImage[]): void {
  for (const image of images) {
    made += 1;
    const name = `${String(made).padStart(3, '0')}.dcm`;
    writeFileSync(join(folder, name), oddImage(image, made));
  }
}

/** The usual four views, each with `changes`. */
export function fourViews(exam: Pick<OddImage, 'patient' | 'date'> & Partial<OddImage>): OddImage[] {
  return (['CC', 'MLO'] as const).flatMap((view) =>
    (['R', 'L'] as const).map((laterality) => ({ ...exam, laterality, view })),
  );
}

export const element = (
  tag: number,
  vr: string,
  value: DicomElementToWrite['value'],
): DicomElementToWrite => ({ tag, vr, value });

function oddImage(image: OddImage, number: number): Uint8Array {
  const { patient, date, laterality, spacingMm = 0.5, frames = 1, intent = 'FOR PRESENTATION' } = image;
  const { rows, columns, pixels } = storedPixels(image);
  const study = `1.2.826.0.1.${numberOf(patient)}.${date}`;
  return writeDicom([
    element(0x00080005, 'CS', 'ISO_IR 192'),
    element(0x00080016, 'UI', image.sliceMm === undefined ? sopClassOf(frames, intent) : ctClass),
    element(0x00080018, 'UI', `${study}.1.${number}`),
    element(0x00080020, 'DA', date),
    element(0x00080022, 'DA', date),
    element(0x00080060, 'CS', 'MG'),
    element(0x00080068, 'CS', intent),
    element(0x00100010, 'PN', `${patient}^Odd`),
    element(0x00100020, 'LO', `ODD-${patient}`),
    element(0x00180060, 'DS', 28),
    element(0x00181114, 'DS', image.magnification ?? 1),
    element(0x00181152, 'IS', 80),
    element(0x00181164, 'DS', [spacingMm, spacingMm]),
    element(0x0020000d, 'UI', study),
    element(0x0020000e, 'UI', `${study}.1`),
    element(0x00200020, 'CS', orientationOf(image)),
    ...(image.sliceMm === undefined ? [] : [element(0x00200032, 'DS', [0, 0, image.sliceMm])]),
    ...(image.sliceMm === undefined ? [] : [element(0x00200037, 'DS', [1, 0, 0, 0, 1, 0])]),
    ...(laterality === null ? [] : [element(0x00200062, 'CS', laterality)]),
    element(0x00280002, 'US', 1),
    element(0x00280004, 'CS', image.photometricInterpretation ?? 'MONOCHROME2'),
    ...(frames > 1 ? [element(0x00280008, 'IS', frames)] : []),
    element(0x00280010, 'US', rows),
    element(0x00280011, 'US', columns),
    element(0x00280100, 'US', 16),
    element(0x00280101, 'US', 12),
    element(0x00280102, 'US', 11),
    element(0x00280103, 'US', 0),
    ...(image.padding === undefined ? [] : [element(0x00280120, 'US', image.padding)]),
    ...(image.presentation ?? windows('LINEAR', ['', 2048, 4096])),
    ...(image.others ?? []),
    ...viewCode(image),
    element(0x7fe00010, 'OW', pixels),
  ]);
}

function sopClassOf(frames: number, intent: PresentationIntent): string {
  if (frames > 1) return '1.2.840.10008.5.1.4.1.1.13.1.3';
  return `1.2.840.10008.5.1.4.1.1.1.2${intent === 'FOR PROCESSING' ? '.1' : ''}`;
}

const numberOf = (text: string) =>
  [...text].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) % 1e9, 7);

function viewCode({ view, modifiers = [] }: OddImage): DicomElementToWrite[] {
  const code = viewRows.find(({ abbreviation }) => abbreviation === view);
  if (code === undefined) return [];
  const items = modifiers.map((modifier) =>
    codeElements(modifierRows.find(({ abbreviation }) => abbreviation === modifier)!),
  );
  return [element(0x00540220, 'SQ', [[...codeElements(code), element(0x00540222, 'SQ', items)]])];
}

function codeElements({ codes, abbreviation }: { codes: readonly string[]; abbreviation: string }) {
  return [
    element(0x00080100, 'SH', codes[0]),
    element(0x00080102, 'SH', 'SCT'),
    element(0x00080104, 'LO', abbreviation),
  ];
}

const opposite: Readonly<Record<string, string>> = { A: 'P', P: 'A', H: 'F', F: 'H', L: 'R', R: 'L' };

/** Directions of rows and columns as stored. */
function orientationOf({ laterality, view, storedTurns = 0 }: OddImage): readonly [string, string] {
  const fromAbove = view === null || view === 'CC' || view === 'XCCL';
  const right = laterality === 'R';
  let directions: readonly [string, string] = [right ? 'P' : 'A', fromAbove ? (right ? 'L' : 'R') : 'F'];
  // A quarter clockwise: a row runs as columns ran upward, a column as rows ran.
  for (let turn = 0; turn < storedTurns; turn++) directions = [opposite[directions[1]], directions[0]];
  return directions;
}

/** Row by row, frame by frame. */
function storedPixels(image: OddImage) {
  const { laterality, spacingMm = 0.5, magnification = 1, frames = 1, storedTurns = 0 } = image;
  const [width, height] = (image.fieldMm ?? [120, 180]).map((side) => Math.round(side / spacingMm));
  const [rows, columns] = storedTurns % 2 === 1 ? [width, height] : [height, width];
  const atBreast = spacingMm / magnification;
  const pixels = new Uint16Array(rows * columns * frames);
  let at = 0;
  for (let frame = 0; frame < frames; frame++) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const { x, y } = upright(row, column, { rows, columns }, storedTurns);
        const fromWall = (laterality === 'R' ? width - x - 0.5 : x + 0.5) * atBreast;
        const below = (y + 0.5 - height / 2) * atBreast;
        pixels[at++] = storedValue(fromWall, below, frame + (image.sliceMm ?? 0), image);
      }
    }
  }
  return { rows, columns, pixels };
}

/** Where a stored pixel is once the image is turned back. */
function upright(row: number, column: number, size: { rows: number; columns: number }, turns: 0 | 1 | 2 | 3) {
  switch (turns) {
    case 0:
      return { x: column, y: row };
    case 1:
      return { x: row, y: size.columns - 1 - column };
    case 2:
      return { x: size.columns - 1 - column, y: size.rows - 1 - row };
    case 3:
      return { x: size.rows - 1 - row, y: column };
  }
}

function storedValue(fromWall: number, below: number, furtherDown: number, image: OddImage): number {
  const inBreast = Math.hypot(fromWall, below) < breastRadiusMm;
  if (!inBreast && image.padding !== undefined) return image.padding;
  const inLesion = Math.hypot(fromWall - lesionAt.fromWallMm, below + lesionAt.aboveMm - furtherDown) < 6;
  const value = inLesion ? lesion : inBreast ? tissue : 0;
  return image.photometricInterpretation === 'MONOCHROME1' ? 4095 - value : value;
}

/** Window elements: explanation, centre and width of each. */
export function windows(
  voiFunction: 'LINEAR' | 'LINEAR_EXACT' | 'SIGMOID',
  ...all: readonly (readonly [explanation: string, center: number, width: number])[]
): DicomElementToWrite[] {
  const column = (index: 1 | 2) => all.map((window) => window[index]);
  return [
    element(0x00281050, 'DS', column(1)),
    element(0x00281051, 'DS', column(2)),
    element(
      0x00281055,
      'LO',
      all.map(([explanation]) => explanation),
    ),
    element(0x00281056, 'CS', voiFunction),
  ];
}

/** A VOI LUT Sequence of tables with 4096 entries each. `level` gives 0..1 of 0..1. */
export function tables(
  vr: 'OW' | 'US',
  ...all: readonly (readonly [explanation: string, level: (share: number) => number])[]
): DicomElementToWrite[] {
  const items = all.map(([explanation, level]) => {
    const data = Uint16Array.from({ length: 4096 }, (_, at) => Math.round(4095 * level(at / 4095)));
    return [
      element(0x00283002, 'US', [4096, 0, 12]),
      element(0x00283003, 'LO', explanation),
      element(0x00283006, vr, vr === 'OW' ? data : [...data]),
    ];
  });
  return [element(0x00283010, 'SQ', items)];
}
