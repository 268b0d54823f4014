import { expect, test } from 'vitest';
import { imageBox, extentOf } from '../../../renderer/reading/cameraMoves.ts';
import { camerasOf } from '../../../renderer/reading/hungCameras.ts';
import {
  atActualPixels,
  atTrueSize,
  fit,
  mirror,
  pannedByKey,
  reset,
  turn,
  zoomedByKey,
} from '../../../renderer/reading/placements.ts';
import {
  hungAnew,
  panned,
  quadrantsToggled,
  shownTiles,
  type Viewing,
} from '../../../renderer/reading/viewing.ts';
import { emptyViewing, testImage, testSteps, testStep, testTile } from './tiles.ts';

const viewing = hungAnew(emptyViewing, testSteps.slice(1));
const tileId = 'R CC of pair';
const other = 'L CC of pair';
const camerasIn = (of: Viewing) => camerasOf({ ...of, tiles: shownTiles(of) }, {});
const hung = camerasIn(viewing);

test('fitting gives both views of a linked pair back where they were hung', () => {
  const moved = panned(viewing, hung, tileId, { x: -50, y: 20 });
  expect(camerasIn(moved)).not.toEqual(hung);
  expect(camerasIn(fit(moved, camerasIn(moved), tileId))).toEqual(hung);
});

test('fitting leaves a turned view turned; resetting does not', () => {
  const turned = turn(viewing, hung, tileId);
  const fitted = fit(turned, camerasIn(turned), tileId);
  expect(camerasIn(fitted)[tileId].quarterTurns).toBe(1);
  expect(camerasIn(fitted)[other]).toEqual(hung[other]);
  expect(camerasIn(reset(turned, tileId))).toEqual(hung);
});

test('a whole image stays whole when it is turned or mirrored', () => {
  for (const change of [turn, mirror]) {
    const camera = camerasIn(change(viewing, hung, tileId))[tileId];
    const tile = shownTiles(viewing)[0];
    const box = imageBox(camera, tile.box, extentOf(testImage('a')));
    expect(box.x).toBeGreaterThanOrEqual(-1e-9);
    expect(box.x + box.width).toBeLessThanOrEqual(tile.box.width + 1e-9);
    expect(box.y).toBeGreaterThanOrEqual(-1e-9);
  }
});

test('a view stays as large as those beside it when it is mirrored', () => {
  const larger = testTile('b', { column: 1, image: testImage('b', { rows: 4000 }) });
  const mixed = hungAnew(emptyViewing, [testStep('two', [testTile('a'), larger])]);
  const before = camerasIn(mixed);
  const { a } = camerasIn(mirror(mixed, before, 'a'));
  expect(a.mirrored).toBe(true);
  expect(a.scale).toBe(before.a.scale);
});

test('1:1 is one image pixel per pixel of the screen, chest wall at its edge', () => {
  const fine = { ...viewing, pixelRatio: 2 };
  const cameras = camerasIn(atActualPixels(fine, hung, tileId));
  expect(cameras[tileId].scale).toBe(0.5);
  expect(cameras[other].scale).toBe(0.5);
  const box = imageBox(cameras[tileId], shownTiles(fine)[0].box, extentOf(testImage('a')));
  expect(box.x + box.width).toBeCloseTo(500, 6);
});

test('what the reader moved keeps its middle at 1:1', () => {
  const moved = panned(viewing, hung, tileId, { x: -40, y: 60 });
  const before = camerasIn(moved);
  const after = camerasIn(atActualPixels(moved, before, tileId));
  expect(after[tileId].centre.x).toBeCloseTo(before[tileId].centre.x, 6);
  expect(after[tileId].centre.y).toBeCloseTo(before[tileId].centre.y, 6);
});

test('true size is the calibrated screen times the spacing, and not known without spacing', () => {
  const sized = atTrueSize(viewing, hung, tileId, 5);
  expect(sized && camerasIn(sized)[tileId].scale).toBeCloseTo(0.5, 12);
  const unknown = hungAnew(emptyViewing, [
    testStep('one', [testTile('a', { image: testImage('a', { spacingMm: null }) })]),
  ]);
  expect(atTrueSize(unknown, camerasIn(unknown), 'a', 5)).toBeNull();
});

test('placing a view ends the walk through its parts', () => {
  const parts = quadrantsToggled(viewing);
  expect(fit(parts, camerasIn(parts), tileId).quadrant).toBeNull();
  expect(atActualPixels(parts, camerasIn(parts), tileId).quadrant).toBeNull();
});

test('the right arrow looks further to the right: the picture moves to the left', () => {
  const one = { ...viewing, linkChoice: false };
  const large = atActualPixels(one, hung, tileId);
  const before = camerasIn(large);
  const after = camerasIn(pannedByKey(large, before, tileId, { x: -1, y: 0 }));
  expect(after[tileId].centre.x).toBeLessThan(before[tileId].centre.x);
  const down = camerasIn(pannedByKey(large, before, tileId, { x: 0, y: 1 }));
  expect(down[tileId].centre.y).toBeGreaterThan(before[tileId].centre.y);
});

test('in and out by keys undo each other', () => {
  const near = zoomedByKey(viewing, hung, tileId, 1);
  expect(camerasIn(near)[tileId].scale).toBeCloseTo(hung[tileId].scale * 1.25, 12);
  const back = camerasIn(zoomedByKey(near, camerasIn(near), tileId, -1));
  expect(back[tileId].scale).toBeCloseTo(hung[tileId].scale, 12);
  expect(back[other].scale).toBeCloseTo(hung[other].scale, 12);
});
