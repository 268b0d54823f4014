import { beforeEach, describe, expect, test, vi } from 'vitest';
import { followCamera, followDisplay } from '../../../renderer/reading/motion.ts';
import { allSettled, unseenViews, useReading } from '../../../renderer/reading/store.ts';
import type { Tile } from '../../../renderer/hanging/types.ts';
import { atStep, panned, zoomed } from '../../../renderer/reading/viewing.ts';
import { testExam, testHeader, testImage, testPair, testStep, testSteps } from './tiles.ts';
import type { Camera } from '../../../renderer/viewport/camera.ts';
import type { DisplaySettings } from '../../../renderer/viewport/display.ts';

const views = ['R CC', 'L CC', 'R MLO', 'L MLO'];
const exam = testExam(views.map((imageId) => testImage(imageId)));
const state = () => useReading.getState();

beforeEach(() => {
  state().close();
  state().resize({ area: { width: 1000, height: 800 }, pixelRatio: 1 });
  state().open(exam, testSteps);
  for (const imageId of views) state().breastFound(imageId, null);
});

test('an opened exam has its tiles in the area, each with a camera', () => {
  expect(state().tiles.map(({ box }) => box)).toEqual(
    [0, 250, 500, 750].map((x) => ({ x, y: 0, width: 250, height: 800 })),
  );
  expect(Object.keys(state().cameras)).toHaveLength(4);
  expect(state().activeTileId).toBe('R CC of overview');
});

test('views that nobody moved are hung anew when the area changes', () => {
  const { scale } = state().cameras['R CC of overview'];
  state().resize({ area: { width: 2000, height: 1600 }, pixelRatio: 1 });
  expect(state().cameras['R CC of overview'].scale).toBeCloseTo(2 * scale, 12);
});

test('views wait for each other until it is known where their breasts are, and later steps change nothing', () => {
  useReading.setState(({ viewing }) => ({ viewing: { ...viewing, breasts: {} } }));
  state().open(exam, testSteps.slice(1));
  expect(state().cameras).toEqual({});
  state().breastFound('R CC', null);
  expect(state().cameras).toEqual({});
  state().breastFound('L CC', null);
  const { tiles, cameras } = state();
  expect(Object.keys(cameras)).toEqual(['R CC of pair', 'L CC of pair']);
  state().breastFound('R MLO', null);
  expect(state().tiles).toBe(tiles);
  expect(state().cameras['R CC of pair']).toBe(cameras['R CC of pair']);
});

describe('a finding', () => {
  const rect = { x: 400, y: 800, width: 100, height: 100 };
  const middle = { x: 450, y: 850 };

  test('on an image that this step does not show turns to one that does, and back', () => {
    state().change((viewing) => atStep(viewing, 2));
    state().showRect('L CC', rect);
    // Another pair, not the overview: the view stays as large as the reader had them.
    expect(state().viewing.stepIndex).toBe(1);
    expect(state().activeTileId).toBe('L CC of pair');
    expect(state().cameras['L CC of pair'].centre).toEqual(middle);
    state().goBack();
    expect(state().viewing.stepIndex).toBe(2);
    expect(state().activeTileId).toBe('R MLO of pair');
  });

  test('of a volume is shown on the frame that was analysed', () => {
    state().imageRead('R CC', testHeader({ frames: 9 }));
    state().showFrame('R CC', 1);
    state().play('R CC');
    state().showRect('R CC', rect);
    expect(state().frames['R CC']).toBe(4);
    expect(state().playingImageId).toBeNull();
  });

  test('on an unknown image changes nothing', () => {
    const before = state();
    state().showRect('nowhere', rect);
    expect(state().viewing).toBe(before.viewing);
  });
});

test('what was windowed is kept where the exam is hung otherwise, and forgotten with the exam', () => {
  state().imageRead('R CC', testHeader());
  const display = { ...state().displays['R CC'], inverted: true };
  state().setDisplays({ 'R CC': display });
  state().imageRead('R CC', testHeader());
  state().hangBy(exam, testSteps.slice(1));
  expect(state().displays['R CC']).toBe(display);
  state().open(exam, testSteps);
  expect(state().displays).toEqual({});
});

