import { describe, expect, it } from 'vitest';
import {
  imageBadges,
  isTurned,
  viewBadges,
  type BadgedImage,
  type BadgedView,
} from '../../../renderer/hanging/badges.ts';
import { orientationLetters } from '../../../renderer/hanging/orientationLetters.ts';
import { mirroredAsSeen, turned } from '../../../renderer/reading/cameraMoves.ts';
import type { Camera } from '../../../renderer/viewport/camera.ts';
import { acquisitionDetails, cornerSubject } from './cornerSubject.ts';

const camera = (quarterTurns: Camera['quarterTurns'], mirrored: boolean): Camera => ({
  centre: { x: 0, y: 0 },
  scale: 1,
  quarterTurns,
  mirrored,
});
const ways = ([0, 1, 2, 3] as const).flatMap((quarterTurns) =>
  [false, true].map((mirrored) => ({ ...camera(quarterTurns, mirrored), fromPicture: null })),
);
const asStored = { ...camera(0, false), fromPicture: null };
const badges = ({ hung, ...view }: Partial<BadgedView>) =>
  viewBadges({
    hung: hung ?? asStored,
    seen: camera(0, false),
    inverted: false,
    linked: false,
    anotherScale: false,
    ...view,
  }).map(({ text, look }) => (look === 'amber' ? `! ${text}` : text));

describe('badges of a view', () => {
  it('are none as it was hung, whichever way round that is', () => {
    for (const hung of ways) {
      expect(badges({ hung, seen: { ...hung } })).toEqual([]);
      expect(isTurned({ hung, seen: { ...hung } })).toBe(false);
    }
  });

  it('say what the reader did to it, as it is seen, whichever way round it was hung', () => {
    for (const hung of ways) {
      expect(badges({ hung, seen: turned(hung) })).toEqual(['! Turned 90°']);
      expect(badges({ hung, seen: turned(turned(turned(hung))) })).toEqual(['! Turned 270°']);
      expect(badges({ hung, seen: mirroredAsSeen(hung) })).toEqual(['! Mirrored']);
      expect(badges({ hung, seen: turned(mirroredAsSeen(hung)) })).toEqual(['! Mirrored', '! Turned 90°']);
      expect(badges({ hung, seen: mirroredAsSeen(turned(turned(hung))) })).toEqual([
        '! Mirrored',
        '! Turned 180°',
      ]);
      expect(isTurned({ hung, seen: turned(hung) })).toBe(true);
    }
  });

  it('say first that it hangs by what the picture shows, wherever the view is drawn', () => {
    const hung = { ...asStored, fromPicture: 'Orientation from the picture' };
    expect(badges({ hung, seen: mirroredAsSeen(hung) })).toEqual([
      '! Orientation from the picture',
      '! Mirrored',
    ]);
  });

  it('tell another scale loudly, inversion and links quietly', () => {
    expect(badges({ inverted: true, linked: true, anotherScale: true })).toEqual([
      '! Another scale',
      'Inverted',
      'Linked',
    ]);
  });
});

interface ImageChanges {
  readonly kind?: BadgedImage['kind'];
  readonly header?: Partial<BadgedImage['header']>;
  readonly details?: Partial<BadgedImage['details']>;
  readonly frame?: number;
}

describe('badges of an image', () => {
  const badgesOf = ({ kind = 'conventional', header, details, frame = 0 }: ImageChanges) =>
    imageBadges({
      kind,
      header: { ...cornerSubject.header, ...header },
      details: { ...acquisitionDetails, ...details },
      frame,
    }).map(({ text, look }) => `${look}: ${text}`);

  it('are none of one that is for reading, whole and a single frame', () => {
    expect(badgesOf({})).toEqual([]);
    for (const kind of ['low-energy', 'tomosynthesis'] as const) expect(badgesOf({ kind })).toEqual([]);
  });

  it('tell what kind it is and which frame is shown', () => {
    expect(badgesOf({ kind: 'synthetic' })).toEqual(['plain: Synthetic 2D']);
    expect(badgesOf({ kind: 'recombined' })).toEqual(['plain: Recombined']);
    expect(badgesOf({ header: { frames: 60 }, frame: 11 })).toEqual(['plain: Frame 12 of 60']);
  });

  it('tell loudly, and first, what makes it less good for reading', () => {
    const header = { presentationIntent: 'FOR PROCESSING', lossy: true, frames: 2 } as const;
    expect(badgesOf({ kind: 'recombined', header })).toEqual([
      'amber: For Processing: not for reading',
      'amber: Lossy',
      'plain: Recombined',
      'plain: Frame 1 of 2',
    ]);
  });

  it('name the lossy compression as far as it is known', () => {
    const lossy = (
      details: NonNullable<ImageChanges['details']>,
      transferSyntaxUid = '1.2.840.10008.1.2.1',
    ) => badgesOf({ header: { lossy: true, transferSyntaxUid }, details });
    expect(lossy({})).toEqual(['amber: Lossy']);
    expect(lossy({ lossyRatios: [10] }, '1.2.840.10008.1.2.4.51')).toEqual(['amber: Lossy JPEG 10:1']);
    expect(lossy({ lossyMethods: ['ISO_14495_1'], lossyRatios: [4.39684] })).toEqual([
      'amber: Lossy JPEG-LS 4.4:1',
    ]);
    expect(lossy({ lossyMethods: ['ISO_10918_1', 'ISO_15444_1'], lossyRatios: [10, 5] })).toEqual([
      'amber: Lossy JPEG 10:1, JPEG 2000 5:1',
    ]);
    expect(lossy({ lossyMethods: ['OTHER'] })).toEqual(['amber: Lossy OTHER']);
  });
});

describe('letters of orientation', () => {
  const image = { patientOrientation: ['A', 'FR'] as const };

  it('stand where Patient Orientation has them, and opposite', () => {
    expect(orientationLetters(image, camera(0, false))).toEqual({
      left: 'P',
      right: 'A',
      top: 'HL',
      bottom: 'FR',
    });
  });

  it('go with the picture when it is mirrored or turned', () => {
    expect(orientationLetters(image, camera(0, true))).toEqual({
      left: 'A',
      right: 'P',
      top: 'HL',
      bottom: 'FR',
    });
    // Clockwise: what was above is at the right.
    expect(orientationLetters(image, camera(1, false))).toEqual({
      left: 'FR',
      right: 'HL',
      top: 'P',
      bottom: 'A',
    });
    expect(orientationLetters(image, camera(2, false))).toEqual({
      left: 'A',
      right: 'P',
      top: 'FR',
      bottom: 'HL',
    });
    expect(orientationLetters(image, camera(3, true))).toEqual({
      left: 'HL',
      right: 'FR',
      top: 'P',
      bottom: 'A',
    });
  });

  it('are none where it is not stated, or no direction', () => {
    for (const patientOrientation of [null, ['A', ''], ['A', 'X']] as const)
      expect(orientationLetters({ patientOrientation }, camera(0, false))).toBeNull();
  });
});
