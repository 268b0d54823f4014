/** Which single images are slices of one stack, and in which order. Pure. Why: docs/decisions/stacks-of-slices.md. */
import type { ImageHeader } from '../../contract/image.ts';

/** An image whose header says that it may be a slice (`ImageHeader.slice`). */
export interface SliceImage {
  readonly header: ImageHeader;
  /** Where it was found: of slices at one place, those of one folder belong together. */
  readonly folder: string;
}

/** Slices in their order; one of a single slice is an image that stands alone. */
export interface Stack<T> {
  readonly slices: readonly T[];
  /** What is odd about them together, a sentence each. */
  readonly notices: readonly string[];
}

/** Equal for slices that may be of one stack: of one patient, series, view and description of the pixels. */
export function stackKey(header: ImageHeader, folder: string): string {
  const { patientId, issuerOfPatientId, patientName, patientBirthDate, patientSex } = header;
  const { laterality, viewPosition, viewModifiers, patientOrientation, modality, kind } = header;
  const { rows, columns, bitsAllocated, bitsStored, highBit, signed, padding } = header;
  return JSON.stringify([
    header.studyInstanceUid,
    header.seriesInstanceUid || folder,
    [patientId, issuerOfPatientId, patientName, patientBirthDate, patientSex],
    [laterality, viewPosition, viewModifiers.toSorted(), patientOrientation],
    [modality, kind, header.presentationIntent, header.sopClassUid],
    [rows, columns, bitsAllocated, bitsStored, highBit, signed, padding],
    header.photometricInterpretation,
    header.slice?.frameOfReferenceUid,
    // Tables are the image's, not a frame's.
    [header.modalityTransform, ...header.voiTransforms].map((transform) =>
      transform.type === 'lut' ? [transform.firstMapped, transform.bits, transform.data.join()] : null,
    ),
  ]);
}

/** The stacks that images make, in the order of their first ones. */
export function stacksOf<T extends SliceImage>(images: readonly T[]): readonly Stack<T>[] {
  const bySeries = Map.groupBy(images, ({ header, folder }) => stackKey(header, folder));
  return [...bySeries.values()].flatMap(byOrientation).flatMap(stacksOfGroup);
}

/** Cosines of one plane differ by less. */
const sameCosines = 0.01;

/** Scout views of a CT lie across its slices. */
function byOrientation<T extends SliceImage>(images: readonly T[]): readonly (readonly T[])[] {
  const groups: T[][] = [];
  for (const image of images) {
    const group = groups.find(([first]) =>
      isSamePlane(first.header.slice?.orientation, orientationOf(image)),
    );
    if (group === undefined) groups.push([image]);
    else group.push(image);
  }
  return groups;
}

const orientationOf = ({ header }: SliceImage) => header.slice?.orientation;

function isSamePlane(
  one: readonly number[] | null | undefined,
  other: readonly number[] | null | undefined,
): boolean {
  if (!one || !other) return !one && !other;
  return one.every((cosine, at) => Math.abs(cosine - other[at]) < sameCosines);
}

/** What slices may be ordered by: millimetres or numbers; null for a slice that does not say it. */
interface Measure {
  readonly name: string;
  readonly of: (header: ImageHeader) => number | null;
}

function measuresOf(first: ImageHeader): readonly Measure[] {
  const normal = normalOf(first.slice?.orientation ?? null);
  return [
    { name: 'position', of: ({ slice }) => along(slice?.position ?? null, normal) },
    { name: 'Slice Location', of: ({ slice }) => slice?.locationMm ?? null },
    { name: 'Instance Number', of: ({ instanceNumber }) => instanceNumber },
  ];
}

/** Across rows and columns (PS3.3 C.7.6.2.1.1). */
function normalOf(orientation: readonly number[] | null): readonly number[] | null {
  if (orientation === null) return null;
  const [rx, ry, rz, cx, cy, cz] = orientation;
  return [ry * cz - rz * cy, rz * cx - rx * cz, rx * cy - ry * cx];
}

function along(position: readonly number[] | null, normal: readonly number[] | null): number | null {
  if (position === null || normal === null) return null;
  return position.reduce((sum, value, axis) => sum + value * normal[axis], 0);
}

/** Values that differ by less are equal. */
const samePlace = 1e-3;

