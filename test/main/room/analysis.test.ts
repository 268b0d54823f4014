import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { AppEvent } from '../../../contract/api.ts';
import type { ShownExam } from '../../../contract/imageAnalysis.ts';
import { sampleAnalysis } from '../store/sampleRecords.ts';
import { temporaryFolder } from '../store/temporaryFolder.ts';
import { analysed, openTestDesktop, writeCards } from './desktops.ts';
import type { TestDesktop } from './desktops.ts';
import { writeExam, writeMammogram } from './mammograms.ts';

async function withExam(...names: readonly string[]) {
  const folder = temporaryFolder();
  const dataDir = join(folder, 'data');
  const files = join(folder, 'files');
  const operatingPoints = [{ threshold: 0.5, sensitivity: 0.9, falsePositivesPerImage: 0.4 }];
  writeCards(dataDir, { operatingPoints });
  if (names.length === 0) writeExam(files, 'one', { study: '1.2.1' });
  names.forEach((name, number) =>
    writeMammogram(files, name, { study: '1.2.1', laterality: 'L', view: 'CC', number }),
  );
  const room = openTestDesktop(dataDir);
  await room.index(files);
  const [{ examId }] = await room.value('listExams', null);
  return { folder, dataDir, files, room, examId };
}

async function setMode(room: TestDesktop, readingMode: 'aided' | 'unaided' | 'sequential'): Promise<void> {
  const { settings } = await room.value('appState', null);
  await room.value('saveSettings', { settings: { ...settings, readingMode } });
}

/** The states that events told of one image, each step once. */
function statesOf(events: readonly AppEvent[], imageId: string): string[] {
  const told = events.flatMap((event) =>
    event.type === 'analysis' && event.image.imageId === imageId
      ? [event.image.step === null ? event.image.state : `${event.image.state}: ${event.image.step}`]
      : [],
  );
  return told.filter((line, at) => line !== told[at - 1]);
}

const states = (shown: ShownExam) => shown.images.map(({ state }) => state);
const row = async (room: TestDesktop) => (await room.value('listExams', null))[0].analysis;
/** The rows once nothing goes on any more. */
async function settledRows(room: TestDesktop) {
  const rows = async () => (await room.value('listExams', null)).map(({ analysis }) => analysis);
  const isBusy = (state: string) => state === 'queued' || state === 'running';
  await vi.waitFor(async () => expect((await rows()).filter(({ state }) => isBusy(state))).toEqual([]), {
    timeout: 20_000,
  });
  return rows();
}
const settledRow = async (room: TestDesktop) => (await settledRows(room))[0];
const massScore = { kind: 'mass', value: 0.001, untrained: true } as const;

