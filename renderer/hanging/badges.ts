/** What was done to a view, and what kind of image it is, in words that stand on it. Pure. */
import type { ExamImage } from '../../contract/exam.ts';
import type { ImageHeader } from '../../contract/image.ts';
import type { AcquisitionDetails } from '../../imaging/dicom/details.ts';
import { TransferSyntax } from '../../imaging/dicom/transferSyntax.ts';
import type { PictureHanging } from './pictureHanging.ts';
import type { Hanging } from './types.ts';

export interface Badge {
  readonly text: string;
  /** `amber`: it matters for reading. `plain`: it is told wherever there is room for a line. */
  readonly look: 'amber' | 'plain' | 'quiet';
}

export interface BadgedImage {
  readonly kind: ExamImage['kind'];
  readonly header: ImageHeader;
  readonly details: AcquisitionDetails;
  /** The frame that is shown, from 0. */
  readonly frame: number;
}

/** First what the image is less good for. */
export function imageBadges({ kind, header, details, frame }: BadgedImage): readonly Badge[] {
  const lossy = lossyText(header, details);
  const badges: readonly (Badge | false)[] = [
    header.presentationIntent === 'FOR PROCESSING' && {
      text: 'For Processing: not for reading',
      look: 'amber',
    },
    lossy !== '' && { text: lossy, look: 'amber' },
    kind === 'synthetic' && { text: 'Synthetic 2D', look: 'plain' },
    kind === 'recombined' && { text: 'Recombined', look: 'plain' },
    header.frames > 1 && { text: `Frame ${frame + 1} of ${header.frames}`, look: 'plain' },
  ];
  return badges.filter((badge) => badge !== false);
}

type Way = Pick<Hanging, 'quarterTurns' | 'mirrored'>;

export interface BadgedView {
  /** As the view was hung, and whether the picture decided that. */
  readonly hung: Way & Pick<PictureHanging, 'fromPicture'>;
  /** As it is seen. */
  readonly seen: Way;
  readonly inverted: boolean;
  /** Zooming and panning it moves others, too. */
  readonly linked: boolean;
  /** A millimetre is not as large as in the other views on the screen. */
  readonly anotherScale: boolean;
}

/** A view as it was hung and as it is seen. */
interface TurnedView {
  readonly hung: Way;
  readonly seen: Way;
}

/** Whether the reader turned or mirrored the view. */
export function isTurned({ hung, seen }: TurnedView): boolean {
  return hung.mirrored !== seen.mirrored || hung.quarterTurns !== seen.quarterTurns;
}

/** First what can mislead. */
export function viewBadges(view: BadgedView): readonly Badge[] {
  const { mirrored, degrees } = changeOf(view);
  const badges: readonly (Badge | false)[] = [
    view.hung.fromPicture !== null && { text: view.hung.fromPicture, look: 'amber' },
    mirrored && { text: 'Mirrored', look: 'amber' },
    degrees !== 0 && { text: `Turned ${degrees}°`, look: 'amber' },
    view.anotherScale && { text: 'Another scale', look: 'amber' },
    view.inverted && { text: 'Inverted', look: 'quiet' },
    view.linked && { text: 'Linked', look: 'quiet' },
  ];
  return badges.filter((badge) => badge !== false);
}

/**
 * What leads from the hung to the seen view: left and right exchanged as they were seen, then turned clockwise. Mirroring
 * after a turn is the opposite turn after mirroring.
 */
function changeOf({ hung, seen }: TurnedView) {
  const mirrored = hung.mirrored !== seen.mirrored;
  const turns = mirrored ? seen.quarterTurns + hung.quarterTurns : seen.quarterTurns - hung.quarterTurns;
  return { mirrored, degrees: (((turns % 4) + 4) % 4) * 90 };
}

/** PS3.3 C.7.6.1.1.5.1. */
const methodNames: ReadonlyMap<string, string> = new Map([
  ['ISO_10918_1', 'JPEG'],
  ['ISO_14495_1', 'JPEG-LS'],
  ['ISO_15444_1', 'JPEG 2000'],
  ['ISO_15444_15', 'HTJ2K'],
]);

/** Transfer syntaxes that can lose something. */
const syntaxNames: ReadonlyMap<string, string> = new Map([
  [TransferSyntax.JpegBaseline, 'JPEG'],
  [TransferSyntax.JpegExtended, 'JPEG'],
  ['1.2.840.10008.1.2.4.81', 'JPEG-LS'],
  ['1.2.840.10008.1.2.4.91', 'JPEG 2000'],
  ['1.2.840.10008.1.2.4.203', 'HTJ2K'],
]);

/** "Lossy JPEG 10:1", one after the other where the image was compressed more than once. */
function lossyText(header: ImageHeader, { lossyMethods, lossyRatios }: AcquisitionDetails): string {
  if (!header.lossy) return '';
  const times = Math.max(1, lossyMethods.length, lossyRatios.length);
  const only = times === 1 ? (syntaxNames.get(header.transferSyntaxUid) ?? '') : '';
  const passes = Array.from({ length: times }, (_, index) => {
    const method = lossyMethods[index] ?? '';
    const name = methodNames.get(method) ?? (method || only);
    const ratio = lossyRatios[index];
    return [name, ratio === undefined ? '' : `${Number(ratio.toPrecision(3))}:1`]
      .filter((part) => part !== '')
      .join(' ');
  });
  return ['Lossy', passes.filter((pass) => pass !== '').join(', ')].join(' ').trimEnd();
}
