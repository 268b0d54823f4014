/** `scan`, with images of one frame that are slices of one stack put together as one image. */
import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import { joinedTransferSyntax, mixedSyntaxes } from '../../imaging/dicom/joinSlices.ts';
import { stackHeader, stackKey, stacksOf } from '../../imaging/dicom/stack.ts';
import type { Stack } from '../../imaging/dicom/stack.ts';
import type { Problem } from '../../contract/problem.ts';
import { maximumFileBytes } from '../files/read.ts';
import { isSamePicture, likenessOf } from './copies.ts';
import type { PlacedPicture } from './copies.ts';
import { scan, tooLarge } from './scan.ts';
import type { FoundImage, Scanned } from './scan.ts';

/** `held`: a file is an image that may be a slice; what it is of follows when all slices are there. */
export type ScannedStacks = Scanned | { readonly type: 'held'; readonly file: string };

const usuallyHeld = 20_000;

/** A slice that waits, with its folder. */
interface Held {
  readonly image: FoundImage;
  readonly header: FoundImage['header'];
  readonly folder: string;
}

/**
 * Goes through paths as `scan` does. Slices are held back until everything else is told; each counts as a file by `held`. Where
 * more than `mostHeld` wait, those whose series got none for the longest time do not wait any longer.
 */
export async function* scanStacks(
  paths: readonly string[],
  mostHeld = usuallyHeld,
): AsyncGenerator<ScannedStacks> {
  // In the order in which they got their last slice.
  const series = new Map<string, Held[]>();
  let held = 0;
  for await (const scanned of scan(paths)) {
    if (scanned.type !== 'image' || !mayBeSlice(scanned.image)) {
      yield scanned;
      continue;
    }
    const { image } = scanned;
    const slice = { image, header: image.header, folder: dirname(image.file) };
    const key = stackKey(slice.header, slice.folder);
    const before = series.get(key) ?? [];
    series.delete(key);
    series.set(key, before);
    before.push(slice);
    held += 1;
    yield { type: 'held', file: image.file };
    for (const [longest, slices] of series) {
      if (held <= mostHeld) break;
      series.delete(longest);
      held -= slices.length;
      yield* stacked(slices);
    }
  }
  for (const slices of series.values()) yield* stacked(slices);
}

function mayBeSlice({ header, pixelProblem }: FoundImage): boolean {
  return header.slice !== null && pixelProblem === null;
}

async function* stacked(slices: readonly Held[]): AsyncGenerator<Scanned> {
  const copiesOf = await foundCopies(slices);
  for (const stack of stacksOf([...copiesOf.keys()])) {
    const copies = stack.slices.flatMap((slice) => copiesOf.get(slice) ?? []);
    if (stack.slices.length > 1) {
      yield { type: 'image', image: stackOf(stack, copies.length) };
    } else {
      // What stands alone is compared with all images of its exam, as any other.
      for (const { image } of [...stack.slices, ...copies]) yield { type: 'image', image };
    }
  }
}

/** Each slice once, with the files that hold the same picture of the same place. Slices of air alone differ in nothing else. */
async function foundCopies(slices: readonly Held[]): Promise<ReadonlyMap<Held, readonly Held[]>> {
  const found = new Map<Held, Held[]>();
  const alike = new Map<string, Held[]>();
  for (const slice of slices) {
    const { header } = slice;
    const key = JSON.stringify([likenessOf(header), header.slice, header.instanceNumber]);
    const originals = alike.get(key) ?? [];
    alike.set(key, originals);
    const original = await firstSame(originals, slice);
    if (original !== null) found.get(original)?.push(slice);
    else {
      originals.push(slice);
      found.set(slice, []);
    }
  }
  return found;
}

async function firstSame(originals: readonly Held[], slice: Held): Promise<Held | null> {
  for (const original of originals) {
    if (await isSamePicture(placed(original.image), placed(slice.image))) return original;
  }
  return null;
}

function placed({ location, content, header }: FoundImage): PlacedPicture {
  return { location, content, sopInstanceUid: header.sopInstanceUid };
}

/** A stack as an image: of the first slice, and of the content of all. */
function stackOf(stack: Stack<Held>, copies: number): FoundImage {
  const slices = stack.slices.map(({ image }) => image);
  const [first] = slices;
  const header = stackHeader(stack);
  const isPlain = slices.every(({ content }) => content.startsWith('native:'));
  const hash = createHash('sha256');
  for (const { content } of slices) hash.update(`${content}\n`);
  const told = copies === 0 ? [] : [copiesNotice(copies)];
  return {
    ...first,
    location: {
      ...first.location,
      slices: slices.map(({ location: { file, entry }, sizeBytes, modifiedMs }) => ({
        file,
        entry,
        sizeBytes,
        modifiedMs,
      })),
    },
    header: { ...header, notices: [...header.notices, ...told] },
    // Compared slice by slice.
    content: `${isPlain ? 'native' : 'encoded'}:${hash.digest('hex').slice(0, 32)}`,
    pixelProblem: joinProblem(slices),
    slices,
  };
}

function copiesNotice(count: number): string {
  return count === 1
    ? '1 of its slices is in two files; it counts once.'
    : `${count} files hold slices that are there already; each slice counts once.`;
}

/** Why the slices cannot be shown together. */
function joinProblem(slices: readonly FoundImage[]): Problem | null {
  const [{ file }] = slices;
  const uids = slices.map(({ header }) => header.transferSyntaxUid);
  if (joinedTransferSyntax(uids) === null) return { ...mixedSyntaxes(uids), file };
  const bytes = slices.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return bytes > maximumFileBytes ? { ...tooLarge(bytes), file } : null;
}
