/** Which images networks are run on: one rule for the app and the command line. Pure. */
import type { ImageHeader } from '../../contract/image.ts';
import { kindUses } from '../../contract/viewChoice.ts';
import { kindNames } from '../../imaging/dicom/imageKind.ts';

/** Why an image is not analysed, whatever its side. */
export interface NotAnalysable {
  /** As it follows "Not analysed:". */
  readonly reason: string;
  /** False where no network could be run on it whoever wanted it. */
  readonly canBeForced: boolean;
}

type Asked = Pick<
  ImageHeader,
  'modality' | 'bodyPart' | 'kind' | 'viewPosition' | 'presentationIntent' | 'samplesPerPixel' | 'sopClassUid'
>;

/**
 * Null for mammograms that the networks were made for: 2D images for presentation, and tomosynthesis. By its own header
 * an image is no mammogram where modality and body part are another's, or it is a mask, a part cut out, or a page of text.
 * See docs/decisions/what-is-analysed.md.
 */
export function whyNotAnalysable(header: Asked): NotAnalysable | null {
  const { kind, samplesPerPixel, presentationIntent } = header;
  const refused = (reason: string): NotAnalysable => ({ reason, canBeForced: samplesPerPixel === 1 });
  const other = otherThanMammogram(header);
  if (other !== null) return refused(`no mammogram (${other})`);
  if (kindUses[kind].as !== 'view') return refused(kindNames[kind]);
  if (samplesPerPixel !== 1) return refused('a colour image');
  return presentationIntent === 'FOR PROCESSING' ? refused('For Processing') : null;
}

/** True where nothing in its header shows that an image is something else: a CT, a mask, a page of text. */
export function isMammogram(header: Asked): boolean {
  return kindUses[header.kind].as !== 'beside' && otherThanMammogram(header) === null;
}

/** Modalities that an X-ray image of the breast may name beside MG (PS3.3 C.7.3.1.1.1), digitised film included. */
const xrayModalities: ReadonlySet<string> = new Set(['DX', 'CR', 'RG', 'RF', 'XC', 'OT', 'SC', 'HC', '']);

/** What shows that it is no X-ray image of the breast; null where nothing does. */
function otherThanMammogram({ modality, bodyPart, viewPosition, sopClassUid, kind }: Asked): string | null {
  const stated = modality.toUpperCase();
  // A view of the breast was meant by somebody, whatever else is said.
  const isBreast = bodyPart === 'BREAST' || viewPosition !== null || mammographyClasses.test(sopClassUid);
  if (stated === 'MG') return bodyPart === '' || isBreast ? null : `body part ${bodyPart}`;
  // Tomosynthesis is kept as CT images where an archive knew no better.
  if (stated === 'CT' && kind === 'tomosynthesis' && isBreast) return null;
  if (!xrayModalities.has(stated)) return `modality ${modality}`;
  if (isBreast) return null;
  const what = stated === '' ? 'no modality' : `modality ${modality}`;
  return bodyPart === '' ? `${what}, no word of a breast` : `${what}, body part ${bodyPart}`;
}

/** Digital Mammography, Breast Tomosynthesis, Breast Projection (PS3.4 B.5). */
const mammographyClasses = /^1\.2\.840\.10008\.5\.1\.4\.1\.1\.(1\.2|1\.2\.1|13\.1\.[345])$/;

/** The frame that is analysed: the middle one of many, as for a tomosynthesis volume. */
export function analysedFrame({ frames }: Pick<ImageHeader, 'frames'>): number {
  return Math.floor(frames / 2);
}
