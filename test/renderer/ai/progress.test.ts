import { describe, expect, it } from 'vitest';
import type { ShownImage } from '../../../contract/imageAnalysis.ts';
import { examProgress, noPatches } from '../../../renderer/ai/progress.ts';
import { examImage, gmicWeights, hds, shownExam, shownImage, shownWeights } from './samples.ts';

const images = [
  examImage('a', 'R', 'CC'),
  examImage('b', 'L', 'CC'),
  examImage('c', null, 'CC', 'no laterality'),
];
const weights = shownWeights('h');
const inState = (imageId: string, state: ShownImage['state'], changes: Partial<ShownImage> = {}) =>
  shownImage(imageId, state === 'done' ? [hds(weights, [])] : [], { state, ...changes });
const progressOf = (...shown: ShownImage[]) => examProgress(shownExam([weights], shown), images);

describe('examProgress', () => {
  it('is none before anything began, and leaves out what cannot be analysed, with the reason', () => {
    const progress = progressOf();
    expect(progress).toMatchObject({ state: 'none', done: 0, total: 2, ran: null });
    expect(progress.images.map(({ text }) => text)).toEqual(['Not analysed yet', 'Not analysed yet']);
    expect(progress.notAnalysed).toEqual([{ views: ['CC, side not stated'], reason: 'no laterality' }]);
  });
  it('tells a reason once that several images have', () => {
    const three = [images[2], images[0], examImage('d', null, 'MLO', 'no laterality')];
    expect(examProgress(shownExam([weights], []), three).notAnalysed).toEqual([
      { views: ['CC, side not stated', 'MLO, side not stated'], reason: 'no laterality' },
    ]);
  });
  it('runs while one image is in work, whatever became of others', () => {
    const running = inState('a', 'running', { step: 'GMIC, weights g1' });
    const failed = inState('b', 'failed', { problem: { kind: 'corrupt', message: 'It is damaged.' } });
    const progress = progressOf(running, failed);
    expect(progress.state).toBe('running');
    expect(progress.images.map(({ view, text }) => `${view}: ${text}`)).toEqual([
      'R CC: GMIC, weights g1',
      'L CC: Failed',
    ]);
    expect(progress.problems).toEqual([{ views: ['L CC'], partial: false, message: 'It is damaged.' }]);
  });
  it('never calls failed what was cancelled', () => {
    const problem = { kind: 'cancelled', message: 'Cancelled.' } as const;
    const progress = progressOf(inState('a', 'done'), inState('b', 'cancelled', { problem }));
    expect(progress.problems).toEqual([]);
    expect(progress.images.map(({ text }) => text)).toEqual(['Done', 'Cancelled']);
  });
  it('then is what is worst', () => {
    expect(progressOf(inState('a', 'done'), inState('b', 'failed')).state).toBe('failed');
    expect(progressOf(inState('a', 'done'), inState('b', 'cancelled')).state).toBe('cancelled');
    expect(progressOf(inState('a', 'done')).state).toBe('none');
  });
  it('says on what it ran, and when results were known before', () => {
    expect(progressOf(inState('a', 'done'), inState('b', 'done'))).toMatchObject({
      state: 'done',
      ran: { device: 'CPU', time: '0.8 s' },
    });
    const known = ['a', 'b'].map((imageId) => shownImage(imageId, [hds(weights, [], true)]));
    const progress = progressOf(...known);
    expect(progress.ran).toEqual({ device: 'CPU', time: null });
    expect(progress.images[0].text).toBe('Done, from an earlier run');
  });
  it('tells once what failed in several views alike', () => {
    const problem = { kind: 'compute-failed', message: 'g1: no breast was found.' } as const;
    expect(progressOf(inState('a', 'done', { problem }), inState('b', 'done', { problem })).problems).toEqual(
      [{ views: ['R CC', 'L CC'], partial: true, message: problem.message }],
    );
  });
  it('counts no image that cannot be read', () => {
    const problem = { kind: 'truncated', message: 'Its end is missing.' } as const;
    const progress = examProgress(shownExam([weights], [inState('a', 'done')]), [
      images[0],
      { ...images[1], problem },
    ]);
    expect(progress).toMatchObject({ state: 'done', total: 1 });
    expect(progress.notAnalysed).toEqual([{ views: ['L CC'], reason: 'Its end is missing.' }]);
  });
  it('says so where no image can be analysed', () => {
    expect(examProgress(shownExam([], []), images.slice(2)).state).toBe('nothing');
  });
});

describe('noPatches', () => {
  const ofShown = (shown: readonly ShownImage[], of = gmicWeights('g')) =>
    noPatches(shownExam([of], shown), images);

  it.each([
    ['none', 'Patches by attention: not analysed yet'],
    ['queued', 'Patches by attention: the analysis is running'],
    ['running', 'Patches by attention: the analysis is running'],
    ['failed', 'No patches: the analysis failed'],
    ['cancelled', 'No patches: the analysis was cancelled'],
    ['done', 'No patches'],
  ] as const)('says what became of the analysis: %s', (state, text) => {
    const shown = [inState('a', state), inState('b', state)];
    expect(ofShown(shown)).toBe(text);
    expect(ofShown(shown, weights)).toBe('No patches: there are no GMIC weights');
  });

  it('says that the analysis runs while one view is in work, another done', () => {
    expect(ofShown([inState('a', 'done'), inState('b', 'running')])).toContain('is running');
  });

  it('expects some while no weights are known', () => {
    expect(noPatches(shownExam([], []), images)).toBe('Patches by attention: not analysed yet');
  });

  it('says when no view can be analysed', () => {
    expect(noPatches(shownExam([weights], []), [images[2]])).toContain('no view of this exam');
  });
});
