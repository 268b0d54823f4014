import { describe, expect, it } from 'vitest';
import { isTurned, viewBadges, type BadgedView } from '../../../renderer/hanging/badges.ts';
import { orientationLetters } from '../../../renderer/hanging/orientationLetters.ts';
import { mirroredAsSeen, turned } from '../../../renderer/reading/cameraMoves.ts';
import type { Camera } from '../../../renderer/viewport/camera.ts';

const camera = (quarterTurns: Camera['quarterTurns'], mirrored: boolean): Camera => ({
  centre: { x: 0, y: 0 },
  scale: 1,
  quarterTurns,
  mirrored,
});
const ways = ([0, 1, 2, 3] as const).flatMap((quarterTurns) =>
  [false, true].map((mirrored) => camera(quarterTurns, mirrored)),
);
const badges = (view: Partial<BadgedView>) =>
  viewBadges({
    hung: camera(0, false),
    seen: camera(0, false),
    inverted: false,
    linked: false,
    anotherScale: false,
    ...view,
  }).map(({ text, amber }) => (amber ? `! ${text}` : text));

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

  it('tell another scale loudly, inversion and links quietly', () => {
    expect(badges({ inverted: true, linked: true, anotherScale: true })).toEqual([
      '! Another scale',
      'Inverted',
      'Linked',
    ]);
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
