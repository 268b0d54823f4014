import { expect, test } from 'vitest';
import { camerasOf } from '../../../renderer/reading/hungCameras.ts';
import { tilesAhead } from '../../../renderer/reading/tilesAhead.ts';
import {
  atStep,
  hungAnew,
  largeToggled,
  shownTiles,
  walked,
  type Viewing,
} from '../../../renderer/reading/viewing.ts';
import { emptyViewing, testImage, testSteps, testStep, testTile } from './tiles.ts';

const opened = hungAnew(emptyViewing, testSteps);
const idsAhead = (viewing: Viewing) => tilesAhead(viewing).map(({ tile }) => tile.tileId);

test('views that stay on the screen are not drawn twice', () => {
  expect(idsAhead(opened)).toEqual([]);
});

test("the next step's views come before those of the previous one, each image once", () => {
  const pair = atStep(opened, 1);
  expect(idsAhead(pair)).toEqual(['R MLO of pair', 'L MLO of pair']);
  expect(idsAhead(atStep(opened, 2))).toEqual(['R CC of 1:1', 'L CC of 1:1']);
});

test('with two windows a view is drawn ahead in the window it will be in', () => {
  const both = { ...opened, second: { area: { width: 500, height: 800 }, pixelRatio: 1 } };
  // L CC of the overview is in the first window, L CC of the pair in the second.
  expect(tilesAhead(both).map(({ tile }) => `${tile.window}: ${tile.tileId}`)).toEqual([
    'second: L CC of pair',
  ]);
});

test('they are drawn where the key will bring them', () => {
  const pair = atStep(opened, 1);
  const next = walked(pair, 1);
  const tiles = shownTiles(next);
  const cameras = camerasOf({ ...next, tiles }, {});
  for (const { tile, camera } of tilesAhead(pair)) {
    expect(camera).toEqual(cameras[tile.tileId]);
    expect(tile.box).toEqual(tiles.find(({ tileId }) => tileId === tile.tileId)?.box);
  }
});

test('behind a large view the others of its step wait', () => {
  expect(idsAhead(largeToggled(opened, 'L CC of overview'))).toEqual([
    'R CC of overview',
    'R MLO of overview',
    'L MLO of overview',
  ]);
});

test('what cannot be shown does not wait', () => {
  const problem = { kind: 'corrupt', message: '' } as const;
  const viewing = hungAnew(emptyViewing, [
    testStep('one', [testTile('a')]),
    testStep('two', [
      testTile('b', { image: null }),
      testTile('c', { image: testImage('c', { problem }) }),
      testTile('d'),
    ]),
  ]);
  expect(idsAhead(viewing)).toEqual(['d']);
});
