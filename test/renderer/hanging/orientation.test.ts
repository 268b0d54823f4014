import { describe, expect, it } from 'vitest';
import type { Laterality, ViewPosition } from '../../../contract/view.ts';
import type { ImageHeader } from '../../../contract/image.ts';
import { apply } from '../../../imaging/geometry/affine.ts';
import { uprightTurn } from '../../../imaging/prepare/hanging.ts';
import { hangingOf } from '../../../renderer/hanging/orientation.ts';
import { sourceToTile } from '../../../renderer/viewport/camera.ts';

type Orientation = readonly [string, string] | null;

function hung(label: string, orientation: Orientation) {
  const [side, view] = label.split(' ');
  return hangingOf({
    laterality: side === '?' ? null : (side as Laterality),
    view: view as ViewPosition,
    patientOrientation: orientation,
  });
}

const asStored = { quarterTurns: 0, mirrored: false };

describe('hanging by Patient Orientation', () => {
  it('leaves images as they are that are stored the usual way', () => {
    expect(hung('L CC', ['A', 'R'])).toEqual({ chestWall: 'left', ...asStored });
    expect(hung('R CC', ['P', 'L'])).toEqual({ chestWall: 'right', ...asStored });
    expect(hung('L MLO', ['A', 'FR'])).toEqual({ chestWall: 'left', ...asStored });
    expect(hung('R MLO', ['P', 'FL'])).toEqual({ chestWall: 'right', ...asStored });
    expect(hung('L MLO', ['A', 'F'])).toEqual({ chestWall: 'left', ...asStored });
    expect(hung('R ML', ['P', 'F'])).toEqual({ chestWall: 'right', ...asStored });
  });

  it('turns a view that lies on its side: the stereotactic L CC with R\\P, a quarter clockwise', () => {
    expect(hung('L CC', ['R', 'P'])).toEqual({ chestWall: 'left', quarterTurns: 1, mirrored: false });
  });

  it('turns a view that stands on its head', () => {
    expect(hung('L MLO', ['P', 'H'])).toEqual({ chestWall: 'left', quarterTurns: 2, mirrored: false });
    expect(hung('R CC', ['A', 'R'])).toEqual({ chestWall: 'right', quarterTurns: 2, mirrored: false });
  });

  it('mirrors a view that was stored the other way round', () => {
    expect(hung('L CC', ['P', 'R'])).toEqual({ chestWall: 'left', quarterTurns: 0, mirrored: true });
    expect(hung('R MLO', ['A', 'F'])).toEqual({ chestWall: 'right', quarterTurns: 0, mirrored: true });
  });

  it('reads lower case, spaces and oblique directions by their first letter', () => {
    expect(hung('R MLO', [' pl', 'fla'])).toEqual({ chestWall: 'right', ...asStored });
  });

  const letters = ['A', 'P', 'H', 'F', 'L', 'R'];
  const named = letters.flatMap((row) => letters.map((column): [string, string] => [row, column]));
  const frontOrBack = (letter: string) => letter === 'A' || letter === 'P';
  const usable = named.filter(([row, column]) => frontOrBack(row) !== frontOrBack(column));

  it('puts the chest wall and the feet, or the inner side, where they belong, in every orientation', () => {
    expect(usable).toHaveLength(16);
    for (const laterality of ['L', 'R'] as const) {
      for (const orientation of usable) {
        const { chestWall, ...way } = hung(`${laterality} MLO`, orientation);
        expect(chestWall).toBe(laterality === 'L' ? 'left' : 'right');
        const map = sourceToTile({ centre: { x: 0, y: 0 }, scale: 1, ...way }, { width: 0, height: 0 }, 1);
        const ends = [
          { letter: orientation[0], at: apply(map, { x: 1, y: 0 }) },
          { letter: orientation[1], at: apply(map, { x: 0, y: 1 }) },
        ];
        for (const { letter, at } of ends) {
          if (letter === 'P') expect(at.x).toBe(laterality === 'L' ? -1 : 1);
          if (letter === 'A') expect(at.x).toBe(laterality === 'L' ? 1 : -1);
          if (letter === 'F' || (letter !== laterality && 'LR'.includes(letter))) expect(at.y).toBe(1);
          if (letter === 'H' || letter === laterality) expect(at.y).toBe(-1);
        }
      }
    }
  });

  it('is upright where the networks are given the image upright', () => {
    for (const orientation of usable) {
      const { transpose, flipVertical } = uprightTurn({
        laterality: 'L',
        patientOrientation: orientation,
      } as unknown as ImageHeader);
      const { quarterTurns, mirrored } = hung('L CC', orientation);
      expect(transpose).toBe(quarterTurns % 2 === 1);
      const down = sourceToTile(
        { centre: { x: 0, y: 0 }, scale: 1, quarterTurns, mirrored },
        { width: 0, height: 0 },
        1,
      );
      expect(flipVertical).toBe((transpose ? down.b : down.d) < 0);
    }
  });
});

describe('hanging without a usable Patient Orientation', () => {
  it('keeps images as stored, with the chest wall where such images have it', () => {
    for (const orientation of [null, ['', ''], ['A', 'P'], ['L', 'F'], ['X', 'A']] as Orientation[]) {
      expect(hung('R CC', orientation)).toEqual({ chestWall: 'right', ...asStored });
      expect(hung('L MLO', orientation)).toEqual({ chestWall: 'left', ...asStored });
    }
  });

  it('knows no chest wall where the side is not known', () => {
    expect(hung('? CC', null)).toEqual({ chestWall: null, ...asStored });
  });

  it('never turns a specimen, which has no chest wall', () => {
    expect(hung('L SPECIMEN', ['P', 'H'])).toEqual({ chestWall: null, ...asStored });
  });
});

describe('hanging where the side is not known', () => {
  it('turns upright without mirroring, and finds the chest wall', () => {
    expect(hung('? MLO', ['A', 'F'])).toEqual({ chestWall: 'left', ...asStored });
    expect(hung('? MLO', ['P', 'F'])).toEqual({ chestWall: 'right', ...asStored });
    expect(hung('? MLO', ['A', 'H'])).toEqual({ chestWall: 'right', quarterTurns: 2, mirrored: false });
    expect(hung('? CC', ['A', 'R'])).toEqual({ chestWall: 'left', ...asStored });
  });
});
