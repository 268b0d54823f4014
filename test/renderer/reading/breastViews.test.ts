import { describe, expect, test } from 'vitest';
import { atActiveScale, turnedToBreast } from '../../../renderer/reading/breastViews.ts';
import { camerasOf } from '../../../renderer/reading/hungCameras.ts';
import type { Cameras } from '../../../renderer/reading/shownTile.ts';
import {
  activeCentredOn,
  hungAnew,
  largeToggled,
  shownTiles,
  wentBack,
  type Viewing,
} from '../../../renderer/reading/viewing.ts';
import { emptyViewing, testImage, testStep, testSteps, testTile } from './tiles.ts';

const camerasIn = (viewing: Viewing): Cameras => camerasOf({ ...viewing, tiles: shownTiles(viewing) }, {});

/** CC with pixels of 0.1 mm, MLO of 0.05 mm, chest walls at the left. */
const leftBreast = testStep(
  'Left breast',
  (['CC', 'MLO'] as const).map((view, index) =>
    testTile(`L ${view} of breast`, {
      column: index,
      image: testImage(`L ${view}`, {
        laterality: 'L',
        view,
        spacingMm: index === 0 ? { row: 0.1, column: 0.1 } : { row: 0.05, column: 0.05 },
      }),
      chestWall: 'left',
    }),
  ),
);
const opened = hungAnew(emptyViewing, [...testSteps, leftBreast]);
const lesion = { x: 600, y: 900, width: 100, height: 100 };

describe('a finding', () => {
  test('is shown beside the other view of its breast, and the reader goes back to where he was', () => {
    const turned = turnedToBreast(opened, 'L CC')!;
    expect(turned.stepIndex).toBe(4);
    expect(turned.activeTileId).toBe('L CC of breast');
    expect(wentBack(turned).stepIndex).toBe(0);
    expect(turnedToBreast(opened, 'R CC')).toBeNull();
  });

  test('stays where both views are on the screen, but leaves a large one', () => {
    const there = turnedToBreast(opened, 'L CC')!;
    const other = turnedToBreast(there, 'L MLO')!;
    expect(other).toEqual({ ...there, activeTileId: 'L MLO of breast' });
    expect(turnedToBreast(largeToggled(there, 'L CC of breast'), 'L CC')!.largeTileId).toBeNull();
  });

  test('has the other view at its scale in millimetres, as far from the chest wall', () => {
    const turned = turnedToBreast(opened, 'L CC')!;
    const centred = activeCentredOn(turned, camerasIn(turned), lesion);
    const cameras = camerasIn(atActiveScale(centred, camerasIn(centred)));
    const [cc, mlo] = [cameras['L CC of breast'], cameras['L MLO of breast']];
    expect(cc).toEqual(camerasIn(centred)['L CC of breast']);
    expect(mlo.scale / 0.05).toBeCloseTo(cc.scale / 0.1, 9);
    expect(mlo.centre.x * 0.05).toBeCloseTo(Math.min(cc.centre.x * 0.1, 50), 6);
  });
});
