import { describe, expect, test } from 'vitest';
import { camerasOf } from '../../../renderer/reading/hungCameras.ts';
import type { Cameras } from '../../../renderer/reading/shownTile.ts';
import {
  activeCentredOn,
  areLinked,
  atStep,
  hungAnew,
  hungWithNewImages,
  largeToggled,
  neighbourView,
  numberedView,
  panned,
  quadrantsOf,
  quadrantsToggled,
  shownTiles,
  tilesMovingWith,
  turnedToImage,
  walked,
  wentBack,
  zoomed,
  type Viewing,
} from '../../../renderer/reading/viewing.ts';
import { mirror } from '../../../renderer/reading/placements.ts';
import { emptyViewing, testPair, testStep, testSteps, testTile } from './tiles.ts';

const opened = hungAnew(emptyViewing, testSteps);
const camerasIn = (viewing: Viewing): Cameras => camerasOf({ ...viewing, tiles: shownTiles(viewing) }, {});
const idsShown = (viewing: Viewing) => shownTiles(viewing).map(({ tileId }) => tileId);
const times = (count: number, viewing: Viewing, step: (viewing: Viewing) => Viewing): Viewing =>
  count === 0 ? viewing : times(count - 1, step(viewing), step);

describe('walking', () => {
  test('an exam opens at its first step with the first view active', () => {
    expect(opened.stepIndex).toBe(0);
    expect(opened.activeTileId).toBe('R CC of overview');
  });

  test('steps forth and back end at the last and the first', () => {
    expect(walked(opened, -1)).toBe(opened);
    expect(walked(opened, 1).stepIndex).toBe(1);
    expect(walked(walked(opened, 1), -1).stepIndex).toBe(0);
  });

  test('the view that is active stays active where the next step shows it, too', () => {
    const left = { ...opened, activeTileId: 'L CC of overview' };
    expect(walked(left, 1).activeTileId).toBe('L CC of pair');
    expect(times(2, left, (viewing) => walked(viewing, 1)).activeTileId).toBe('R MLO of pair');
  });

  test('a step at 1:1 is walked part by part, also from its end', () => {
    const atPixels = atStep(opened, 3);
    const parts = quadrantsOf(atPixels);
    expect(parts).toBeGreaterThan(1);
    const last = times(parts - 1, atPixels, (viewing) => walked(viewing, 1));
    expect(last.quadrant).toBe(parts - 1);
    expect(last.stepIndex).toBe(3);
    expect(walked(last, 1)).toBe(last);
    expect(walked(atPixels, -1).stepIndex).toBe(2);
    const threeAgain = walked(hungAnew(emptyViewing, [...testSteps, testSteps[0]]), 1);
    expect(walked(atStep(threeAgain, 4), -1).quadrant).toBe(parts - 1);
  });

  test('a step that is left forgets where its views were moved', () => {
    const viewing = panned(opened, camerasIn(opened), 'R CC of overview', { x: 10, y: 10 });
    expect(Object.keys(viewing.moved)).toEqual(['R CC of overview']);
    expect(walked(viewing, 1).moved).toEqual({});
  });

  test('steps without tiles or images are borne', () => {
    const empty = hungAnew(emptyViewing, [
      testStep('empty', []),
      testStep('absent', [testTile('a', { image: null })]),
    ]);
    expect(empty.activeTileId).toBeNull();
    expect(walked(empty, 1).activeTileId).toBeNull();
    expect(neighbourView(empty, 1)).toBe(empty);
    expect(hungAnew(emptyViewing, []).activeTileId).toBeNull();
    expect(walked(hungAnew(emptyViewing, []), 1).stepIndex).toBe(0);
  });
});

