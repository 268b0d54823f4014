/** What kind of image an object holds, by its header. */
import type { ImageKind } from '../../contract/view.ts';
import { readBodyPart } from './bodyPart.ts';
import { isArchivedLesion } from './describedView.ts';
import { functionalGroup } from './functionalGroups.ts';
import { Tag } from './tags.ts';
import { number, text, texts } from './values.ts';
import type { DataSet } from './values.ts';
import { readView } from './view.ts';

export interface ReadKind {
  readonly kind: ImageKind;
  /** A sentence where that is not plain from the header; else null. */
  readonly notice: string | null;
}

/** As they stand in a sentence. */
export const kindNames: Readonly<Record<ImageKind, string>> = {
  conventional: 'a 2D image',
  'low-energy': 'a low-energy image',
  'high-energy': 'a high-energy image',
  recombined: 'a recombined image',
  synthetic: 'a synthetic 2D image',
  tomosynthesis: 'tomosynthesis',
  projection: 'a projection of tomosynthesis',
  biopsy: 'an image of a biopsy',
  mask: 'a mask',
  crop: 'a part cut out of an image',
  page: 'a page of text or a screenshot',
};

/** SOP classes (PS3.4 B.5). */
const storage = '1.2.840.10008.5.1.4.1.1';
const tomosynthesisClass = `${storage}.13.1.3`;
const projectionClasses: readonly string[] = [`${storage}.13.1.4`, `${storage}.13.1.5`];
/** CT Image Storage and its enhanced form. */
export const ctClasses: readonly string[] = [`${storage}.2`, `${storage}.2.1`];
/** Secondary Capture and its multi-frame forms. */
const isCapture = (sopClass: string) => /^1\.2\.840\.10008\.5\.1\.4\.1\.1\.7(\.[1-4])?$/.test(sopClass);

/**
 * By Image Type, else by the SOP class; by descriptions only where those say nothing, because people write them; last by the
 * number of frames.
 */
export function readKind(dataSet: DataSet): ReadKind {
  const sopClass = text(dataSet, Tag.SopClassUid);
  const imageType = imageTypeOf(dataSet);
  const kind = byImageType(imageType, sopClass) ?? bySopClass(sopClass, dataSet);
  if (kind !== null) return { kind, notice: kind === 'page' ? copyNotice(imageType) : null };
  const described = byDescriptions(dataSet, isCapture(sopClass));
  if (described !== null) return described;
  const frames = number(dataSet, Tag.NumberOfFrames, 'IS') ?? 1;
  const isVolume = frames > 1 && !ctClasses.includes(sopClass);
  return { kind: isVolume ? 'tomosynthesis' : 'conventional', notice: null };
}

/** Image Type (0008,0008), in capitals with underscores; of functional groups, Frame Type where it is absent. */
export function imageTypeOf(dataSet: DataSet): readonly string[] {
  const whole = texts(dataSet, Tag.ImageType);
  const frame = functionalGroup(dataSet, Tag.XRay3dFrameTypeSequence, 0);
  const values = whole.length > 0 || frame === null ? whole : texts(frame, Tag.FrameType);
  return values.map((value) => value.toUpperCase().replaceAll(/[\s-]+/g, '_'));
}

/** What the values from the third on mean, wherever they stand: writers leave values out. */
const meanings: readonly (readonly [RegExp, ImageKind])[] = [
  [/^RECOMBINED$/, 'recombined'],
  [/^LOW_ENERGY$/, 'low-energy'],
  [/^HIGH_ENERGY$/, 'high-energy'],
  [/^(GENERATED_2D|TOMO_2D|SYNTHETIC(_2D)?|SYNTH_2D)$/, 'synthetic'],
  [/^(STEREO|PREFIRE|POSTFIRE|POSTBIOPSY)(_|$)/, 'biopsy'],
  [/^TOMO(SYNTHESIS)?_?PROJ(ECTION)?$/, 'projection'],
  // Subtraction without RECOMBINED: nothing else is subtracted in mammography.
  [/^SUBTRACTION$/, 'recombined'],
  [/^TOMO(SYNTHESIS)?$/, 'tomosynthesis'],
  [/^(MASK|SEGMENTATION)$/, 'mask'],
  [/^(DOSE(_.*)?|SCREEN_?(SAVE|SHOT|CAPTURE)?|REPORT|LOCALIZER)$/, 'page'],
  [/^(THUMBNAIL|CAD)$/, 'page'],
];

