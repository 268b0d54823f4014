import { describe, expect, it, onTestFinished } from 'vitest';
import type {
  Annotation,
  Assessment,
  Reading,
  ReadingEvent,
  ReadingMode,
} from '../../../contract/reading.ts';
import { listAnnotations, reviseAnnotation } from '../../../main/store/annotations.ts';
import { openLibrary } from '../../../main/store/database.ts';
import type { Library } from '../../../main/store/database.ts';
import { listStoredExams } from '../../../main/store/exams.ts';
import { saveListed } from '../../../main/store/listing.ts';
import { memoryLibrary } from '../../../main/store/memoryLibrary.ts';
import { addToReading, findReading, recordSeen, unread, wasSeen } from '../../../main/store/readings.ts';
import {
  findSettings,
  listProtocols,
  removeSavedProtocol,
  writeProtocol,
  writeSettings,
} from '../../../main/store/settings.ts';
import { listedRecord } from './examRecords.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const now = '2026-11-21T00:00:00.000Z';

function withExam(): { readonly library: Library; readonly examId: string } {
  const library = openLibrary(temporaryFolder());
  if (!library.ok) throw new Error(library.problem.message);
  onTestFinished(() => library.value.close());
  saveListed(library.value, [listedRecord()], now);
  return { library: library.value, examId: listStoredExams(library.value)[0].examId };
}

const dense: Assessment = { density: 'd', breasts: [{ laterality: 'L', biRads: '4A' }], comment: 'x' };

function event(
  type: ReadingEvent['type'],
  assessment: Assessment | null = null,
  mode: ReadingMode = 'sequential',
) {
  return { time: now, mode, type, assessment };
}

describe('readings', () => {
  it('begin empty, and are null for no exam', () => {
    const { library, examId } = withExam();
    expect(findReading(library, examId)).toEqual(unread);
    expect(findReading(library, 'nobody')).toBe(null);
    expect(addToReading(library, 'nobody', () => ({ assessment: dense, events: [] }))).toBe(null);
  });

  it('number their events without gaps, and sum them up for the list', () => {
    const { library, examId } = withExam();
    const add = (...events: ReturnType<typeof event>[]) =>
      addToReading(library, examId, () => ({ assessment: dense, events }));
    add(event('opened'));
    add();
    expect(listStoredExams(library)[0].reading).toEqual({
      density: 'd',
      biRads: [{ laterality: 'L', biRads: '4A' }],
      locked: false,
      completed: false,
      aiShown: false,
      mode: 'sequential',
      aiSeenBefore: false,
    });
    const after = add(event('locked', dense), event('ai-shown'), event('completed'))!;
    expect(after.events.map(({ sequence, type }) => `${sequence} ${type}`)).toEqual([
      '1 opened',
      '2 locked',
      '3 ai-shown',
      '4 completed',
    ]);
    expect(after).toMatchObject({ locked: true, completed: true, assessment: dense });
    expect(findReading(library, examId)).toEqual(after);
    expect(listStoredExams(library)[0].reading).toMatchObject({
      locked: true,
      completed: true,
      aiShown: true,
    });
    add(event('reopened'));
    expect(findReading(library, examId)).toMatchObject({ locked: true, completed: false });
  });

  it('count AI shown before the lock not as shown after it', () => {
    const { library, examId } = withExam();
    addToReading(library, examId, () => ({
      assessment: dense,
      events: [event('ai-shown'), event('locked', dense)],
    }));
    expect(listStoredExams(library)[0].reading?.aiShown).toBe(false);
  });

  it.each([
    ['unaided', ['opened'], false],
    ['unaided', ['opened', 'ai-seen'], true],
    ['unaided', ['opened', 'completed', 'ai-shown'], false],
    ['unaided', ['opened', 'completed', 'ai-shown', 'reopened'], true],
    ['unaided', ['opened', 'completed', 'ai-shown', 'reopened', 'completed'], true],
    ['unaided', ['ai-shown', 'opened', 'completed'], true],
    ['sequential', ['opened', 'locked', 'ai-shown'], false],
    ['sequential', ['opened', 'locked', 'ai-shown', 'completed', 'reopened', 'completed'], false],
    ['sequential', ['ai-shown', 'opened', 'locked', 'ai-shown'], true],
    ['aided', ['opened', 'ai-shown', 'completed'], false],
  ] as const)('%s, %j: AI seen before %j', (mode, types, seen) => {
    const { library, examId } = withExam();
    // What was shown before the last opening was shown with AI on.
    const opened = types.indexOf('opened');
    const events = types.map((type, at) => event(type, null, at < opened ? 'aided' : mode));
    addToReading(library, examId, () => ({ assessment: dense, events }));
    expect(findReading(library, examId)).toMatchObject({ mode, aiSeenBefore: seen });
    expect(listStoredExams(library)[0].reading?.aiSeenBefore).toBe(seen);
  });

  it('know of exams whose results were shown while nobody had opened them', () => {
    const { library, examId } = withExam();
    expect([wasSeen(library, examId), listStoredExams(library)[0].aiSeen]).toEqual([false, false]);
    for (let times = 0; times < 2; times++) recordSeen(library, [examId, 'nobody'], now);
    expect([wasSeen(library, examId), listStoredExams(library)[0].aiSeen]).toEqual([true, true]);
    expect(findReading(library, examId)).toEqual(unread);
  });

  it('change nothing where the step is refused', () => {
    const { library, examId } = withExam();
    let before: Reading | null = null;
    const kept = addToReading(library, examId, (reading) => {
      before = reading;
      return null;
    });
    expect(kept).toBe(before);
    expect(() =>
      addToReading(library, examId, () => {
        throw new Error('refused');
      }),
    ).toThrow('refused');
    expect(findReading(library, examId)).toEqual(unread);
    expect(listStoredExams(library)[0].reading).toBe(null);
  });
});

