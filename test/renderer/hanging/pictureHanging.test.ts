import { describe, expect, it } from 'vitest';
import type { ExamImage } from '../../../contract/exam.ts';
import type { BreastContent } from '../../../imaging/prepare/breastContent.ts';
import { hangingOf } from '../../../renderer/hanging/orientation.ts';
import { hungByPicture } from '../../../renderer/hanging/pictureHanging.ts';
import { chestWallEdge } from '../../../renderer/hanging/placement.ts';
import { imageOf } from './exam.ts';

const edges = ['left', 'right', 'top', 'bottom'] as const;

/** 3000 x 2400 pixels; the breast is cut off at its chest wall alone. */
function seenAt(
  chestWall: BreastContent['chestWall'],
  bounds = { x: 600, y: 600, width: 1200, height: 1500 },
) {
  const rows = Int16Array.of(0);
  return { bounds, chestWall, cell: 3000, columns: 1, first: rows, last: rows };
}

const hung = (image: ExamImage, breast: BreastContent | null) =>
  hungByPicture({ ...hangingOf(image), image }, breast);

describe('hanging by the picture', () => {
  it('brings the chest wall to the middle where nothing says how the image lies', () => {
    for (const label of ['R CC', 'L MLO']) {
      const image = imageOf(label);
      const side = label.startsWith('R') ? 'right' : 'left';
      for (const edge of edges) {
        const found = hung(image, seenAt(edge));
        expect(found.chestWall).toBe(side);
        expect(chestWallEdge(found)).toBe(edge);
        expect(found.fromPicture).toBe(edge === side ? null : 'Orientation from the picture');
      }
      // The wall at the opposite edge: mirrored, not turned, as collections store them.
      expect(hung(image, seenAt(side === 'right' ? 'left' : 'right'))).toMatchObject({
        quarterTurns: 0,
        mirrored: true,
      });
    }
  });

  it('repairs what its header has plainly wrong, and says so', () => {
    const image = imageOf('R CC', { patientOrientation: ['P', 'L'] });
    expect(hung(image, seenAt('right'))).toEqual({ ...hangingOf(image), fromPicture: null });
    const repaired = hung(image, seenAt('left'));
    expect(repaired).toMatchObject({ chestWall: 'right', mirrored: true });
    expect(repaired.fromPicture).toBe('Orientation from the picture: its header says otherwise');
    expect(chestWallEdge(repaired)).toBe('left');
  });

  it('turns an oblique view that stands on its head', () => {
    const image = imageOf('L MLO');
    const cutOffBelow = { x: 1200, y: 300, width: 1200, height: 2700 };
    expect(hung(image, seenAt('right', cutOffBelow))).toMatchObject({ quarterTurns: 2, mirrored: false });
    const cutOffAbove = { x: 1200, y: 0, width: 1200, height: 2700 };
    expect(hung(image, seenAt('right', cutOffAbove))).toMatchObject({ quarterTurns: 0, mirrored: true });
  });

  it('of an unknown side has the wall where it is seen, as stored', () => {
    const image = imageOf('R CC', { laterality: null });
    for (const edge of ['left', 'right'] as const) {
      expect(hung(image, seenAt(edge))).toEqual({
        chestWall: edge,
        quarterTurns: 0,
        mirrored: false,
        fromPicture: null,
      });
    }
  });

  it('leaves alone what the picture does not show clearly, spot views and specimens', () => {
    for (const [label, breast] of [
      ['R CC', seenAt(null)],
      ['R CC', null],
      ['R CC M', seenAt('left')],
      ['R CC S', seenAt('left')],
      ['R SPECIMEN', seenAt('left')],
    ] as const) {
      const image = imageOf(label);
      expect(hung(image, breast)).toEqual({ ...hangingOf(image), fromPicture: null });
    }
    expect(hung(imageOf('R CC ID'), seenAt('left')).mirrored).toBe(true);
  });
});
