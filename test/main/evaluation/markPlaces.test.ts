import { describe, expect, it } from 'vitest';
import { identity, scaling } from '../../../imaging/geometry/affine.ts';
import {
  defaultThreshold,
  marksOf,
  placeMarks,
  type MarkGrid,
  type TissueMap,
} from '../../../main/evaluation/markPlaces.ts';
import { summaryOf } from '../../../main/evaluation/realMarks.ts';
import { cardOf, gmicFindings, hdsFindings, map } from './samples.ts';

const point = (threshold: number) => ({ threshold, sensitivity: 1, falsePositivesPerImage: 1 });

describe('the default threshold', () => {
  it.each([
    [undefined, 0.5],
    [[], 0.5],
    [[point(0.3), point(0.7)], 0.7],
    [[point(0.6), point(0.7)], 0.6],
    [[point(0.5), point(0.7)], 0.5],
  ])('of operating points %j is %d', (operatingPoints, expected) => {
    const more = operatingPoints === undefined ? {} : { operatingPoints };
    expect(defaultThreshold(cardOf('h', 'hds-uresnet', more))).toBe(expected);
  });

  it('of GMIC may be low', () => {
    expect(defaultThreshold(cardOf('g', 'gmic', { operatingPoints: [point(0.1), point(0.2)] }))).toBe(0.2);
  });
});

describe('marks of a network', () => {
  it('are the regions that the reader is shown', () => {
    const big = ['6666000', '6696000', '6666000', '6666008', '0000000', '7777000', '7777000', '7777000', '7777000']; // prettier-ignore
    const { labels, scores } = marksOf(hdsFindings(map(...big)), 0.8);
    expect(scores).toEqual([Math.fround(0.9)]);
    expect(labels.filter((label) => label === 1)).toHaveLength(16);
    // The single pixel is too small, and the region of 0.7 below the threshold.
    expect(labels.filter((label) => label > 1)).toHaveLength(0);
    expect(marksOf(hdsFindings(map(...big)), 0.5).scores).toEqual([Math.fround(0.9), Math.fround(0.7)]);
  });

  it('of GMIC are the cells where either saliency peaks', () => {
    const { labels, scores } = marksOf(gmicFindings(map('90000', '00000'), map('00007', '00000')), 0.5);
    expect(scores).toEqual([Math.fround(0.9), Math.fround(0.7)]);
    expect([...labels]).toEqual([1, 0, 0, 0, 2, 0, 0, 0, 0, 0]);
  });
});

/** 100 x 100: film left, breast right of column 30, muscle in rows 80 and above, a label at the upper left. */
function film(): TissueMap {
  const data = new Uint8Array(10_000).fill(64);
  const grey = new Uint8Array(10_000).fill(10);
  for (let row = 0; row < 100; row++) {
    data.fill(row < 80 ? 128 : 255, row * 100 + 30, row * 100 + 100);
    grey.fill(120, row * 100 + 30, row * 100 + 100);
    if (row < 10) grey.fill(200, row * 100, row * 100 + 10);
  }
  return { width: 100, height: 100, data, grey };
}

/** Squares of ten pixels, by their first column and row. */
function squares(...corners: readonly (readonly [x: number, y: number])[]): MarkGrid {
  const labels = new Int32Array(10_000);
  corners.forEach(([x, y], index) => {
    for (let row = Math.max(0, y); row < y + 10; row++)
      labels.fill(index + 1, row * 100 + x, row * 100 + x + 10);
  });
  return { width: 100, height: 100, labels, scores: corners.map(() => 0.9), toSource: identity };
}

describe('places of marks', () => {
  it('are told by the tissue under most of the mark', () => {
    const { marks, mask } = placeMarks(
      squares([60, 40], [30, 40], [28, 60], [60, 85], [0, 0], [5, 50]),
      film(),
    );
    expect(marks.map(({ place }) => place)).toEqual([
      'breast',
      'breast',
      'breast',
      'pectoral-muscle',
      'film-label',
      'blank-film',
    ]);
    // Two columns beside the film are the edge (a fiftieth of 100).
    expect(marks[1]).toMatchObject({ areaPixels: 100, background: 0, edge: 0.2, centre: { x: 35, y: 45 } });
    expect(marks[2]).toMatchObject({ background: 0.2, edge: 0.2 });
    expect(mask.reduce((sum, inside) => sum + inside, 0)).toBe(600);
  });

  it('are the edge where a mark lies along it', () => {
    const labels = new Int32Array(10_000);
    for (let row = 20; row < 60; row++) labels.fill(1, row * 100 + 30, row * 100 + 32);
    const grid: MarkGrid = { width: 100, height: 100, labels, scores: [0.6], toSource: identity };
    expect(placeMarks(grid, film()).marks[0].place).toBe('breast-edge');
  });

  it('follow a coarse grid to the image, and one that reaches beyond it', () => {
    const labels = Int32Array.of(0, 1, 0, 2);
    const grid: MarkGrid = { width: 2, height: 2, labels, scores: [0.9, 0.8], toSource: scaling(50, 100) };
    const { marks } = placeMarks(grid, film());
    expect(marks[0]).toMatchObject({ areaPixels: 5000, place: 'breast' });
    expect(marks[0].pectoral).toBeCloseTo(0.2, 12);
    expect(marks[1]).toMatchObject({ areaPixels: 0, background: 1, centre: null, place: 'blank-film' });
  });

  it('are counted over images', () => {
    const { marks } = placeMarks(squares([60, 40], [0, 0], [5, 50]), film());
    const images = [
      { set: 's', image: 'a', marks },
      { set: 's', image: 'b', marks: [] },
    ];
    expect(summaryOf('s', images)).toEqual({
      set: 's',
      images: 2,
      imagesWithMarks: 1,
      marks: 3,
      marksPerImage: 1.5,
      places: { breast: 1, 'breast-edge': 0, 'pectoral-muscle': 0, 'film-label': 1, 'blank-film': 1 },
      outside: 2,
    });
  });
});