describe('annotations', () => {
  const drawn = (annotationId: string, x = 1): Annotation => ({
    annotationId,
    imageId: 'i',
    frame: 0,
    shape: { type: 'length', from: { x, y: 0 }, to: { x: 5, y: 5 } },
  });

  it('are revised, never overwritten', () => {
    const { library, examId } = withExam();
    const revise = (id: string, annotation: Annotation | null, time = now) =>
      reviseAnnotation(library, examId, id, annotation, time);
    expect(revise('a', drawn('a'), '1')).toBe(true);
    expect(revise('b', drawn('b'), '2')).toBe(true);
    expect(revise('a', drawn('a', 9), '3')).toBe(true);
    expect(listAnnotations(library, examId)).toEqual([drawn('a', 9), drawn('b')]);
    expect(revise('a', null, '4')).toBe(true);
    expect(listAnnotations(library, examId)).toEqual([drawn('b')]);
    expect(revise('a', drawn('a', 9), '5')).toBe(true);
    expect(listAnnotations(library, examId)).toEqual([drawn('a', 9), drawn('b')]);
    const revisions = library.database
      .prepare(
        `SELECT revision, annotation IS NULL AS removed FROM annotation_revision WHERE annotation_id = 'a'`,
      )
      .all()
      .map(({ revision, removed }) => [revision, removed]);
    expect(revisions).toEqual([
      [1, 0],
      [2, 0],
      [3, 1],
      [4, 0],
    ]);
  });

  it('that are the same again are no revision', () => {
    const { library, examId } = withExam();
    for (let times = 0; times < 3; times++) reviseAnnotation(library, examId, 'a', drawn('a'), now);
    expect(library.database.prepare('SELECT count(*) AS n FROM annotation_revision').get()).toEqual({ n: 1 });
  });

  it('of no exam, or not there, are told', () => {
    const { library, examId } = withExam();
    expect(reviseAnnotation(library, 'nobody', 'a', drawn('a'), now)).toBe(false);
    expect(reviseAnnotation(library, examId, 'a', null, now)).toBe(false);
    expect(listAnnotations(library, 'nobody')).toEqual([]);
  });
});

describe('settings', () => {
  it('are kept as they are, and protocols by name', () => {
    const { library } = withExam();
    expect(findSettings(library)).toBe(null);
    writeSettings(library, { a: 1 });
    writeSettings(library, { a: 2 });
    expect(findSettings(library)).toEqual({ a: 2 });
    library.database.exec(`UPDATE setting SET value = 'no JSON'`);
    expect(findSettings(library)).toBe(null);
    writeProtocol(library, { name: 'b', json: '{}' });
    writeProtocol(library, { name: 'a', json: '[]' });
    writeProtocol(library, { name: 'b', json: '[1]' });
    expect(listProtocols(library)).toEqual([
      { name: 'a', json: '[]' },
      { name: 'b', json: '[1]' },
    ]);
    expect(removeSavedProtocol(library, 'a')).toBe(true);
    expect(removeSavedProtocol(library, 'a')).toBe(false);
  });
});

describe('a library in memory', () => {
  it('shows what is in one that cannot be written, and leaves that as it is', () => {
    const { library, examId } = withExam();
    addToReading(library, examId, () => ({ assessment: dense, events: [event('opened')] }));
    writeSettings(library, { a: 1 });
    const memory = memoryLibrary(library.dataDir, library);
    onTestFinished(() => memory.close());
    expect(listStoredExams(memory)).toEqual(listStoredExams(library));
    expect(findReading(memory, examId)).toEqual(findReading(library, examId));
    expect(findSettings(memory)).toEqual({ a: 1 });
    saveListed(memory, [listedRecord({ study: 's2', file: '/b' })], now);
    expect(listStoredExams(memory)).toHaveLength(2);
    expect(listStoredExams(library)).toHaveLength(1);
    expect(memory.readOnly).toBe(true);
  });

  it('begins empty where there is none', () => {
    const memory = memoryLibrary('/nowhere', null);
    onTestFinished(() => memory.close());
    expect(listStoredExams(memory)).toEqual([]);
  });
});