function stacksOfGroup<T extends SliceImage>(images: readonly T[]): readonly Stack<T>[] {
  const alone = images.map((image) => ({ slices: [image], notices: [] }));
  if (images.length < 2) return alone;
  const measures = measuresOf(images[0].header);
  const measure = measures.find(({ of }) => distinctCount(images, of) > 1);
  if (measure === undefined) return alone;
  const isDistinct = (some: readonly T[]) => distinctCount(some, measure.of) === some.length;
  // One view taken twice, or the same series in two folders.
  const ways = [() => '', ({ folder }: T) => folder, ({ header }: T) => header.acquired];
  const parts = ways
    .map((way) => [...Map.groupBy(images, way).values()])
    .find((some) => some.every((part) => part.length > 1 && isDistinct(part)));
  return (parts ?? [images]).map((slices) => ordered(slices, measure, measures));
}

/** How many different values there are; 0 where one of the images does not say it. */
function distinctCount(images: readonly SliceImage[], of: Measure['of']): number {
  const values = images.map(({ header }) => of(header));
  if (values.includes(null)) return 0;
  const sorted = (values as number[]).sort((one, other) => one - other);
  return sorted.filter((value, at) => at === 0 || value - sorted[at - 1] > samePlace).length;
}

function ordered<T extends SliceImage>(
  images: readonly T[],
  measure: Measure,
  measures: readonly Measure[],
): Stack<T> {
  const value = ({ header }: T) => measure.of(header) ?? 0;
  const number = ({ header }: T) => header.instanceNumber ?? 0;
  const slices = images.toSorted((one, other) => {
    const apart = value(one) - value(other);
    return Math.abs(apart) > samePlace ? apart : number(one) - number(other);
  });
  const values = slices.map(value);
  const notices = [
    ...orderNotices(slices, measure, measures),
    ...placeNotices(values),
    ...uidNotices(slices.map(({ header }) => header.sopInstanceUid)),
  ];
  return { slices, notices };
}

/** By what they are ordered where positions do not tell, and where instance numbers say otherwise. */
function orderNotices(
  slices: readonly SliceImage[],
  measure: Measure,
  [position, ...others]: readonly Measure[],
): readonly string[] {
  if (measure.name !== position.name) {
    const isStated = distinctCount(slices, position.of) > 0;
    const why = isStated ? 'all of them state one position' : 'not all of them state a position';
    return [`Its slices are in the order of ${measure.name}: ${why}.`];
  }
  return others
    .filter(({ of }) => distinctCount(slices, of) === slices.length)
    .filter(({ of }) => !isMonotonic(slices.map(({ header }) => of(header) ?? 0)))
    .map(({ name }) => `${name} says another order of its slices than their positions, which were used.`);
}

function isMonotonic(values: readonly number[]): boolean {
  const steps = values.slice(1).map((value, at) => value - values[at]);
  return steps.every((step) => step > 0) || steps.every((step) => step < 0);
}

/** Slices that lie where another does, and those that are missing between others. */
function placeNotices(values: readonly number[]): readonly string[] {
  const steps = values.slice(1).map((value, at) => value - values[at]);
  const apart = steps.filter((step) => step > samePlace).toSorted((one, other) => one - other);
  const usual = apart[Math.floor(apart.length / 2)] ?? 0;
  const gaps = steps.flatMap((step, at) => (apart.length > 1 && step > 1.5 * usual ? [at] : []));
  const missing = gaps.reduce((sum, at) => sum + Math.round(steps[at] / usual) - 1, 0);
  const same = steps.length - apart.length;
  return [
    ...(same === 0 ? [] : [`${counted(same)} where another one does; each is a frame.`]),
    ...(gaps.length === 0
      ? []
      : [
          `${missing} of its slices ${missing === 1 ? 'seems' : 'seem'} to be missing, after ${framesInWords(gaps)}.`,
        ]),
  ];
}

function counted(count: number): string {
  return count === 1 ? '1 slice lies' : `${count} slices lie`;
}

const mostNamed = 5;

/** "frame 3", "frames 3 and 7", from indices */
function framesInWords(indices: readonly number[]): string {
  const names = indices.slice(0, mostNamed).map((index) => String(index + 1));
  if (indices.length > mostNamed) names.push('others');
  if (names.length === 1) return `frame ${names[0]}`;
  return `frames ${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

function uidNotices(uids: readonly string[]): readonly string[] {
  return new Set(uids).size === uids.length ? [] : ['Some of its slices have one SOP Instance UID.'];
}

/** The header of a stack: the first slice's, with as many frames and all that is odd about any. */
export function stackHeader({ slices, notices }: Stack<SliceImage>): ImageHeader {
  const [{ header }] = slices;
  const all = slices.flatMap((slice) => slice.header.notices);
  return {
    ...header,
    frames: slices.length,
    slice: null,
    lossy: slices.some((slice) => slice.header.lossy),
    notices: [...new Set([...all, ...notices])],
  };
}