describe('two windows', () => {
  const second = { area: { width: 500, height: 800 }, pixelRatio: 2 };
  const both = { ...opened, second };
  const placed = (viewing: Viewing) =>
    shownTiles(viewing).map(({ tileId, window }) => `${window}: ${tileId}`);

  test('have half of the views each, in the areas of their own', () => {
    expect(placed(both)).toEqual([
      'first: R CC of overview',
      'first: L CC of overview',
      'second: R MLO of overview',
      'second: L MLO of overview',
    ]);
    expect(shownTiles(both).map(({ box }) => box.width)).toEqual([500, 500, 250, 250]);
    expect(shownTiles(both).map(({ pixelRatio }) => pixelRatio)).toEqual([1, 1, 2, 2]);
  });

  test('show all views at one scale, that of the window with less room', () => {
    const scales = Object.values(camerasIn(both)).map(({ scale }) => scale);
    expect(scales).toHaveLength(4);
    expect(new Set(scales).size).toBe(1);
    // Images of 1000 x 2000 in tiles of 250 x 800.
    expect(scales[0]).toBeCloseTo(0.25, 12);
    expect(Object.values(camerasIn(opened))[0].scale).toBeCloseTo(0.25, 12);
  });

  test('a large view fills its own window, as large as it can be; the other one stays as it is', () => {
    const large = numberedView(both, 4);
    expect(placed(large)).toEqual([
      'first: R CC of overview',
      'first: L CC of overview',
      'second: L MLO of overview',
    ]);
    const cameras = camerasIn(large);
    expect(cameras['L MLO of overview'].scale).toBeCloseTo(0.4, 12);
    expect(cameras['R CC of overview'].scale).toBeCloseTo(0.5, 12);
    expect(placed(numberedView(large, 4))).toEqual(placed(both));
    // What has a window to itself already stays comparable.
    const pair = walked(both, 1);
    expect(camerasIn(numberedView(pair, 2))).toEqual(camerasIn(pair));
  });

  test('walk together, part by part on the finer screen too', () => {
    expect(placed(walked(both, 1))).toEqual(['first: R CC of pair', 'second: L CC of pair']);
    const alike = { ...both, second: { area: opened.area, pixelRatio: 1 } };
    const finer = { ...both, second: { area: { width: 500, height: 250 }, pixelRatio: 1 } };
    expect(quadrantsOf(atStep(finer, 3))).toBeGreaterThan(quadrantsOf(atStep(alike, 3)));
  });

  test('become one again without the second', () => {
    expect(shownTiles({ ...both, second: null })).toEqual(shownTiles(opened));
  });
});

describe('one view large', () => {
  test('fills the area and goes back by the same number', () => {
    const large = numberedView(opened, 3);
    expect(shownTiles(large)).toHaveLength(1);
    expect(shownTiles(large)[0]).toMatchObject({
      tileId: 'R MLO of overview',
      box: { x: 0, y: 0, width: 1000, height: 1000 },
    });
    expect(idsShown(numberedView(large, 3))).toHaveLength(4);
    expect(idsShown(numberedView(large, 4))).toEqual(['L MLO of overview']);
  });

  test('a number that the step has not is that of the first step that has it', () => {
    const pair = walked(opened, 1);
    expect(idsShown(numberedView(pair, 4))).toEqual(['L MLO of overview']);
    expect(idsShown(numberedView(pair, 2))).toEqual(['L CC of pair']);
    expect(numberedView(pair, 9)).toBe(pair);
  });

  test('the wheel turns to the neighbours and stops at either end', () => {
    const large = numberedView(opened, 1);
    expect(idsShown(neighbourView(large, 1))).toEqual(['L CC of overview']);
    expect(neighbourView(large, -1)).toBe(large);
  });

  test('parts at 1:1 begin anew with the next view', () => {
    const parts = walked(quadrantsToggled(numberedView(opened, 1)), 1);
    expect(parts.quadrant).toBe(1);
    expect(neighbourView(parts, 1).quadrant).toBe(0);
  });
});

test('tiles that share an edge meet without a gap at any size', () => {
  for (const width of [999, 1000, 1001]) {
    const boxes = shownTiles({ ...opened, area: { width, height: 777 } }).map(({ box }) => box);
    const ends = boxes.map(({ x, width: across }) => x + across);
    expect(boxes.map(({ x }) => x)).toEqual([0, ...ends.slice(0, -1)]);
    expect(ends).toHaveLength(4);
    expect(ends[3]).toBe(width);
  }
});

