import { describe, expect, it } from 'vitest';
import { answer } from '../../../main/api/api.ts';
import type { Handlers } from '../../../main/api/handlers.ts';
import { schemas, usableSettings } from '../../../main/api/schemas.ts';
import { ok } from '../../../contract/problem.ts';

/** Handlers that answer with what they were asked. */
const echo = new Proxy({} as Handlers, { get: (_, name) => (request: unknown) => ok([name, request]) });

const assessment = { density: 'a', breasts: [{ laterality: 'L', biRads: '4A' }], comment: '' };
const annotation = {
  annotationId: 'a',
  imageId: 'i',
  frame: 0,
  shape: { type: 'length', from: { x: 0, y: 0 }, to: { x: 1, y: 1 } },
};
const settings = {
  readingMode: 'aided',
  analyseOnOpen: true,
  deidentified: false,
  keys: { fit: ['0'] },
  screenPixelsPerMm: null,
  view: '{}',
};

describe('settings that were saved', () => {
  it('lose only what is unknown or makes no sense', () => {
    expect(usableSettings(settings)).toEqual(settings);
    const damaged = {
      ...settings,
      readingMode: 'sequential',
      keys: 'none',
      ofAnotherVersion: 1,
      toString: 2,
    };
    const usable = usableSettings(damaged);
    expect(usable).toEqual({ ...settings, readingMode: 'sequential', keys: undefined });
    expect(Object.hasOwn(usable, 'keys')).toBe(false);
  });
});

describe('the boundary', () => {
  it.each([
    ['listExams', null],
    ['openExam', { examId: 'e' }],
    ['removeExams', { examIds: [] }],
    ['analyseExam', { examId: 'e', force: true }],
    ['cancelAnalysis', { examId: null }],
    ['saveAssessment', { examId: 'e', assessment }],
    ['saveAnnotation', { examId: 'e', annotation }],
    ['saveSettings', { settings }],
    ['saveProtocol', { protocol: { name: 'Mine', json: '{}' } }],
  ])('passes %s on', async (name, request) => {
    expect(await answer(echo, name, request)).toEqual({ ok: true, value: [name, request] });
  });

  it.each(['', 'nothing', '__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'knows no call %j',
    async (name) => {
      expect(await answer(echo, name, null)).toMatchObject({ ok: false, problem: { kind: 'bad-input' } });
    },
  );

  it.each(Object.keys(schemas))('refuses what is no request of %s', async (name) => {
    for (const request of [undefined, 7, 'x', [], { __proto__: null, more: 1 }, { examId: 7 }]) {
      expect(await answer(echo, name, request)).toMatchObject({ ok: false, problem: { kind: 'bad-input' } });
    }
  });

  const shape = (changes: object) => ({ examId: 'e', annotation: { ...annotation, shape: changes } });
  const points = (count: number) => Array.from({ length: count }, () => ({ x: 0, y: 0 }));
  it.each([
    ['openExam', { examId: '' }],
    ['openExam', { examId: 'x'.repeat(101) }],
    ['openExam', { examId: 'e', more: 1 }],
    ['removeExams', { examIds: Array(100_001).fill('e') }],
    ['saveAssessment', { examId: 'e', assessment: { ...assessment, comment: 'x'.repeat(20_001) } }],
    ['saveAssessment', { examId: 'e', assessment: { ...assessment, density: 'e' } }],
    [
      'saveAssessment',
      { examId: 'e', assessment: { ...assessment, breasts: [...assessment.breasts, ...assessment.breasts] } },
    ],
    ['saveAnnotation', shape({ type: 'freehand', points: points(20_001) })],
    ['saveAnnotation', shape({ type: 'freehand', points: [] })],
    ['saveAnnotation', shape({ type: 'text', at: { x: NaN, y: 0 }, text: '' })],
    ['saveAnnotation', shape({ type: 'text', at: { x: Infinity, y: 0 }, text: '' })],
    ['saveAnnotation', shape({ type: 'text', at: { x: 0, y: 0 }, text: 'x'.repeat(1001) })],
    ['saveAnnotation', shape({ type: 'circle' })],
    ['saveAnnotation', { examId: 'e', annotation: { ...annotation, frame: 0.5 } }],
    ['saveSettings', { settings: { ...settings, view: 'x'.repeat(64 * 1024 + 1) } }],
    ['saveSettings', { settings: { ...settings, screenPixelsPerMm: 0 } }],
    [
      'saveSettings',
      {
        settings: { ...settings, keys: Object.fromEntries(Array.from({ length: 501 }, (_, at) => [at, []])) },
      },
    ],
    ['saveProtocol', { protocol: { name: ' ', json: '{}' } }],
    ['saveProtocol', { protocol: { name: 'a', json: 'x'.repeat(256 * 1024 + 1) } }],
    ['saveProtocol', { protocol: { name: 'a'.repeat(81), json: '{}' } }],
  ])('refuses %s beyond its bounds', async (name, request) => {
    expect(await answer(echo, name, request)).toMatchObject({ ok: false, problem: { kind: 'bad-input' } });
  });

  it('says which field is wrong, not what was in it', async () => {
    const request = { examId: 'e', assessment: { ...assessment, density: 'SECRET' } };
    const refused = await answer(echo, 'saveAssessment', request);
    expect(refused).toMatchObject({ problem: { message: expect.stringContaining('assessment.density') } });
    expect(JSON.stringify(refused)).not.toContain('SECRET');
  });
});
