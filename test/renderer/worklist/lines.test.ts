import { describe, expect, test } from 'vitest';
import type { ExamRow } from '../../../contract/exam.ts';
import { noFilter } from '../../../renderer/worklist/filtering.ts';
import { examsById } from '../../../renderer/app/library.ts';
import type { Pseudonyms } from '../../../renderer/app/identity.ts';
import {
  arrange,
  neighbours,
  sortExams,
  type Arrangement,
  type Line,
} from '../../../renderer/worklist/lines.ts';
import { newestFirst, type Sorting } from '../../../renderer/worklist/sorting.ts';
import { analysed, exam } from './exams.ts';

interface Choices extends Arrangement {
  readonly sorting: Sorting;
  readonly pseudonyms: Pseudonyms | null;
}

const plain: Choices = {
  filter: noFilter,
  sorting: newestFirst,
  grouped: true,
  expanded: new Set(),
  pseudonyms: null,
};

const arranged = (exams: readonly ExamRow[], { sorting, pseudonyms, ...rest }: Choices) =>
  arrange(sortExams(examsById(exams), sorting, pseudonyms), rest);

const ids = (lines: readonly Line[]) => lines.map(({ row }) => row.examId);

const now = exam('now', { patientKey: 'p', patientName: 'Doe^Jane', studyDate: '20260301' });
const prior = exam('prior', {
  patientKey: 'p',
  patientName: 'Doe^Jane',
  studyDate: '20240301',
  readStatus: 'read',
});
const older = exam('older', { patientKey: 'p', patientName: 'Doe^Jane', studyDate: '20220301' });
const other = exam('other', { studyDate: '20250301' });

describe('grouping', () => {
  test('a patient stands at the newest exam and says how many others there are', () => {
    const lines = arranged([prior, other, older, now], plain);
    expect(ids(lines)).toEqual(['now', 'other']);
    expect(lines.map(({ others }) => others)).toEqual([2, 0]);
  });

  test('unfolded, the others follow, newest first, one level down', () => {
    const lines = arranged([prior, other, older, now], { ...plain, expanded: new Set(['p']) });
    expect(ids(lines)).toEqual(['now', 'prior', 'older', 'other']);
    expect(lines.map(({ level }) => level)).toEqual([1, 2, 2, 1]);
    expect(lines.map(({ expanded }) => expanded)).toEqual([true, false, false, false]);
  });

  test('a patient of one exam has nothing to unfold', () => {
    const [line] = arranged([other], { ...plain, expanded: new Set(['other']) });
    expect(line).toMatchObject({ others: 0, expanded: false });
  });

  test('where the newest does not pass the filter, the patient stands at the newest that does', () => {
    const read = { ...now, readStatus: 'read' as const };
    const filter = { ...noFilter, unread: true };
    const lines = arranged([read, prior, older, other], { ...plain, filter });
    expect(ids(lines)).toEqual(['other', 'older']);
    expect(ids(arranged([read, prior, older], { ...plain, filter, expanded: new Set(['p']) }))).toEqual([
      'older',
      'now',
      'prior',
    ]);
  });

  test('ungrouped, every exam stands for itself', () => {
    const lines = arranged([prior, other, older, now], { ...plain, grouped: false });
    expect(ids(lines)).toEqual(['now', 'other', 'prior', 'older']);
    expect(lines.every(({ level, others }) => level === 1 && others === 0)).toBe(true);
  });
});

describe('hidden identities', () => {
  const pseudonyms = new Map([
    ['p', 2],
    ['other', 1],
  ]);

  test('neither names, ids nor days are in the lines', () => {
    const lines = arranged([now, other], { ...plain, pseudonyms });
    expect(lines.map(({ identity }) => identity.name)).toEqual(['Patient 2', 'Patient 1']);
    expect(JSON.stringify(lines.map(({ identity }) => identity))).not.toMatch(/Doe|id-|0301|03-01/);
  });

  test('names that are hidden neither sort nor are found', () => {
    const sorting = { column: 'patient', descending: false } as const;
    expect(ids(arranged([now, other], { ...plain, pseudonyms, sorting }))).toEqual(['other', 'now']);
    const search = (text: string) =>
      ids(arranged([now, other], { ...plain, pseudonyms, filter: { ...noFilter, search: text } }));
    expect(search('doe')).toEqual([]);
    expect(search('patient 2')).toEqual(['now']);
  });
});

