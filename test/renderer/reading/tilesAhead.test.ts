import { expect, test } from 'vitest';
import { camerasOf } from '../../../renderer/reading/hungCameras.ts';
import { placeOf, tilesAhead } from '../../../renderer/reading/tilesAhead.ts';
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
const idsAhead = (viewing: Viewing) => tilesAhead(viewing, []).map(({ tile }) => tile.tileId);

test("the next step's views come before those of the previous one, also of images that are on the screen elsewhere", () => {
  expect(idsAhead(opened)).toEqual(['R CC of pair', 'L CC of pair']);
  expect(idsAhead(atStep(opened, 1))).toEqual([
    ...['R MLO of pair', 'L MLO of pair'],
    ...['R CC of overview', 'L CC of overview', 'R MLO of overview', 'L MLO of overview'],
  ]);
});

test('on the walk at 1:1 the next part waits, and the one before', () => {
  const second = walked(atStep(opened, 3), 1);
  const [first, third] = [walked(second, -1), walked(second, 1)];
  const places = [third, first].flatMap((viewing) =>
    shownTiles(viewing).map((tile) => placeOf(tile, viewing)),
  );
  expect([first, second, third].map(({ quadrant }) => quadrant)).toEqual([0, 1, 2]);
  expect(tilesAhead(second, []).map(({ place }) => place)).toEqual(places);
});

test('with two windows a view is drawn ahead in the window it will be in', () => {
  const both = { ...opened, second: { area: { width: 500, height: 800 }, pixelRatio: 1 } };
  // L CC of the overview is in the first window, L CC of the pair in the second.
  expect(tilesAhead(both, []).map(({ tile }) => `${tile.window}: ${tile.tileId}`)).toEqual([
    'first: R CC of pair',
    'second: L CC of pair',
  ]);
});

test('they are drawn where the key will bring them', () => {
  const pair = atStep(opened, 1);
  const next = walked(pair, 1);
  const tiles = shownTiles(next);
  const cameras = camerasOf({ ...next, tiles }, {});
  const ahead = tilesAhead(pair, []).filter(({ tile: { tileId } }) =>
    tiles.some((tile) => tile.tileId === tileId),
  );
  expect(ahead).toHaveLength(2);
  for (const { tile, camera } of ahead) {
    expect(camera).toEqual(cameras[tile.tileId]);
    expect(tile.box).toEqual(tiles.find(({ tileId }) => tileId === tile.tileId)?.box);
  }
});

test('behind a large view all of its step waits', () => {
  expect(idsAhead(largeToggled(opened, 'L CC of overview')).slice(0, 4)).toEqual([
    'R CC of overview',
    'L CC of overview',
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
