import { describe, expect, it } from 'vitest';
import {
  boxStrength,
  drawnPatches,
  examMarks,
  neighbourOf,
  patchGroups,
  walkOf,
  withRelated,
} from '../../../renderer/ai/marks.ts';
import { drawnNetworks, dashOf, withGmic } from '../../../renderer/ai/networks.ts';
import { contour, gmic, gmicWeights, hds, shownExam, shownImage, shownWeights } from './samples.ts';

const [h1, h2] = [shownWeights('h1'), shownWeights('h2')];
const [g1, g2] = [gmicWeights('g1'), gmicWeights('g2')];
const rect = { x: 10, y: 20, width: 30, height: 40 };
const exam = shownExam(
  [h1, h2, g1, g2],
  [
    shownImage('R-CC', [hds(h1, [contour(0.6, rect)]), hds(h2, [contour(0.99, rect)]), gmic(g1, [0.5, 0.3])]),
    shownImage('L-CC', [
      hds(h1, [contour(0.9, rect), contour(0.7, rect)]),
      gmic(g1, [0.7, 0.2]),
      gmic(g2, [0.9]),
    ]),
  ],
);
const none = { networks: {}, thresholds: {} };

describe('examMarks', () => {
  it('numbers outlines by probability across views, of the first network unless chosen otherwise', () => {
    const { contours } = examMarks(exam, none);
    expect(contours.map(({ number, imageId, contour }) => [number, imageId, contour.probability])).toEqual([
      [1, 'L-CC', 0.9],
      [2, 'L-CC', 0.7],
      [3, 'R-CC', 0.6],
    ]);
    expect(contours[0].rect).toEqual(rect);
  });
  it('orders patches by rank, then by attention', () => {
    const { patches } = examMarks(exam, none);
    expect(patches.map(({ imageId, rank }) => `${imageId} ${rank}`)).toEqual([
      'L-CC 1',
      'R-CC 1',
      'R-CC 2',
      'L-CC 2',
    ]);
  });
  it('hides outlines below the operating threshold and counts them; numbers stay', () => {
    const { contours, hidden } = examMarks(exam, { ...none, thresholds: { [h1.sha256]: 0.7 } });
    expect(contours.map(({ contour }) => contour.probability)).toEqual([0.9, 0.7]);
    expect(contours.map(({ number }) => number)).toEqual([1, 2]);
    expect(hidden).toBe(1);
  });
  it('adds networks that were chosen, and swaps GMIC weights', () => {
    const networks = withGmic({ [h2.sha256]: true }, exam.weights, g2.sha256);
    const { contours, patches } = examMarks(exam, { ...none, networks });
    expect(contours.map(({ contour }) => contour.probability)).toEqual([0.99, 0.9, 0.7, 0.6]);
    expect(patches.map(({ attention }) => attention)).toEqual([0.9]);
  });
  it('gives every mark its own key', () => {
    const marks = walkOf(examMarks(exam, { ...none, networks: { [h2.sha256]: true } }));
    expect(new Set(marks.map(({ key }) => key)).size).toBe(marks.length);
  });
});

describe('walking', () => {
  const walk = walkOf(examMarks(exam, none));
  it('goes through findings, then patches, and around', () => {
    expect(walk.map(({ kind }) => kind)).toEqual([...Array(3).fill('contour'), ...Array(4).fill('patch')]);
    expect(neighbourOf(walk, null, 1)).toBe(walk[0]);
    expect(neighbourOf(walk, null, -1)).toBe(walk[6]);
    expect(neighbourOf(walk, walk[2].key, 1)).toBe(walk[3]);
    expect(neighbourOf(walk, walk[6].key, 1)).toBe(walk[0]);
    expect(neighbourOf(walk, walk[0].key, -1)).toBe(walk[6]);
  });
  it('starts anew from a mark that is no longer there, and has nowhere to go without marks', () => {
    expect(neighbourOf(walk, 'gone', 1)).toBe(walk[0]);
    expect(neighbourOf([], null, 1)).toBeNull();
  });
});

describe('withRelated', () => {
  const marks = examMarks(exam, none);
  const [contour] = marks.contours;
  const patch = marks.patches.find(({ imageId, rank }) => imageId === 'L-CC' && rank === 1)!;
  it('points out the patch around an outline, and the outlines in a patch', () => {
    expect(withRelated(marks, [contour.key, null])).toEqual(new Set([contour.key, patch.key]));
    const inPatch = marks.contours.filter(({ imageId }) => imageId === 'L-CC').map(({ key }) => key);
    expect(withRelated(marks, [patch.key])).toEqual(new Set([patch.key, ...inPatch]));
  });
  it('points out nothing for what is not there', () => {
    expect(withRelated(marks, ['gone', null])).toEqual(new Set());
  });
});

describe('boxes', () => {
  const { patches } = examMarks(exam, none);
  const attentions = (...drawn: Parameters<typeof drawnPatches>) =>
    drawnPatches(...drawn).map(({ attention }) => attention);
  it('are drawn from the stated attention on, and where they are looked at', () => {
    const all = patches.map(({ attention }) => attention);
    const least = Math.max(...all);
    expect(attentions(patches, 0, true, [null])).toEqual(all);
    expect(attentions(patches, least, true, [null])).toEqual(all.filter((value) => value >= least));
    const last = patches[patches.length - 1];
    expect(attentions(patches, 1.1, true, [last.key, null])).toEqual([last.attention]);
    expect(attentions(patches, 0, false, [null, last.key])).toEqual([last.attention]);
  });
  it('are fainter with less attention, and never gone', () => {
    expect(boxStrength(1)).toBe(1);
    expect(boxStrength(0.3)).toBeLessThan(boxStrength(0.6));
    expect(boxStrength(0)).toBeGreaterThan(0.2);
  });
});

describe('patchGroups', () => {
  it('groups by image in the order asked for, leaving out images without patches', () => {
    const groups = patchGroups(examMarks(exam, none).patches, ['R-CC', 'R-MLO', 'L-CC']);
    expect(groups.map(({ imageId, patches }) => [imageId, patches.map(({ rank }) => rank)])).toEqual([
      ['R-CC', [1, 2]],
      ['L-CC', [1, 2]],
    ]);
  });
});

describe('networks', () => {
  it('draws none where the reader switched all off', () => {
    expect(drawnNetworks([h1, h2], { [h1.sha256]: false })).toEqual({ hds: [], gmic: null });
  });
  it('tells HDS networks apart by dashes, the first one solid', () => {
    expect(dashOf([g1, h1, h2], h1.sha256)).toBeUndefined();
    expect(dashOf([g1, h1, h2], h2.sha256)).toBe('7 5');
  });
});