/** A fixed sequence, so that a failure repeats. */
function* pseudoRandom(seed: number): Generator<number> {
  for (let state = seed; ;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state / 2 ** 32;
  }
}

function manyExams(count: number): ExamRow[] {
  const random = pseudoRandom(7);
  const next = () => random.next().value as number;
  return Array.from({ length: count }, (_, index) => {
    const patient = Math.floor(next() * count * 0.7);
    return exam(`e${index}`, {
      patientKey: `p${patient}`,
      patientName: `Family${patient % 977}^Given${patient}`,
      studyDate: `20${String(10 + Math.floor(next() * 16))}0${1 + Math.floor(next() * 9)}15`,
      analysis: next() < 0.3 ? analysed(null, { state: 'none' }) : analysed(Math.floor(next() * 1000) / 1000),
      readStatus: next() < 0.5 ? 'unread' : 'read',
    });
  });
}

describe('10,000 exams', () => {
  const exams = manyExams(10_000);

  test('grouped: one line per patient, at its newest exam, in the order asked for', () => {
    const lines = arranged(exams, plain);
    expect(lines.length).toBe(new Set(exams.map(({ patientKey }) => patientKey)).size);
    const dates = lines.map(({ row }) => row.studyDate);
    expect(dates).toEqual([...dates].sort().reverse());
    const newest = new Map<string, string>();
    for (const { patientKey, studyDate } of exams)
      if (studyDate > (newest.get(patientKey) ?? '')) newest.set(patientKey, studyDate);
    expect(lines.every(({ row }) => row.studyDate === newest.get(row.patientKey))).toBe(true);
    expect(lines.reduce((sum, { others }) => sum + others + 1, 0)).toBe(10_000);
  });

  test('with every patient unfolded, each exam has exactly one line', () => {
    const expanded = new Set(exams.map(({ patientKey }) => patientKey));
    const lines = arranged(exams, { ...plain, expanded });
    expect(new Set(ids(lines)).size).toBe(10_000);
    expect(lines.length).toBe(10_000);
  });

  test('filters and search leave exactly the exams that a plain loop finds', () => {
    const filter = {
      ...noFilter,
      search: 'given12 FAMILY',
      unread: true,
      score: { kind: 'malignant', least: 0.5 },
    } as const;
    const lines = arranged(exams, { ...plain, grouped: false, filter });
    const expected = exams.filter(
      ({ patientName, readStatus, analysis }) =>
        patientName.includes('Given12') &&
        readStatus === 'unread' &&
        (analysis.scores.at(0)?.value ?? 0) >= 0.5,
    );
    expect(expected.length).toBeGreaterThan(20);
    expect(new Set(ids(lines))).toEqual(new Set(expected.map(({ examId }) => examId)));
  });

  test('the order does not depend on the order in which the exams came', () => {
    const sorting = { column: 'malignant', descending: true } as const;
    expect(ids(arranged([...exams].reverse(), { ...plain, sorting }))).toEqual(
      ids(arranged(exams, { ...plain, sorting })),
    );
  });
});

test('sorted from an earlier order, exams changed, added and removed: the same as from none', () => {
  const before = manyExams(500);
  const changed = manyExams(600)
    .slice(100)
    .map((row, index) => (index % 10 === 0 ? { ...row, analysis: analysed(0.42) } : row));
  for (const column of ['analysis', 'patient', 'date'] as const) {
    const sorting = { column, descending: true };
    const { rows } = sortExams(examsById(before), newestFirst, null);
    expect(sortExams(examsById(changed), sorting, null, rows)).toEqual(
      expect.objectContaining({ rows: sortExams(examsById(changed), sorting, null).rows }),
    );
  }
});

describe('neighbours in the reading order', () => {
  const present = new Set(['a', 'c', 'd']);

  test('exams that left the library are passed over', () => {
    expect(neighbours(['a', 'b', 'c'], 'a', present)).toEqual({ previous: null, next: 'c' });
    expect(neighbours(['a', 'b', 'c'], 'c', present)).toEqual({ previous: 'a', next: null });
  });

  test('also the one that is being read', () => {
    expect(neighbours(['a', 'b', 'c'], 'b', present)).toEqual({ previous: 'a', next: 'c' });
  });

  test('an exam that is not in the order comes before it', () => {
    expect(neighbours(['a', 'c'], 'd', present)).toEqual({ previous: null, next: 'a' });
  });
});
