import { describe, expect, it } from 'vitest';
import type { BreastContent } from '../../../imaging/prepare/breastContent.ts';
import { guessFromPicture } from '../../../renderer/stating/guess.ts';
import { isUnknown, statedByRows, statingRows } from '../../../renderer/stating/rows.ts';
import { examImage } from '../ai/samples.ts';

const content = (chestWall: BreastContent['chestWall'], topFrom: number, topTo: number): BreastContent => ({
  bounds: { x: 0, y: 0, width: 100, height: 100 },
  chestWall,
  cell: 10,
  columns: 10,
  first: Int16Array.from([topFrom, topFrom, 0, 0]),
  last: Int16Array.from([topTo, topTo, 5, 5]),
});

describe('a guess from the picture', () => {
  it('takes the side from the chest wall, and the view from what reaches the upper edge there', () => {
    expect(guessFromPicture(content('left', 0, 3))).toEqual({ laterality: 'L', view: 'MLO' });
    expect(guessFromPicture(content('right', 6, 9))).toEqual({ laterality: 'R', view: 'MLO' });
    expect(guessFromPicture(content('left', 0, -1))).toEqual({ laterality: 'L', view: 'CC' });
    expect(guessFromPicture(content(null, 0, 3))).toEqual({ laterality: null, view: null });
    expect(guessFromPicture(null)).toEqual({ laterality: null, view: null });
  });
});

it('side and view are asked for where a mammogram lacks one, analysed or not', () => {
  const sideless = examImage('raw', null, 'CC', 'For Processing');
  expect(isUnknown(sideless)).toBe(true);
  expect(isUnknown(examImage('known', 'R', 'CC'))).toBe(false);
  expect(isUnknown({ ...sideless, isMammogram: false })).toBe(false);
});

describe('what is stated', () => {
  const known = examImage('known', 'R', 'CC');
  const unknown = examImage('unknown', null, null, 'no side stated');
  const guesses = { unknown: { laterality: 'L', view: 'MLO' } } as const;

  it('begins with guesses, marked as such, where nothing is known, and those first', () => {
    const rows = statingRows([known, unknown], guesses, {});
    expect(rows.map(({ image, laterality, view }) => [image.imageId, laterality, view])).toEqual([
      ['unknown', 'L', 'MLO'],
      ['known', 'R', 'CC'],
    ]);
    expect(rows[0].guessed).toEqual({ laterality: true, view: true });
    expect(statedByRows(rows)).toEqual([
      { imageId: 'unknown', laterality: 'L', view: 'MLO', analyseAnyway: false },
    ]);
  });

  it('is what was chosen, a guess where nothing was, and nothing where somebody said not known', () => {
    const choices = { unknown: { laterality: null }, known: { laterality: 'L' } } as const;
    const rows = statingRows([known, unknown], guesses, choices);
    expect(rows[0]).toMatchObject({
      laterality: null,
      view: 'MLO',
      guessed: { laterality: false, view: true },
    });
    expect(statedByRows(rows)).toEqual([
      { imageId: 'unknown', laterality: null, view: 'MLO', analyseAnyway: false },
      { imageId: 'known', laterality: 'L', view: null, analyseAnyway: false },
    ]);
  });

  it('is taken back by choosing what the file has', () => {
    const stated = { laterality: 'L', view: null, analyseAnyway: false, by: 'me', time: '2026' } as const;
    const image = { ...examImage('one', 'L', 'CC'), stated };
    expect(statedByRows(statingRows([image], {}, {}))).toEqual([]);
    expect(statedByRows(statingRows([image], {}, { one: { laterality: null } }))).toEqual([
      { imageId: 'one', laterality: null, view: null, analyseAnyway: false },
    ]);
  });
});