describe('images that come to an open exam', () => {
  const camera = { centre: { x: 100, y: 200 }, scale: 2, quarterTurns: 0, mirrored: false } as const;
  const missing = testTile('R MLO of pair', {
    image: null,
    takesPlace: false,
    absent: 'R MLO: not in this exam',
  });
  const [rightMlo, leftMlo] = testPair('MLO', 'pair');
  const before = [testSteps[0], testStep('MLO pair', [missing, leftMlo]), testSteps[3]];
  const after = [testSteps[0], testSteps[1], testStep('MLO pair', [rightMlo, leftMlo]), testSteps[3]];
  const reading: Viewing = {
    ...atStep(hungAnew(emptyViewing, before), 1),
    moved: { 'L MLO of pair': camera },
    linkChoice: false,
  };

  test('leave the reader at the step, the view and the place in it', () => {
    const now = hungWithNewImages(reading, after);
    expect(now).toMatchObject({
      stepIndex: 2,
      activeTileId: 'L MLO of pair',
      moved: reading.moved,
      linkChoice: false,
    });
    expect(idsShown(now)).toEqual(['R MLO of pair', 'L MLO of pair']);
    const large = { ...reading, largeTileId: 'L MLO of pair' };
    expect(idsShown(hungWithNewImages(large, after))).toEqual(['L MLO of pair']);
    const parts = { ...atStep(reading, 2), quadrant: 1 };
    expect(hungWithNewImages(parts, after)).toMatchObject({ stepIndex: 3, quadrant: 1 });
  });

  test('lead the reader after the view where its step shows others now', () => {
    const renumbered = [
      testStep('MLO pair', testPair('CC', 'pair')),
      testStep('CC pair', [rightMlo, leftMlo]),
    ];
    const now = hungWithNewImages(reading, renumbered);
    expect(now).toMatchObject({ stepIndex: 1, activeTileId: 'L MLO of pair', moved: reading.moved });
  });

  test('leave nothing of a view that is no longer there', () => {
    const now = hungWithNewImages(reading, [testSteps[0], testStep('MLO pair', [missing])]);
    expect(now).toMatchObject({ stepIndex: 0, moved: { 'L MLO of overview': camera } });
    const gone = hungWithNewImages(reading, [testSteps[1]]);
    expect(gone).toMatchObject({ stepIndex: 0, activeTileId: 'R CC of pair', moved: {} });
  });

  test('keep the way back from a finding', () => {
    const shown = turnedToImage(reading, 'R CC')!;
    const now = wentBack(hungWithNewImages(shown, after));
    expect(now).toMatchObject({ stepIndex: 2, activeTileId: 'L MLO of pair', moved: reading.moved });
  });
});

