import { expect, test } from 'vitest';
import { pseudonymsFor, shownIdentity } from '../../../renderer/app/identity.ts';
import { exam } from '../worklist/exams.ts';

const [first, second, third] = ['2026-01-01', '2026-01-02', '2026-01-03'].map((day, index) =>
  exam(`e${index}`, { patientKey: `p${index}`, added: `${day}T00:00:00.000Z` }),
);

test('patients are numbered in the order in which they came', () => {
  const numbers = pseudonymsFor([third, first, second], new Map());
  expect([...numbers]).toEqual([
    ['p0', 1],
    ['p1', 2],
    ['p2', 3],
  ]);
});

test('numbers stay when exams come and go', () => {
  const numbers = pseudonymsFor([second, third], new Map());
  const later = pseudonymsFor([first, third], numbers);
  expect([later.get('p2'), later.get('p0'), later.get('p1')]).toEqual([2, 3, 1]);
});

test('with nobody new the same numbers are the same object', () => {
  const numbers = pseudonymsFor([first], new Map());
  expect(pseudonymsFor([first], numbers)).toBe(numbers);
});

test('as the file says, readable', () => {
  expect(shownIdentity(exam('e', { patientName: 'Doe^Jane^M', studyDate: '20260301' }), null)).toMatchObject({
    name: 'Doe, Jane M',
    id: 'id-e',
    studyDate: '2026-03-01',
    birthDate: '1960-01-02',
  });
});

test.each(['00000000', '0000', '20261332', '20260230', '000Y', 'unknown', ''])(
  '%j is shown as no date',
  (date) => {
    const row = exam('e', { patientBirthDate: date, studyDate: date });
    expect(shownIdentity(row, null)).toMatchObject({ birthDate: '', studyDate: '' });
    expect(shownIdentity(row, new Map())).toMatchObject({ birthDate: '', studyDate: '' });
  },
);

test('hidden, only the pseudonym and the year are left', () => {
  const row = exam('e', { studyDescription: 'Doe, screening', accessionNumber: '77' });
  expect(shownIdentity(row, new Map([['e', 4]]))).toEqual({
    name: 'Patient 4',
    id: '',
    studyDate: '2026',
    birthDate: '',
    description: '',
    accessionNumber: '',
    place: '',
  });
});