describe('analysing an exam', () => {
  it('tells each step in words, and shows findings with maps, scores and weights', async () => {
    const { room, examId } = await withExam();
    expect(states(await room.value('shownExam', { examId }))).toEqual(['none', 'none', 'none', 'none']);
    await room.value('analyseExam', { examId, force: false });
    expect((await row(room)).state).toMatch(/queued|running/);
    await analysed(room, 4);
    const shown = await room.value('shownExam', { examId });
    expect(states(shown)).toEqual(['done', 'done', 'done', 'done']);
    expect(statesOf(room.events, shown.images[0].imageId)).toEqual([
      'queued',
      'running: Starting',
      'running: Reading the file',
      'running: Running w',
      'running: Reading the findings of w',
      'done',
    ]);
    const [analysis] = shown.images[0].analyses;
    expect(analysis).toMatchObject({
      architecture: 'hds-uresnet',
      weightsName: 'w0',
      fromCache: false,
      elapsedMs: 21.5,
      probabilities: { imageOfficial: 0.001 },
    });
    if (analysis.architecture !== 'hds-uresnet') throw new Error('another network');
    const map = await room.desktop.bytes(analysis.classificationMap.path);
    const { findings } = sampleAnalysis();
    if (findings.architecture !== 'hds-uresnet') throw new Error('another network');
    const expected = findings.classificationMap.data;
    expect(map.ok && map.value.type).toBe('application/octet-stream');
    expect(map.ok && new Float32Array(new Uint8Array(map.value.bytes).buffer)).toEqual(expected);
    expect(shown.scores).toMatchObject([
      {
        ensemble: false,
        weights: ['w0'],
        // Of four images alike, the first one answers.
        breasts: [{ laterality: 'L', views: [{ view: 'CC', image: shown.images[0].imageId }] }],
        missingBreasts: ['R'],
      },
    ]);
    expect(shown.weights).toMatchObject([
      { name: 'w0', untrained: true, operatingPoints: [{ threshold: 0.5, sensitivity: 0.9 }] },
    ]);
    expect(await settledRow(room)).toEqual({
      state: 'done',
      done: 4,
      total: 4,
      notAnalysed: [],
      scores: [{ ...massScore, whose: 'w0', notValidatedOnPatients: false, ofOneFrame: false }],
      outdated: false,
      withheld: false,
    });
  });

  it('is known after a restart, without computing', async () => {
    const { room, dataDir, examId } = await withExam();
    await room.value('analyseExam', { examId, force: false });
    await analysed(room, 4);
    await room.desktop.close();
    const again = openTestDesktop(dataDir, {
      host: {
        start: () => {
          throw new Error('nothing is to be computed');
        },
      },
    });
    expect(await settledRow(again)).toMatchObject({ state: 'done', scores: [massScore] });
    const shown = await again.value('shownExam', { examId });
    expect(states(shown)).toEqual(['done', 'done', 'done', 'done']);
    expect(shown.images[0].analyses).toMatchObject([{ fromCache: true }]);
    expect(shown.scores).toHaveLength(1);
    await again.value('analyseExam', { examId, force: false });
    expect(states(await again.value('shownExam', { examId }))).toEqual(['done', 'done', 'done', 'done']);
  });

  it('is not done any more where its results are gone', async () => {
    const { room, dataDir, examId } = await withExam();
    await room.value('analyseExam', { examId, force: false });
    await analysed(room, 4);
    await room.desktop.close();
    rmSync(join(dataDir, 'cache'), { recursive: true });
    const again = openTestDesktop(dataDir);
    expect(states(await again.value('shownExam', { examId }))).toEqual(['none', 'none', 'none', 'none']);
    expect(await row(again)).toMatchObject({ state: 'none', done: 0, scores: [] });
  });

  it('fails image by image, with reasons that name no folder, and is tried again', async () => {
    const { folder, room, examId } = await withExam('a.dcm', 'b fails.dcm', 'c exits.dcm');
    await room.value('analyseExam', { examId, force: false });
    await analysed(room, 3);
    const shown = await room.value('shownExam', { examId });
    expect(shown.images.map(({ state, problem }) => [state, problem?.kind])).toEqual([
      ['done', undefined],
      ['failed', 'corrupt'],
      ['failed', 'compute-failed'],
    ]);
    expect(await settledRow(room)).toMatchObject({ state: 'failed', done: 1, total: 3 });
    expect(JSON.stringify([shown, room.events])).not.toContain(folder);
    const before = room.events.length;
    await room.value('analyseExam', { examId, force: false });
    await analysed(room, 2, before);
    expect(statesOf(room.events.slice(before), shown.images[0].imageId)).toEqual([]);
  });

  it('computes everything anew where it is asked to', async () => {
    const { room, examId } = await withExam('a.dcm');
    await room.value('analyseExam', { examId, force: false });
    await analysed(room, 1);
    const before = room.events.length;
    await room.value('analyseExam', { examId, force: true });
    await analysed(room, 1, before);
    const end = room.events.findLast((event) => event.type === 'analysis');
    expect(end?.type === 'analysis' && end.image.analyses).toMatchObject([{ fromCache: false }]);
  });

  it('is cancelled, also in the middle of a network; what was done stays', async () => {
    const { room, examId } = await withExam('a.dcm', 'waits forever.dcm', 'z.dcm');
    await room.value('analyseExam', { examId, force: false });
    await analysed(room, 1);
    const { images } = await room.value('openExam', { examId });
    const { imageId } = images[1];
    await room.until(
      (event) =>
        event.type === 'analysis' && event.image.imageId === imageId && event.image.step === 'Running w',
    );
    await room.value('cancelAnalysis', { examId });
    await room.until(
      (event) =>
        event.type === 'analysis' && event.image.imageId === imageId && event.image.state === 'cancelled',
    );
    expect(states(await room.value('shownExam', { examId }))).toEqual(['done', 'cancelled', 'none']);
    expect(await settledRow(room)).toMatchObject({ state: 'cancelled', done: 1 });
  });

  it('anew, and cancelled, leaves what was found before', async () => {
    const { room, examId } = await withExam('a.dcm', 'b.dcm', 'blocks shortly.dcm');
    await room.value('analyseExam', { examId, force: false });
    await analysed(room, 3);
    const before = room.events.length;
    await room.value('analyseExam', { examId, force: true });
    await room.until(
      (event) =>
        event.type === 'analysis' && event.image.state === 'running' && room.events.indexOf(event) >= before,
    );
    await room.value('cancelAnalysis', { examId });
    await analysed(room, 3, before);
    const ended = room.events
      .slice(before)
      .flatMap((event) => (event.type === 'analysis' && event.image.state === 'done' ? [event.image] : []));
    expect(ended.map(({ analyses }) => analyses.length)).toEqual([1, 1, 1]);
    expect(states(await room.value('shownExam', { examId }))).toEqual(['done', 'done', 'done']);
    expect(await settledRow(room)).toMatchObject({ state: 'done', done: 3, scores: [massScore] });
  });

  it('of an image without a side does not happen', async () => {
    const { room, examId, files } = await withExam('a.dcm');
    writeMammogram(files, 'b.dcm', { study: '1.2.1', view: 'CC' });
    await room.index(files);
    await room.value('analyseExam', { examId, force: false });
    await analysed(room, 1);
    expect(states(await room.value('shownExam', { examId }))).toEqual(['done', 'none']);
    expect(await settledRow(room)).toMatchObject({ state: 'done', total: 1 });
  });

  it('says why nothing can be computed', async () => {
    const { dataDir, room } = await withExam('a.dcm');
    const [{ examId }] = await room.value('listExams', null);
    await room.desktop.close();
    const device = process.platform === 'win32' ? 'coreml' : 'directml';
    const again = openTestDesktop(dataDir, { device });
    await again.until(({ type }) => type === 'notice');
    expect(await again.value('appState', null)).toMatchObject({
      device: null,
      notices: [{ level: 'error' }],
    });
    await again.value('analyseExam', { examId, force: false });
    await analysed(again, 1);
    const { images } = await again.value('shownExam', { examId });
    expect(images).toMatchObject([{ state: 'failed', problem: { kind: 'no-device' } }]);
  });
});