describe('a gesture', () => {
  const tileId = 'R CC of overview';
  const glide = (x: number) =>
    state().glide((viewing, cameras) => panned(viewing, cameras, tileId, { x, y: 0 }));

  test('is followed by those who ask, and is in the state when it rests', () => {
    const before = state().cameras;
    const seen: Camera[] = [];
    const end = followCamera(tileId, (camera) => seen.push(camera));
    glide(9);
    glide(9);
    expect(seen).toHaveLength(2);
    expect(state().cameras).toBe(before);
    state().rest();
    end();
    expect(state().cameras[tileId]).toBe(seen[1]);
    state().change((viewing, cameras) => panned(viewing, cameras, tileId, { x: -18, y: 0 }));
    expect(state().cameras[tileId]).toEqual(before[tileId]);
    expect(seen).toHaveLength(2);
  });

  test('that nobody ended is kept by whatever comes next', () => {
    const [start] = [state().cameras[tileId].centre.x];
    glide(9);
    state().change((viewing, cameras) => panned(viewing, cameras, tileId, { x: 9, y: 0 }));
    const twice = state().cameras[tileId].centre.x - start;
    state().change((viewing, cameras) => panned(viewing, cameras, tileId, { x: -9, y: 0 }));
    expect(state().cameras[tileId].centre.x - start).toBeCloseTo(twice / 2, 9);
  });

  test('changes a window for those who follow it, and in the state when it rests', () => {
    state().imageRead('R CC', testHeader());
    const before = state().displays['R CC'];
    const dragged = { ...before, inverted: true };
    const seen: DisplaySettings[] = [];
    const end = followDisplay('R CC', (display) => seen.push(display));
    state().glideDisplays({ 'R CC': dragged });
    expect(seen).toEqual([dragged]);
    expect(state().displays['R CC']).toBe(before);
    state().rest();
    end();
    expect(state().displays['R CC']).toBe(dragged);
  });

  test('ends by itself a moment after the last key', async () => {
    const before = state().cameras[tileId];
    glide(9);
    state().restSoon();
    expect(state().cameras[tileId]).toBe(before);
    await vi.waitFor(() => expect(state().cameras[tileId]).not.toBe(before));
  });
});

test('an exam is on the screen once every view that can be shown is', () => {
  expect(allSettled(state())).toBe(false);
  for (const imageId of views) state().imageSettled(imageId);
  expect(allSettled(state())).toBe(true);
});

test('moving a view changes its camera and nothing else on the screen', () => {
  const before = state();
  state().change((viewing, cameras) => panned(viewing, cameras, 'R CC of overview', { x: 9, y: 9 }));
  expect(state().tiles).toBe(before.tiles);
  expect(state().cameras['L CC of overview']).toBe(before.cameras['L CC of overview']);
  expect(state().cameras['R CC of overview']).not.toBe(before.cameras['R CC of overview']);
});

describe('a view that comes to a linked one', () => {
  const [right, left] = testPair('CC', 'pair');
  const hangWith = (tiles: readonly Tile[]) => [testStep('CC pair', tiles)];
  const coarse = {
    ...left,
    image: testImage('L CC', { laterality: 'L', spacingMm: { row: 0.2, column: 0.2 } }),
  };

  beforeEach(() => {
    state().hangBy(exam, hangWith([right, { ...left, image: null }]));
    state().change((viewing, cameras) => zoomed(viewing, cameras, right.tileId, { x: 400, y: 300 }, 4));
  });

  test('that was zoomed is seen at its scale, at the mirrored place', () => {
    state().addImages(exam, hangWith([right, coarse]));
    const { [right.tileId]: one, [left.tileId]: other } = state().cameras;
    expect(other.scale / 0.2).toBeCloseTo(one.scale / 0.1, 9);
    // Both images have 1000 x 2000 pixels; the distance from the middle is half as many of the larger ones.
    expect(other.centre.x - 500).toBeCloseTo(-(one.centre.x - 500) / 2, 6);
    expect(other.centre.y - 1000).toBeCloseTo((one.centre.y - 1000) / 2, 6);
  });

  test('but for a reader who moves views alone, is as it was hung', () => {
    state().change((viewing) => ({ ...viewing, linkChoice: false }));
    state().addImages(exam, hangWith([right, coarse]));
    expect(state().viewing.moved[left.tileId]).toBeUndefined();
  });
});

test('a change that changes nothing tells nobody', () => {
  let told = 0;
  const stop = useReading.subscribe(() => (told += 1));
  state().activate('R CC of overview');
  state().goBack();
  state().imageSettled('R CC');
  state().imageSettled('R CC');
  stop();
  expect(told).toBe(1);
});

test('a view was seen once it was on the screen, not while it was only ahead', () => {
  const rest = () => unseenViews(state());
  const { of } = rest();
  expect(rest().unseen).toBe(of - state().seenImages.size);
  const onScreen = state().tiles.map(({ image }) => image!.imageId);
  for (const imageId of onScreen) state().imageSettled(imageId);
  expect([...state().seenImages].sort()).toEqual([...onScreen].sort());
  state().imageSettled('ahead');
  expect(state().seenImages.has('ahead')).toBe(false);
});
