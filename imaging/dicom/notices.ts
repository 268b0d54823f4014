import type { ImageHeader } from '../../contract/image.ts';
import { acquiredNotice } from './acquired.ts';
import { describeVoiTables } from './lookup.ts';
import { canReadOverlay, overlayGroups } from './overlays.ts';
import { type Directions, directionsIn, directionsInGroups } from './patientOrientation.ts';
import { intentNotice } from './presentationIntent.ts';
import { Tag } from './tags.ts';
import { isNative } from './transferSyntax.ts';
import { number, texts } from './values.ts';
import type { DataSet } from './values.ts';

/** A header without what is said about it. */
export type BareHeader = Omit<ImageHeader, 'notices'>;

/** One thing that may be odd about an image: a short sentence where it is, else null. It names no patient. */
type Check = (header: BareHeader, dataSet: DataSet) => string | null;

/** In the order in which they are told. */
const checks: readonly Check[] = [
  (_, dataSet) => intentNotice(dataSet),
  (_, dataSet) => acquiredNotice(dataSet),
  orientationNotice,
  highBitNotice,
  voiTableNotice,
  unreadableTableNotice,
  magnificationNotice,
  overlayNotice,
  lostOverlayNotice,
  surplusFramesNotice,
  privateContentNotice,
];

/** What is odd about an image, as `ImageHeader.notices` has it. */
export function headerNotices(header: BareHeader, dataSet: DataSet): readonly string[] {
  return checks.map((check) => check(header, dataSet)).filter((notice) => notice !== null);
}

/** PS3.3 C.8.11.3: High Bit is one less than Bits Stored. */
function highBitNotice({ highBit, bitsStored }: BareHeader, dataSet: DataSet): string | null {
  const said = number(dataSet, Tag.HighBit, 'US') ?? bitsStored - 1;
  if (said === bitsStored - 1) return null;
  return said === highBit
    ? `High Bit is ${said} where ${bitsStored} bits are stored; which bits hold the values is told from the pixels.`
    : `High Bit is said to be ${said}, which cannot be; ${highBit} was used.`;
}

/** Only main directions are compared: the others depend on the angle of the view. */
function orientationNotice({ patientOrientation }: BareHeader, dataSet: DataSet): string | null {
  const written = texts(dataSet, Tag.PatientOrientation);
  if (written.every((direction) => direction === '')) return null;
  const said = directionsIn(dataSet, Tag.PatientOrientation);
  const used =
    patientOrientation === null ? 'it was left out' : `${wordsOf(patientOrientation)} was used instead`;
  if (said === null) {
    return `Patient Orientation (${written.join('\\')}) names no two directions across each other; ${used}.`;
  }
  const inGroups = directionsInGroups(dataSet, 0);
  if (inGroups === null || sameMain(said, inGroups)) return null;
  return `Patient Orientation (${wordsOf(said)}) contradicts the orientation of the frames (${wordsOf(inGroups)}), which was used.`;
}

const wordsOf = (directions: Directions) => directions.join('\\');

function sameMain(one: Directions, other: Directions): boolean {
  return one.every((direction, at) => direction.charAt(0) === other[at].charAt(0));
}

function voiTableNotice(_header: BareHeader, dataSet: DataSet): string | null {
  const odd = describeVoiTables(dataSet).bits.find(({ said, used }) => said !== used);
  if (odd === undefined) return null;
  return `The VOI table is said to have entries of ${odd.said} bits, but they have ${odd.used}; it is shown by what they have.`;
}

function unreadableTableNotice(_header: BareHeader, dataSet: DataSet): string | null {
  const { unreadable } = describeVoiTables(dataSet);
  return unreadable === 0 ? null : 'A VOI table is shorter than it says, or not described; it was left out.';
}

function magnificationNotice({ spacing }: BareHeader): string | null {
  return spacing?.source === 'ImagerPixelSpacing'
    ? 'Sizes are at the detector: the magnification is not told, and the breast is smaller.'
    : null;
}

function overlayNotice(header: BareHeader, dataSet: DataSet): string | null {
  const count = overlayGroups(dataSet).filter((group) => canReadOverlay(dataSet, header, group)).length;
  if (count === 0) return null;
  return count === 1
    ? 'One overlay plane is drawn over the image; it is hidden with the text of the views.'
    : `${count} overlay planes are drawn over the image; they are hidden with the text of the views.`;
}

function lostOverlayNotice(header: BareHeader, dataSet: DataSet): string | null {
  const count = overlayGroups(dataSet).filter((group) => !canReadOverlay(dataSet, header, group)).length;
  if (count === 0) return null;
  return count === 1
    ? 'One overlay plane cannot be read and is left out.'
    : `${count} overlay planes cannot be read and are left out.`;
}

/** Uncompressed pixel data that hold more than the frames that are told. */
function surplusFramesNotice(header: BareHeader, dataSet: DataSet): string | null {
  const element = dataSet.elements.get(Tag.PixelData);
  if (element === undefined || element.undefinedLength || !isNative(header.transferSyntaxUid)) return null;
  const frameBits = header.rows * header.columns * header.samplesPerPixel * header.bitsAllocated;
  const held = Math.floor((8 * element.length) / frameBits);
  if (held <= header.frames) return null;
  return `The pixel data hold ${held} frames where ${header.frames} ${header.frames === 1 ? 'is' : 'are'} told; the others are left out.`;
}

/** Private data as large as this, and as a good part of the pixels, are pictures rather than settings. */
const leastPrivateBytes = 2 ** 18;
const leastPrivateShare = 1 / 16;

/** Makers keep slices, or pixels as their own programs show them, in private elements (PS3.5 section 7.8). */
function privateContentNotice(header: BareHeader, dataSet: DataSet): string | null {
  let bytes = 0;
  const groups = new Set<string>();
  for (const { tag, length } of dataSet.elements.values()) {
    const group = Math.floor(tag / 0x10000);
    if (group % 2 === 0 || length < leastPrivateBytes / 8) continue;
    bytes += length;
    groups.add(group.toString(16).padStart(4, '0').toUpperCase());
  }
  const pixelBytes =
    (header.rows * header.columns * header.frames * header.samplesPerPixel * header.bitsAllocated) / 8;
  if (bytes < leastPrivateBytes || bytes < leastPrivateShare * pixelBytes) return null;
  const size = (bytes / 2 ** 20).toFixed(1);
  return `The maker's own data (${size} MiB, group ${[...groups].join(', ')}) are left out; they may hold further pictures.`;
}
