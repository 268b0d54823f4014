import { describe, expect, test } from 'vitest';
import { examKeyOf } from '../../../main/library/examKey.ts';
import type { FoundImage } from '../../../main/library/scan.ts';

function found(file: string, header: { studyInstanceUid?: string; patientId?: string }, wrapped: boolean) {
  const all = { studyInstanceUid: '', patientId: '', ...header };
  return { file, header: all, wrapped } as FoundImage;
}

describe('exams that images belong to', () => {
  test('pictures of one folder that are named alike', () => {
    // A wrapped picture has a study of its own: its name counts.
    const keys = ['a/7_L-CC.png', 'a/7_R-MLO.png', 'a/8_L-CC.png', 'b/7_L-CC.png'].map((file, index) =>
      examKeyOf(found(file, { studyInstanceUid: `2.25.${index}` }, true)),
    );
    expect(keys[0]).toBe(keys[1]);
    expect(new Set(keys).size).toBe(3);
  });

  test('objects of one study, wherever they lie', () => {
    const one = examKeyOf(found('a/1', { studyInstanceUid: '1.2' }, false));
    expect(examKeyOf(found('b/2', { studyInstanceUid: '1.2' }, false))).toBe(one);
    expect(examKeyOf(found('a/1', { studyInstanceUid: '1.3' }, false))).not.toBe(one);
  });

  test('without a study, a patient in a folder', () => {
    const one = examKeyOf(found('a/1', { patientId: 'P' }, false));
    expect(examKeyOf(found('a/2', { patientId: 'P' }, false))).toBe(one);
    expect(examKeyOf(found('a/2', { patientId: 'Q' }, false))).not.toBe(one);
  });
});
