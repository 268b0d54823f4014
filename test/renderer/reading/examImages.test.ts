import { describe, expect, test } from 'vitest';
import type { ExamRow } from '../../../contract/exam.ts';
import { listedImages, sameImages } from '../../../renderer/reading/examImages.ts';
import { testExam, testImage, testRow } from './tiles.ts';

const listed = (...rows: readonly ExamRow[]) =>
  listedImages(new Map(rows.map((row) => [row.examId, row])), 'exam');

describe('what is listed of an exam and of its patient', () => {
  const row = { ...testRow('exam'), imageCount: 3 };
  const prior = testRow('prior');
  const stranger = { ...testRow('stranger'), patientKey: 'another' };
  const before = listed(row, prior, stranger);

  test('changes with the images of the exam and of priors', () => {
    expect(listed({ ...row, imageCount: 4 }, prior, stranger)).not.toBe(before);
    expect(listed({ ...row, problemCount: 1 }, prior, stranger)).not.toBe(before);
    expect(listed(row, { ...prior, imageCount: 4 }, stranger)).not.toBe(before);
    expect(listed(row, prior, { ...prior, examId: 'older' }, stranger)).not.toBe(before);
  });

  test('stays the same whatever is read, analysed or listed of others', () => {
    const read = { ...row, readStatus: 'read', density: 'b' } as const;
    const analysed = { ...read, analysis: { ...row.analysis, state: 'running' } } as const;
    expect(listed({ ...stranger, imageCount: 9 }, prior, analysed)).toBe(before);
  });
});

describe('two answers of one exam', () => {
  const exam = testExam(
    [testImage('R CC')],
    [{ row: testRow('prior'), images: [testImage('before')], certainty: 'certain' }],
  );

  test('are the same whatever the row says of reading and analysis', () => {
    expect(sameImages(exam, { ...exam, row: { ...exam.row, readStatus: 'reading' } })).toBe(true);
  });

  test('differ where an image came, or can be shown now', () => {
    const problem = { kind: 'not-found', message: 'Gone.' } as const;
    expect(sameImages(exam, { ...exam, images: [...exam.images, testImage('L CC')] })).toBe(false);
    expect(sameImages(exam, { ...exam, images: [testImage('R CC', { problem })] })).toBe(false);
    expect(sameImages(exam, { ...exam, priors: [] })).toBe(false);
  });
});
