import { describe, expect, it } from 'vitest';
import { oneMoreAhead, withShown, type MountedView } from '../../../renderer/reading/mountedViews.ts';
import { placeOf, tilesAhead } from '../../../renderer/reading/tilesAhead.ts';
import { hungAnew, shownTiles, walked, type Viewing } from '../../../renderer/reading/viewing.ts';
import { emptyViewing, testSteps } from './tiles.ts';

const opened = hungAnew(emptyViewing, testSteps);
const pair = walked(opened, 1);
const shownIn = (viewing: Viewing) =>
  shownTiles(viewing).map((tile) => ({ place: placeOf(tile, viewing), tile }));
/** Until nothing is left to do, and how many times that took. */
function allAhead(before: readonly MountedView[], viewing: Viewing) {
  const wanted = tilesAhead(viewing, []);
  let views = before;
  for (let times = 0; ; times++) {
    const next = oneMoreAhead(views, wanted);
    if (next === views) return { views, times };
    expect(next.length).toBeLessThanOrEqual(views.length + 1);
    views = next;
  }
}
const idsOf = (views: readonly MountedView[]) =>
  new Map(views.map(({ id, tile, ahead }) => [`${tile.tileId}${ahead ? ', ahead' : ''}`, id]));

describe('views on the screen', () => {
  it('are what was drawn for their place ahead', () => {
    const { views, times } = allAhead(withShown([], shownIn(opened)), opened);
    expect(times).toBe(2);
    const before = idsOf(views);
    const after = idsOf(withShown(views, shownIn(pair)));
    expect(after.get('R CC of pair')).toBe(before.get('R CC of pair, ahead'));
    expect(after.get('R CC of overview, ahead')).toBe(before.get('R CC of overview'));
  });

  it('where nothing was drawn ahead are what shows their image, and no two are one', () => {
    const before = withShown([], shownIn(opened));
    const after = withShown(before, shownIn(pair));
    expect(idsOf(after).get('R CC of pair')).toBe(idsOf(before).get('R CC of overview'));
    expect(new Set(after.map(({ id }) => id)).size).toBe(after.length);
    expect(idsOf(after).has('R CC of overview, ahead')).toBe(false);
  });
});

describe('views out of sight', () => {
  it('come one at a time, and go when the reader comes to others next', () => {
    const there = allAhead(withShown([], shownIn(opened)), opened);
    const next = allAhead(withShown(there.views, shownIn(pair)), pair);
    // The views of the overview have stayed; those of the step after are drawn one by one, and then all are where they belong.
    expect(next.times).toBe(3);
    expect([...idsOf(next.views).keys()].sort()).toEqual(
      [
        ...shownIn(pair).map(({ tile }) => tile.tileId),
        ...tilesAhead(pair, []).map(({ tile }) => `${tile.tileId}, ahead`),
      ].sort(),
    );
  });

  it('are drawn anew for a window of another size, each in its turn', () => {
    const { views } = allAhead(withShown([], shownIn(opened)), opened);
    const wide = { ...opened, area: { width: 1500, height: 700 } };
    const resized = allAhead(withShown(views, shownIn(wide)), wide);
    expect(resized.times).toBe(2);
    expect(idsOf(resized.views)).toEqual(idsOf(views));
    for (const { ahead, tile, place } of resized.views) {
      if (ahead) expect(tile.box).toEqual(tilesAhead(wide, []).find((one) => one.place === place)?.tile.box);
    }
  });
});
