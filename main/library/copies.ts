/**
 * Whether two images of an exam are one picture. Nothing is left out on the word of a UID or a length: pixels are compared.
 * Why and how: docs/decisions/identity-is-content.md.
 */
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { ImageHeader } from '../../contract/image.ts';
import { openImage } from '../../imaging/openImage.ts';
import type { OpenedImage } from '../../imaging/openImage.ts';
import { pixelHash } from './hash.ts';
import { readImageBytes } from './readImage.ts';
import type { ImageLocation } from './readImage.ts';

/** Where a picture is, and what is known of it without reading it. */
export interface PlacedPicture {
  readonly location: ImageLocation;
  readonly sopInstanceUid: string;
  /** `FoundImage.content`; '' where it is not known. */
  readonly content: string;
}

/** What two copies have in common whatever they are called and however they are encoded. */
export type PictureShape = Pick<
  ImageHeader,
  'laterality' | 'viewPosition' | 'viewModifiers' | 'rows' | 'columns' | 'frames'
>;

/** What an image is said to be: one picture under two such names is not left out. */
export type PictureMeaning = Pick<ImageHeader, 'modality' | 'kind' | 'presentationIntent'>;

/** Equal for images that may be one picture, and are said to be the same. */
export function likenessOf(image: PictureShape & PictureMeaning): string {
  return JSON.stringify([shapeOf(image), image.modality, image.kind, image.presentationIntent]);
}

/** Equal for images that may be one picture. */
export function shapeOf(shape: PictureShape): string {
  const { laterality, viewPosition, viewModifiers, rows, columns, frames } = shape;
  return JSON.stringify([laterality, viewPosition, [...viewModifiers].sort(), rows, columns, frames]);
}

/** False where two pictures of one shape are known to be different without reading them. */
export function mayBeSame(one: PlacedPicture, other: PlacedPicture): boolean {
  if (one.content !== '' && one.content === other.content) return true;
  if (one.content.startsWith('native:') && other.content.startsWith('native:')) return false;
  // The same picture in another encoding keeps its UID, as a rule.
  return one.sopInstanceUid === other.sopInstanceUid;
}

/** True where the pixels are the same, of stacks those of each slice. Files that cannot be read are no copies. */
export async function isSamePicture(one: PlacedPicture, other: PlacedPicture): Promise<boolean> {
  if (!mayBeSame(one, other)) return false;
  const [slices, otherSlices] = [one.location.slices ?? [], other.location.slices ?? []];
  if (slices.length !== otherSlices.length) return false;
  if (slices.length === 0) return isSameFile(one, other);
  for (const [at, location] of slices.entries()) {
    const same = await isSameFile({ ...one, location }, { ...other, location: otherSlices[at] });
    if (!same) return false;
  }
  return true;
}

/** For each of the pictures, where among them the others with its pixels are, whatever they are called. */
export async function samePictures(
  pictures: readonly PlacedPicture[],
  isSame: typeof isSamePicture = isSamePicture,
): Promise<readonly (readonly number[])[]> {
  const alike: number[][] = [];
  for (const [at, picture] of pictures.entries()) {
    const candidates = alike.filter(
      ([first]) => picture.content !== '' && pictures[first].content === picture.content,
    );
    let found: number[] | null = null;
    for (const candidate of candidates) {
      if (found === null && (await isSame(pictures[candidate[0]], picture))) found = candidate;
    }
    if (found === null) alike.push([at]);
    else found.push(at);
  }
  const groups = new Map(alike.flatMap((group) => group.map((at) => [at, group] as const)));
  return pictures.map((_, at) => (groups.get(at) ?? []).filter((other) => other !== at));
}

async function isSameFile(one: PlacedPicture, other: PlacedPicture): Promise<boolean> {
  const [first, second] = [await open(one.location), await open(other.location)];
  if (first === null || second === null) return false;
  const { frames } = first.header;
  if (frames !== second.header.frames) return false;
  if (first.header.photometricInterpretation !== second.header.photometricInterpretation) return false;
  if (sameBytes(first, second)) return true;
  if (one.sopInstanceUid !== other.sopInstanceUid) return false;
  for (const frame of comparedFrames(frames)) {
    const [hash, otherHash] = [await hashOf(first, frame), await hashOf(second, frame)];
    if (hash === null || hash !== otherHash) return false;
  }
  return true;
}

async function open(location: ImageLocation): Promise<OpenedImage | null> {
  const bytes = await readImageBytes(location);
  if (!bytes.ok) return null;
  const opened = openImage(bytes.value, basename(location.entry === '' ? location.file : location.entry));
  return opened.ok ? opened.value : null;
}

/** The same values, written in the same way. */
function sameBytes(one: OpenedImage, other: OpenedImage): boolean {
  if (one.header.transferSyntaxUid !== other.header.transferSyntaxUid) return false;
  const { frames } = one.header;
  for (let frame = 0; frame < frames; frame++) {
    const [first, second] = [one.encoded(frame), other.encoded(frame)];
    if (!first.ok || !second.ok || digest(first.value) !== digest(second.value)) return false;
  }
  const { bitsStored, highBit, signed, samplesPerPixel } = other.header;
  return (
    one.header.bitsStored === bitsStored &&
    one.header.highBit === highBit &&
    one.header.signed === signed &&
    one.header.samplesPerPixel === samplesPerPixel
  );
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Decoding a volume of tomosynthesis takes a minute: of many frames with one UID, three tell. */
function comparedFrames(frames: number): readonly number[] {
  return [...new Set([0, Math.floor(frames / 2), frames - 1])];
}

async function hashOf(image: OpenedImage, frame: number): Promise<string | null> {
  const decoded = await image.decode(frame);
  return decoded.ok ? pixelHash(decoded.value) : null;
}
