import { describe, expect, it } from 'vitest';
import { findImagesOf, listStoredExams } from '../../../main/store/exams.ts';
import { listScoredExams, saveExamScores } from '../../../main/store/examScores.ts';
import { saveListed } from '../../../main/store/listing.ts';
import { findOutcomes, listDoneImages, saveOutcome } from '../../../main/store/outcomes.ts';
import { listedRecord } from './examRecords.ts';
import { open } from './openedLibrary.ts';

const now = '2026-11-21T00:00:00.000Z';

describe('outcomes of analyses', () => {
  const done = { state: 'done', problem: null } as const;

  it('are remembered per image and summed up per exam', () => {
    const library = open();
    const records = ['1', '2', '3'].map((uid) => listedRecord({ file: `/${uid}`, uid }));
    saveListed(library, records, now);
    const { examId } = listStoredExams(library)[0];
    const ids = findImagesOf(library, [examId]).map(({ imageId }) => imageId);
    const failed = {
      state: 'failed',
      problem: { kind: 'corrupt', message: 'No.' },
    } as const;
    saveOutcome(library, ids[0], done);
    saveOutcome(library, ids[1], done);
    saveOutcome(library, ids[2], failed);
    expect(findOutcomes(library, examId)).toEqual(
      new Map<string, object>([
        [ids[0], done],
        [ids[1], done],
        [ids[2], failed],
      ]),
    );
    const [exam] = listStoredExams(library);
    expect(exam).toMatchObject({ doneCount: 2, failedCount: 1 });
    expect(listDoneImages(library, [examId], 'these')).toEqual(new Set());
    const scores = [
      {
        kind: 'mass',
        value: 0.25,
        whose: 'w',
        untrained: false,
        notValidatedOnPatients: true,
        ofOneFrame: false,
      },
    ] as const;
    expect(saveExamScores(library, examId, { scores, weightsKey: 'these' })).toBe(true);
    expect(saveExamScores(library, examId, { scores, weightsKey: 'these' })).toBe(false);
    expect(listScoredExams(library)).toEqual([examId]);
    expect(listDoneImages(library, [examId], 'these')).toEqual(new Set(ids.slice(0, 2)));
    expect(listDoneImages(library, [examId], 'others')).toEqual(new Set());
    saveOutcome(library, ids[1], null);
    expect(listStoredExams(library)).toMatchObject([{ doneCount: 1, scores, scoresOf: 'these' }]);
  });

  it('of an unknown image are nothing', () => {
    const library = open();
    saveOutcome(library, 'nobody', done);
    expect(library.database.prepare('SELECT count(*) AS n FROM image_outcome').get()).toEqual({ n: 0 });
  });
});
