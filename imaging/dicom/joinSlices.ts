/** Single images as one image of several frames: each keeps its pixels as they are, and its own window, rescale and spacing. */
import { fail, ok } from '../../contract/problem.ts';
import type { Problem, Result } from '../../contract/problem.ts';
import type { ImageHeader } from '../../contract/image.ts';
import { readHeader } from './header.ts';
import { parseDicom } from './parse.ts';
import { frameBytes } from './pixelData.ts';
import { stackKey } from './stack.ts';
import { Tag } from './tags.ts';
import { TransferSyntax, isNative, transferSyntaxName } from './transferSyntax.ts';
import { valueBytes } from './values.ts';
import type { DataSet } from './values.ts';
import { writeDicom } from './write.ts';
import type { DicomElementToWrite } from './write.ts';

/** The transfer syntax of frames that come from these; null where they are not of one. */
export function joinedTransferSyntax(uids: readonly string[]): string | null {
  // What differs between these is the header.
  const frames = new Set(uids.map((uid) => (isNative(uid) ? TransferSyntax.ExplicitLittle : uid)));
  return frames.size === 1 ? [...frames][0] : null;
}

/** Why slices of different transfer syntaxes are not shown together. */
export function mixedSyntaxes(uids: readonly string[]): Problem {
  const names = [...new Set(uids)].map(transferSyntaxName).join(', ');
  const message = `The slices of this stack are compressed in different ways (${names}); convert them to one transfer syntax.`;
  return { kind: 'unsupported', message };
}

/**
 * Joins the slices that `read` gives, `count` of them, in their order, into one DICOM object: the first one's data set with
 * Number of Frames, and functional groups (PS3.3 C.7.6.16) of what differs from it. Problems: those of `read`;
 * `unsupported` for different transfer syntaxes; `corrupt` for an image that is no slice of the first one's stack.
 */
export async function joinSlices(
  count: number,
  read: (index: number) => Promise<Result<Uint8Array>>,
): Promise<Result<Uint8Array>> {
  const opened: OpenedSlice[] = [];
  for (let index = 0; index < count; index++) {
    const bytes = await read(index);
    const slice = bytes.ok ? openSlice(bytes.value, index === 0) : bytes;
    if (!slice.ok) return slice;
    if (index > 0 && slice.value.key !== opened[0].key) {
      return fail('corrupt', 'An image of the stack is no slice of it any more; open its folder again.');
    }
    opened.push(slice.value);
  }
  const uids = opened.map(({ header }) => header.transferSyntaxUid);
  const transferSyntax = joinedTransferSyntax(uids);
  if (transferSyntax === null) return { ok: false, problem: mixedSyntaxes(uids) };
  return ok(writeDicom(joined(opened), transferSyntax));
}

/** What is kept of a slice while the others are read. */
interface OpenedSlice {
  readonly header: ImageHeader;
  readonly key: string;
  /** Data elements but the pixels; of all but the first slice, those that a frame may have for itself. */
  readonly elements: ReadonlyMap<number, DicomElementToWrite>;
  readonly frame: Uint8Array;
}

function openSlice(bytes: Uint8Array, isFirst: boolean): Result<OpenedSlice> {
  const file = parseDicom(bytes);
  if (!file.ok) return file;
  const header = readHeader(file.value);
  if (!header.ok) return header;
  const frame = frameBytes(file.value, header.value, 0);
  if (!frame.ok) return frame;
  return ok({
    header: header.value,
    key: stackKey(header.value, ''),
    elements: elementsOf(file.value.dataSet, isFirst),
    // A part of the file's memory, which is hardly larger: copying would cost as much as reading.
    frame: frame.value,
  });
}

/** As they are written; those of implicit VR as UN, which is implicit inside (PS3.5 section 6.2.2). */
function elementsOf(dataSet: DataSet, all: boolean): ReadonlyMap<number, DicomElementToWrite> {
  const elements = new Map<number, DicomElementToWrite>();
  for (const { tag, vr } of dataSet.elements.values()) {
    const isGroupLength = tag % 0x10000 === 0;
    if (isGroupLength || tag >= firstPixelTag || !(all || isOfFrame(tag))) continue;
    const value = (valueBytes(dataSet, tag) ?? new Uint8Array()).slice();
    elements.set(tag, { tag, vr: vr === '' ? 'UN' : vr, value });
  }
  return elements;
}

const firstPixelTag = 0x7fe00000;

/** Attributes that a frame may have for itself, by the functional group that holds them. */
const groups: readonly (readonly [sequence: number, attributes: readonly number[]])[] = [
  [Tag.PixelMeasuresSequence, [Tag.PixelSpacing]],
  [
    Tag.FrameVoiLutSequence,
    [Tag.WindowCenter, Tag.WindowWidth, Tag.WindowCenterWidthExplanation, Tag.VoiLutFunction],
  ],
  [Tag.PixelValueTransformationSequence, [Tag.RescaleIntercept, Tag.RescaleSlope]],
];

function isOfFrame(tag: number): boolean {
  return groups.some(([, attributes]) => attributes.includes(tag));
}

function joined(slices: readonly OpenedSlice[]): DicomElementToWrite[] {
  const [first] = slices;
  const { header, elements } = first;
  const replaced = [Tag.SopClassUid, Tag.SopInstanceUid, Tag.NumberOfFrames];
  const perFrame = slices.map((slice) => groupsOf(slice, first));
  return [
    ...[...elements.values()].filter(({ tag }) => !replaced.some((other) => other === tag)),
    { tag: Tag.SopClassUid, vr: 'UI', value: header.sopClassUid },
    { tag: Tag.SopInstanceUid, vr: 'UI', value: header.sopInstanceUid },
    { tag: Tag.NumberOfFrames, vr: 'IS', value: slices.length },
    ...(perFrame.some((items) => items.length > 0)
      ? [{ tag: Tag.PerFrameFunctionalGroupsSequence, vr: 'SQ', value: perFrame }]
      : []),
    {
      tag: Tag.PixelData,
      vr: header.bitsAllocated > 8 ? 'OW' : 'OB',
      value: slices.map(({ frame }) => frame),
    },
  ];
}

/** The functional groups of a frame: those in which it differs from the first. */
function groupsOf(slice: OpenedSlice, first: OpenedSlice): DicomElementToWrite[] {
  return groups.flatMap(([tag, attributes]) => {
    const own = attributes
      .map((attribute) => slice.elements.get(attribute))
      .filter((one) => one !== undefined);
    const isSame = attributes.every((attribute) =>
      sameValue(slice.elements.get(attribute), first.elements.get(attribute)),
    );
    return isSame || own.length === 0 ? [] : [{ tag, vr: 'SQ', value: [own] }];
  });
}

function sameValue(one: DicomElementToWrite | undefined, other: DicomElementToWrite | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return String(one.value) === String(other.value);
}
