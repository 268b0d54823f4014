import { describe, expect, it } from 'vitest';
import type { Library } from '../../../main/store/database.ts';
import { findExamAt, listStoredExams } from '../../../main/store/exams.ts';
import { saveDocuments } from '../../../main/store/documents.ts';
import { refreshStudies, saveListed } from '../../../main/store/listing.ts';
import { listedRecord } from './examRecords.ts';
import { open } from './openedLibrary.ts';

const now = '2026-11-21T00:00:00.000Z';

describe('documents beside images', () => {
  const document = (file: string, kind: string, studyKey = 's1', patient = 'p1') => ({
    studyKey,
    file,
    entry: '',
    sopInstanceUid: file,
    kind,
    patient: { id: patient, issuer: '', name: '', birthDate: '', sex: '' },
  });

  it('are counted by kind, whichever came first, once each, and only with their own patient', () => {
    const library = open();
    const studies = saveDocuments(library, [
      document('/a', 'presentation state'),
      document('/b', 'PDF document'),
    ]);
    expect(refreshStudies(library, studies)).toEqual([]);
    saveListed(library, [listedRecord()], now);
    const later = [document('/c', 'PDF document'), document('/a', 'presentation state')];
    const [examId] = refreshStudies(library, saveDocuments(library, later));
    expect(listStoredExams(library)).toMatchObject([
      {
        examId,
        beside: [
          { kind: 'PDF document', count: 2 },
          { kind: 'presentation state', count: 1 },
        ],
      },
    ]);
    saveDocuments(library, [document('/d', 'PDF document', 's1', 'somebody else')]);
    refreshStudies(library, new Set(['s1']));
    expect(listStoredExams(library)[0].beside[0].count).toBe(2);
  });
});

describe('masks and cut-outs of an archived film', () => {
  const film = 'Mass-Training_P_00001_LEFT_CC';
  const lesion = (at: number, kind: 'mask' | 'crop' | 'conventional', patient: string) =>
    listedRecord({
      study: `s${at}`,
      patient,
      uid: `1.${at}`,
      file: `/${at}`,
      evidence: { name: patient, birthDate: '' },
      fields: { kind, laterality: 'L', view: 'CC' },
    });
  const besideFilm = (library: Library) =>
    listStoredExams(library).find(({ patient }) => patient.id === film)?.beside;

  it('are told with the film, whichever was listed first, and with no other', () => {
    const library = open();
    saveListed(library, [lesion(1, 'mask', `${film}_1`)], now);
    saveListed(library, [lesion(0, 'conventional', film), lesion(9, 'mask', `${film}X_1`)], now);
    expect(besideFilm(library)).toEqual([{ kind: 'mask of L CC', count: 1 }]);
    const { examIds } = saveListed(
      library,
      [lesion(2, 'mask', `${film}_2`), lesion(3, 'crop', `${film}_2`)],
      now,
    );
    expect(examIds).toContain(findExamAt(library, '/0'));
    expect(besideFilm(library)).toEqual([
      { kind: 'crop of L CC', count: 1 },
      { kind: 'mask of L CC', count: 2 },
    ]);
    const others = listStoredExams(library).filter(({ patient }) => patient.id !== film);
    expect(others.flatMap(({ beside }) => beside)).toEqual([]);
  });
});