describe('analysing a worklist', () => {
  it('takes what is not done, and lets the exam that is looked at pass', async () => {
    const { room, files } = await withExam('0.dcm');
    for (let at = 1; at < 6; at++) {
      writeMammogram(files, `${at}.dcm`, {
        study: `1.2.1${at}`,
        laterality: 'R',
        view: 'CC',
        studyDate: `2026010${at}`,
      });
    }
    await room.index(files);
    const rows = await room.value('listExams', null);
    await room.value('analyseExam', { examId: rows[0].examId, force: false });
    await analysed(room, 1);
    await room.value('analyseAll', { examIds: rows.map(({ examId }) => examId) });
    const last = rows[rows.length - 1].examId;
    await room.value('analyseExam', { examId: last, force: false });
    await analysed(room, 6);
    const order = room.events.flatMap((event) =>
      event.type === 'analysis' && event.image.state === 'done' ? [event.examId] : [],
    );
    expect(order).toHaveLength(6);
    expect(order.indexOf(last)).toBeLessThanOrEqual(3);
    expect(new Set(order).size).toBe(6);
    const done = await settledRows(room);
    expect(done.map(({ state }) => state)).toEqual(Array(6).fill('done'));
  });
});

describe('reading without the networks', () => {
  const breasts = [
    { laterality: 'R', biRads: '1' },
    { laterality: 'L', biRads: '1' },
  ] as const;
  const assessment = { density: 'b', breasts, comment: '' } as const;

  it('first (sequential): nothing crosses before the lock, and that it then did is on record', async () => {
    const { room, examId } = await withExam('a.dcm');
    await setMode(room, 'sequential');
    await room.value('openReading', { examId });
    await room.value('analyseExam', { examId, force: false });
    await analysed(room, 1);
    const withheld = await room.value('shownExam', { examId });
    expect(withheld).toMatchObject({ withheld: true, images: [], scores: [] });
    const text = JSON.stringify(room.events);
    expect(text).not.toContain('probabilities');
    expect(text).not.toContain('0.001');
    expect(await settledRow(room)).toMatchObject({ state: 'done', scores: [], withheld: true });
    const path = `bytes/map/${(await room.value('openExam', { examId })).images[0].imageId}/${'f'.repeat(64)}/classification`;
    expect(await room.desktop.bytes(path)).toMatchObject({ ok: false, problem: { kind: 'not-found' } });

    expect(await room.call('completeExam', { examId, assessment })).toMatchObject({
      problem: { kind: 'bad-input' },
    });
    const locked = await room.value('lockAssessment', { examId, assessment });
    expect(locked).toMatchObject({ locked: true });
    expect(await settledRow(room)).toMatchObject({ scores: [], withheld: true });
    const shown = await room.value('shownExam', { examId });
    expect(shown.withheld).toBe(false);
    expect(shown.images[0].analyses).toHaveLength(1);
    await room.value('shownExam', { examId });
    expect(await settledRow(room)).toMatchObject({ scores: [massScore], withheld: false });
    expect((await room.desktop.bytes(path)).ok).toBe(true);

    const revised = { ...assessment, density: 'c' } as const;
    await room.value('saveAssessment', { examId, assessment: revised });
    const { events } = await room.value('completeExam', { examId, assessment: revised });
    expect(events.map(({ sequence, mode, type }) => [sequence, mode, type])).toEqual([
      [1, 'sequential', 'opened'],
      [2, 'sequential', 'locked'],
      [3, 'sequential', 'ai-shown'],
      [4, 'sequential', 'revised'],
      [5, 'sequential', 'completed'],
    ]);
    expect(events.map((event) => event.assessment?.density ?? null)).toEqual([null, 'b', null, 'c', 'c']);
    expect((await room.value('listExams', null))[0]).toMatchObject({ readStatus: 'read', density: 'c' });
  });

  it('records that results were shown when they come after the lock', async () => {
    const { room, examId } = await withExam('a.dcm');
    await setMode(room, 'sequential');
    await room.value('lockAssessment', { examId, assessment });
    await room.value('analyseExam', { examId, force: false });
    await analysed(room, 1);
    expect(JSON.stringify(room.events)).toContain('probabilities');
    const { events } = await room.value('reading', { examId });
    expect(events.map(({ type }) => type)).toContain('ai-shown');
  });

  it('always (unaided): not even after the lock', async () => {
    const { room, examId } = await withExam('a.dcm');
    await setMode(room, 'unaided');
    await room.value('lockAssessment', { examId, assessment });
    await room.value('analyseExam', { examId, force: false });
    await analysed(room, 1);
    expect(await room.value('shownExam', { examId })).toMatchObject({ withheld: true, images: [] });
    expect(await settledRow(room)).toMatchObject({ scores: [], withheld: true });
    expect(JSON.stringify(room.events)).not.toContain('probabilities');
  });

  it('is no longer that once results were shown: the lock and the list carry it', async () => {
    const { room, examId } = await withExam('a.dcm');
    await room.value('openReading', { examId });
    await room.value('analyseExam', { examId, force: false });
    await analysed(room, 1);
    expect((await room.value('shownExam', { examId })).images[0].analyses).toHaveLength(1);
    await setMode(room, 'sequential');
    // What is open stays read as it was opened.
    expect(await room.value('reading', { examId })).toMatchObject({ mode: 'aided', aiSeenBefore: false });
    expect((await room.value('shownExam', { examId })).withheld).toBe(false);
    expect(await room.call('lockAssessment', { examId, assessment })).toMatchObject({
      problem: { kind: 'bad-input' },
    });
    const anew = await room.value('openReading', { examId });
    expect(anew).toMatchObject({ mode: 'sequential', aiSeenBefore: true });
    expect((await room.value('shownExam', { examId })).withheld).toBe(true);
    expect(await room.value('lockAssessment', { examId, assessment })).toMatchObject({
      locked: true,
      mode: 'sequential',
      aiSeenBefore: true,
    });
    expect((await room.value('listExams', null))[0]).toMatchObject({ aiSeenBefore: true });
    await setMode(room, 'aided');
    expect(await room.value('openReading', { examId })).toMatchObject({
      mode: 'sequential',
      aiSeenBefore: true,
    });
  });

  it('is not that either where its score stood in the list', async () => {
    const { room, examId } = await withExam('a.dcm');
    await room.value('analyseExam', { examId, force: false });
    await analysed(room, 1);
    expect((await row(room)).withheld).toBe(false);
    await setMode(room, 'unaided');
    const { aiSeenBefore, events } = await room.value('openReading', { examId });
    expect(aiSeenBefore).toBe(true);
    expect(events.map(({ type }) => type)).toEqual(['opened', 'ai-seen']);
  });

  it('stays that where results are shown once the exam is complete', async () => {
    const { room, examId } = await withExam('a.dcm');
    await setMode(room, 'unaided');
    await room.value('openReading', { examId });
    await room.value('saveAssessment', { examId, assessment });
    await room.value('completeExam', { examId, assessment });
    await room.value('analyseExam', { examId, force: false });
    await analysed(room, 1);
    expect(await row(room)).toMatchObject({ scores: [], withheld: true });
    await setMode(room, 'aided');
    await room.value('openReading', { examId });
    expect((await room.value('shownExam', { examId })).images[0].analyses).toHaveLength(1);
    const after = await room.value('reading', { examId });
    expect(after).toMatchObject({ mode: 'unaided', aiSeenBefore: false });
    expect(after.events.map(({ type }) => type)).toEqual(['opened', 'completed', 'ai-shown']);
    await room.value('reopenExam', { examId });
    expect(await room.value('reading', { examId })).toMatchObject({ aiSeenBefore: true });
  });

  it('shows rows anew when the mode is changed', async () => {
    const { room, examId } = await withExam('a.dcm');
    await room.value('analyseExam', { examId, force: false });
    await analysed(room, 1);
    await setMode(room, 'unaided');
    expect(room.events.at(-1)).toMatchObject({
      type: 'exams',
      changed: [{ examId, analysis: { scores: [], withheld: true } }],
    });
  });
});