/** Small copies of a mammogram, and copies with marks on them: they look like what they are made of. */
function copyNotice(values: readonly string[]): string | null {
  const said = values.slice(2).find((value) => value === 'THUMBNAIL' || value === 'CAD');
  return said === undefined ? null : `Image Type says ${said}: a copy, not the image as it was acquired.`;
}

function byImageType(values: readonly string[], sopClass: string): ImageKind | null {
  const said = values.slice(2);
  const found = meanings.find(([pattern]) => said.some((value) => pattern.test(value)))?.[1] ?? null;
  // Made of tomosynthesis and a single X-ray image: said to be so by makers who have no other word for it.
  return found === 'tomosynthesis' && projectionClasses.includes(sopClass) ? 'projection' : found;
}

function bySopClass(sopClass: string, dataSet: DataSet): ImageKind | null {
  if (sopClass === tomosynthesisClass) return 'tomosynthesis';
  if (projectionClasses.includes(sopClass)) return 'projection';
  if (ctClasses.includes(sopClass) && isTomosynthesisAsCt(dataSet)) return 'tomosynthesis';
  // Paper through a scanner (PS3.3 C.8.6.1).
  if (text(dataSet, Tag.ConversionType).toUpperCase() === 'SD') return 'page';
  return null;
}

/** Slices kept as CT images, by makers whose archives knew no better: a mammographic view is none of a CT's. */
function isTomosynthesisAsCt(dataSet: DataSet): boolean {
  if (text(dataSet, Tag.Modality).toUpperCase() === 'MG' || readView(dataSet).viewPosition !== null) {
    return true;
  }
  const said = [Tag.SeriesDescription, Tag.ProtocolName].map((tag) => text(dataSet, tag));
  return readBodyPart(dataSet) === 'BREAST' && said.some((words) => /\btomo|\bdbt\b/i.test(words));
}

/** What makers and archives call such images. */
const descriptions: readonly (readonly [RegExp, ImageKind])[] = [
  [/\b(roi|lesion|segmentation|binary) masks?\b|\bmask images?\b|^masks?$/i, 'mask'],
  [/\bcropped images?\b|\broi crops?\b|\bimage patch(es)?\b/i, 'crop'],
  [/\brecombined\b|\bsubtract(ed|ion)\b|\bdual energy subtracted\b/i, 'recombined'],
  [/\blow[ _-]?energy\b/i, 'low-energy'],
  [/\bhigh[ _-]?energy\b/i, 'high-energy'],
  [
    /\b[cs][ _-]?view\b|\bv[ _-]?preview\b|\binsight[ _-]?2d\b|\bintelligent ?2d\b|\bsynthe(tic|sized)\b|\bgenerated[ _-]?2d\b/i,
    'synthetic',
  ],
  [/\btomo(synthesis)? ?proj(ection)?s?\b/i, 'projection'],
  [/\bstereo(tactic)?\b/i, 'biopsy'],
];

/** Text as an image, in objects that were no exposure. */
const pages =
  /\bdose\b|\breport\b|\bprotocol\b|\bscreen ?(save|shot|capture)?s?\b|\bworksheet\b|\bsummary\b|\bdocuments?\b|\bphotos?(graphs?)?\b/i;

function byDescriptions(dataSet: DataSet, capture: boolean): ReadKind | null {
  const said = [Tag.SeriesDescription, Tag.ProtocolName, Tag.DerivationDescription, Tag.ImageComments].map(
    (tag) => text(dataSet, tag),
  );
  const known = capture ? [...descriptions, [pages, 'page'] as const] : descriptions;
  const kind = known.find(([pattern]) => said.some((words) => pattern.test(words)))?.[1];
  if (kind !== undefined) return describedAs(kind);
  if (!isArchivedLesion(dataSet)) return null;
  // The archive keeps masks in 8 bits and what it cut out in 16.
  const isMask = number(dataSet, Tag.BitsAllocated, 'US') === 8;
  return describedAs(isMask ? 'mask' : 'crop');
}

function describedAs(kind: ImageKind): ReadKind {
  return { kind, notice: `Taken for ${kindNames[kind]} by its description alone.` };
}
