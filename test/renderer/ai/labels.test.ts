import { describe, expect, it } from 'vitest';
import type { Affine, Rect } from '../../../contract/geometry.ts';
import { mappedBounds } from '../../../imaging/geometry/rect.ts';
import { placeLabels, type LabelRequest } from '../../../renderer/ai/labelPlacement.ts';
import { bracketPath, layOutLabels } from '../../../renderer/ai/markLabels.ts';
import { examMarks } from '../../../renderer/ai/marks.ts';
import { contour, gmic, gmicWeights, hds, shownExam, shownImage, shownWeights } from './samples.ts';

const tile: Rect = { x: 0, y: 0, width: 400, height: 600 };
const label = (key: string, around: Rect, at: LabelRequest['at'] = 'beside'): LabelRequest => ({
  key,
  around,
  at,
  width: 50,
  height: 19,
});
const placed = (requests: readonly LabelRequest[], covered: readonly Rect[] = []) => {
  const places = placeLabels(requests, tile, covered);
  return requests.map(({ key, width, height }) => {
    const place = places.get(key);
    return place === undefined ? null : { ...place, width, height };
  });
};
const apart = (one: Rect, other: Rect) =>
  one.x + one.width <= other.x ||
  other.x + other.width <= one.x ||
  one.y + one.height <= other.y ||
  other.y + other.height <= one.y;

describe('placeLabels', () => {
  const mark = { x: 100, y: 200, width: 80, height: 60 };
  it('stands above, in the middle', () => {
    expect(placed([label('a', mark)])).toEqual([{ x: 115, y: 177, width: 50, height: 19 }]);
  });
  it('stands below what touches the upper edge, and beside what is as high as the tile', () => {
    const [below] = placed([label('a', { ...mark, y: 0 })]);
    expect(below!.y).toBe(64);
    const [beside] = placed([label('a', { ...mark, y: -10, height: 700 })]);
    expect(beside!.x).toBe(184);
  });
  it('keeps labels off each other and off other marks', () => {
    const other = { x: 100, y: 120, width: 80, height: 70 };
    const [one, two] = placed([label('a', mark), label('b', other)]);
    for (const place of [one!, two!])
      for (const around of [mark, other]) expect(apart(place, around)).toBe(true);
    expect(apart(one!, two!)).toBe(true);
  });
  it('stands inside a box that fills the tile, but never over a finding', () => {
    const whole = { x: -100, y: -100, width: 900, height: 900 };
    expect(placed([label('a', whole, 'corner')])).toMatchObject([{ x: 4, y: 4 }]);
    expect(placed([label('a', whole)])).toEqual([null]);
  });
  it('covers no finding and no measurement: it goes elsewhere, or is left out', () => {
    const above = { x: 0, y: 170, width: 400, height: 30 };
    const [below] = placed([label('a', mark)], [above]);
    expect(below).toMatchObject({ y: 264 });
    const around = [
      above,
      { x: 0, y: 260, width: 400, height: 30 },
      { x: 0, y: 190, width: 100, height: 90 },
    ];
    const [beside] = placed([label('a', mark)], around);
    expect(beside).toMatchObject({ x: 184 });
    expect(placed([label('a', mark)], [...around, { x: 180, y: 190, width: 220, height: 90 }])).toEqual([
      null,
    ]);
  });
  it('leaves out what is out of sight', () => {
    expect(placed([label('a', { ...mark, x: 500 })])).toEqual([null]);
  });
  it('puts ranks at corners', () => {
    expect(placed([label('a', mark, 'corner')])).toMatchObject([{ x: 100, y: 177 }]);
  });
});

describe('layOutLabels', () => {
  const weights = shownWeights('h');
  const patches = gmicWeights('g');
  const contours = Array.from({ length: 9 }, (_, index) =>
    contour(0.99 - index / 100, {
      x: 300 * (index % 3),
      y: 400 * Math.floor(index / 3),
      width: 60,
      height: 60,
    }),
  );
  const exam = shownExam(
    [weights, patches],
    [shownImage('i', [hds(weights, contours), gmic(patches, [0.6])])],
  );
  const marks = examMarks(exam, { networks: {}, thresholds: {} });
  const half: Affine = { a: 0.4, b: 0, c: 0, d: 0.4, e: 20, f: 50 };

  it('labels the five most probable outlines, and the chosen one', () => {
    const texts = (...selected: string[]) =>
      layOutLabels(marks, half, tile, { pointed: new Set(selected), taken: [] })
        .map(({ text }) => text)
        .sort();
    expect(texts()).toEqual(['1', '1  0.99', '2  0.98', '3  0.97', '4  0.96', '5  0.95']);
    expect(texts(marks.contours[8].key)).toContain('9  0.91');
  });
  it('lays no label over an outline, nor over what was measured', () => {
    const measured = { x: 100, y: 100, width: 300, height: 300 };
    const findings = marks.contours.map(({ rect }) => mappedBounds(rect, half));
    const labels = layOutLabels(marks, half, tile, { pointed: new Set(), taken: [measured] });
    expect(labels.length).toBeGreaterThan(2);
    for (const { key, offset, width, height } of labels) {
      const mark = [...marks.contours, ...marks.patches].find((other) => other.key === key)!;
      const around = mappedBounds(mark.rect, half);
      const place = { x: around.x + offset.x, y: around.y + offset.y, width, height };
      for (const covered of [...findings, measured]) expect(apart(place, covered), key).toBe(true);
    }
  });
  it('gives offsets that panning leaves as they are', () => {
    const moved = { ...half, e: half.e + 7, f: half.f - 3 };
    const offsets = (map: Affine) =>
      layOutLabels(marks, map, tile, { pointed: new Set(), taken: [] }).map(({ key, offset }) => [
        key,
        offset.x,
        offset.y,
      ]);
    const [one, other] = [offsets(half), offsets(moved)];
    for (const [index, [key, x, y]] of one.entries()) {
      expect(other[index][0]).toBe(key);
      expect(Number(other[index][1])).toBeCloseTo(Number(x), 0);
      expect(Number(other[index][2])).toBeCloseTo(Number(y), 0);
    }
  });
});

describe('bracketPath', () => {
  it('stays outside the rectangle', () => {
    const numbers = bracketPath({ x: 100, y: 100, width: 40, height: 40 })
      .match(/-?[\d.]+/g)!
      .map(Number);
    expect(Math.min(...numbers)).toBe(94);
    expect(Math.max(...numbers)).toBe(146);
  });
});