describe('linked views', () => {
  const pair = walked(opened, 1);
  const cameras = camerasIn(pair);

  test('face each other: what goes right in one goes left in the other', () => {
    const { moved } = panned(pair, cameras, 'R CC of pair', { x: -20, y: 15 });
    const by = (tileId: string) => {
      const { centre, scale } = moved[tileId];
      const before = cameras[tileId];
      return { x: (before.centre.x - centre.x) * scale, y: (before.centre.y - centre.y) * scale };
    };
    expect(by('R CC of pair').x).toBeCloseTo(-20, 9);
    expect(by('L CC of pair').x).toBeCloseTo(20, 9);
    expect(by('R CC of pair').y).toBeCloseTo(15, 9);
    expect(by('L CC of pair').y).toBeCloseTo(15, 9);
  });

  test('zoom at the mirrored point, to the same scale', () => {
    const { moved } = zoomed(pair, cameras, 'L CC of pair', { x: 100, y: 300 }, 2);
    const right = moved['R CC of pair'];
    const left = moved['L CC of pair'];
    expect(right.scale).toBeCloseTo(left.scale, 12);
    // The images are alike, so that the sources mirror, too.
    expect(right.centre.x).toBeCloseTo(1000 - left.centre.x, 6);
    expect(right.centre.y).toBeCloseTo(left.centre.y, 6);
  });

  test('a prior of the same side goes the same way', () => {
    const both = [...testPair('CC', 'now', 0), ...testPair('CC', 'then', 1)];
    const viewing = hungAnew(emptyViewing, [testStep('against prior', both)]);
    const { moved } = panned(viewing, camerasIn(viewing), 'R CC of now', { x: 8, y: 0 });
    const start = camerasIn(viewing);
    const dx = (tileId: string) => moved[tileId].centre.x - start[tileId].centre.x;
    expect(dx('R CC of then')).toBeCloseTo(dx('R CC of now'), 9);
    expect(dx('L CC of then')).toBeCloseTo(-dx('R CC of now'), 9);
  });

  test('of which the reader mirrored one no longer face each other', () => {
    const [right, left] = ['R CC of pair', 'L CC of pair'];
    const mirrored = mirror(pair, cameras, right);
    const start = camerasIn(mirrored);
    const { moved } = panned(mirrored, start, right, { x: 12, y: 0 });
    const dx = (tileId: string) => moved[tileId].centre.x - start[tileId].centre.x;
    // A mirrored image goes the other way in its own pixels.
    expect(dx(left)).toBeCloseTo(-12 / start[left].scale, 9);
    expect(dx(right)).toBeCloseTo(12 / start[right].scale, 9);
  });

  test('in an overview only the same view of both breasts, where the reader links them', () => {
    expect(areLinked(opened)).toBe(false);
    expect(tilesMovingWith(opened, 'R CC of overview')).toHaveLength(1);
    const linked = { ...opened, linkChoice: true };
    expect(tilesMovingWith(linked, 'L MLO of overview').map(({ tileId }) => tileId)).toEqual([
      'L MLO of overview',
      'R MLO of overview',
    ]);
    expect(tilesMovingWith({ ...pair, linkChoice: false }, 'R CC of pair')).toHaveLength(1);
  });
});

describe('showing a finding', () => {
  const rect = { x: 600, y: 900, width: 100, height: 100 };
  const show = (viewing: Viewing, imageId: string) => {
    const there = turnedToImage(viewing, imageId);
    return there && activeCentredOn(there, camerasIn(there), rect);
  };

  test('where the view is on the screen, centres it there', () => {
    const shown = show(opened, 'L CC');
    expect(shown?.stepIndex).toBe(0);
    expect(shown?.activeTileId).toBe('L CC of overview');
    expect(shown?.moved['L CC of overview'].centre).toEqual({ x: 650, y: 950 });
  });

  test('where another view is large, makes its view large', () => {
    const shown = show(numberedView(opened, 1), 'L MLO');
    expect(shown && idsShown(shown)).toEqual(['L MLO of overview']);
  });

  test('where the step does not show it, turns to one that does, and back again', () => {
    const pair = panned(atStep(opened, 2), camerasIn(atStep(opened, 2)), 'R MLO of pair', { x: 9, y: 9 });
    const shown = show(pair, 'R CC');
    expect(shown?.stepIndex).toBe(1);
    // A second finding, and still the way back leads to where the reader was before the first.
    const second = shown && show(shown, 'L CC');
    const back = second && wentBack(second);
    expect(back).toMatchObject({ stepIndex: 2, moved: pair.moved, activeTileId: 'R MLO of pair' });
    expect(back && wentBack(back)).toBe(back);
  });

  test('an image that no step shows changes nothing', () => {
    expect(turnedToImage(opened, 'nowhere')).toBeNull();
  });
});

test('cameras that did not change stay the same objects', () => {
  const before = camerasIn(opened);
  const viewing = panned(opened, before, 'R CC of overview', { x: 5, y: 5 });
  const after = camerasOf({ ...viewing, tiles: shownTiles(viewing) }, before);
  expect(after['R CC of overview']).not.toBe(before['R CC of overview']);
  expect(after['L CC of overview']).toBe(before['L CC of overview']);
  expect(Object.keys(camerasIn(largeToggled(opened, 'L CC of overview')))).toEqual(['L CC of overview']);
});
