import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  findExamAt,
  findImagesOf,
  findPriors,
  findStoredExams,
  findStoredImage,
  listStoredExams,
} from '../../../main/store/exams.ts';
import type { ListedImage } from '../../../main/store/exams.ts';
import { findSuspects, pictureOf, removeFromList, saveListed } from '../../../main/store/listing.ts';
import { placeKey } from '../../../main/store/placing.ts';
import { listedRecord } from './examRecords.ts';
import { temporaryFolder } from './temporaryFolder.ts';
import { open } from './openedLibrary.ts';

/** A record of a file that is really there. */
function ofFile(path: string, content: string, record: Parameters<typeof listedRecord>[0] = {}): ListedImage {
  writeFileSync(path, content);
  const { size, mtimeMs } = statSync(path);
  return listedRecord({ ...record, file: path, sizeBytes: size, modifiedMs: mtimeMs });
}

const now = '2026-11-21T00:00:00.000Z';

describe('the list of exams', () => {
  it('holds exams with their views in the order of hanging, and counts', () => {
    const library = open();
    const views = [
      ['L', 'MLO'],
      ['R', 'MLO'],
      ['L', 'CC'],
      ['R', 'CC'],
      ['R', 'CC'],
    ] as const;
    const saved = saveListed(
      library,
      views.map(([laterality, view], at) =>
        listedRecord({ file: `/a/${at}`, uid: `1.${at}`, fields: { laterality, view } }),
      ),
      now,
    );
    expect(saved.newImages).toBe(5);
    const [exam] = listStoredExams(library);
    expect(saved.examIds).toEqual([exam.examId]);
    expect(exam.views.map(({ laterality, view }) => `${laterality} ${view}`)).toEqual([
      'R CC',
      'L CC',
      'R MLO',
      'L MLO',
    ]);
    expect(exam).toMatchObject({
      imageCount: 5,
      problemCount: 0,
      analysableCount: 5,
      doneCount: 0,
      scores: [],
      reading: null,
      added: now,
      patient: { name: 'Doe^Jane' },
      ageYears: 66,
      notices: [],
      beside: [],
    });
  });

  it('counts images that cannot be shown, and those that are not analysed', () => {
    const library = open();
    const problem = { kind: 'truncated', message: 'Cut.' } as const;
    const records = [
      listedRecord({ file: '/1', uid: '1' }),
      listedRecord({ file: '/2', uid: '2', fields: { problem } }),
      listedRecord({ file: '/3', uid: '3', fields: { laterality: null } }),
    ];
    saveListed(library, records, now);
    expect(listStoredExams(library)).toMatchObject([
      { imageCount: 3, problemCount: 1, analysableCount: 1, notAnalysed: ['Cut.', 'no side stated'] },
    ]);
  });

  it('is of mammography where one of its images is', () => {
    const library = open();
    const mask = { isMammogram: false };
    saveListed(library, [listedRecord({ file: '/1', uid: '1', fields: mask })], now);
    expect(listStoredExams(library)).toMatchObject([{ mammography: false }]);
    saveListed(library, [listedRecord({ file: '/2', uid: '2' })], now);
    expect(listStoredExams(library)).toMatchObject([{ mammography: true }]);
  });

  it('knows an image that is listed again, by its place', () => {
    const library = open();
    saveListed(library, [listedRecord()], now);
    const [first] = findImagesOf(library, [listStoredExams(library)[0].examId]);
    const again = listedRecord({ fields: { rows: 99 }, sizeBytes: 7, exam: { studyDescription: 'Later' } });
    expect(saveListed(library, [again], now).newImages).toBe(0);
    const exams = listStoredExams(library);
    expect(exams).toMatchObject([{ imageCount: 1, studyDescription: 'Later' }]);
    const [second] = findImagesOf(library, [exams[0].examId]);
    expect(second).toMatchObject({ imageId: first.imageId, sizeBytes: 7, fields: { rows: 99 } });
  });

  it('keeps texts that a later image of the exam lacks', () => {
    const library = open();
    saveListed(library, [listedRecord({ exam: { studyDescription: 'Screening' } })], now);
    const bare = { studyDescription: '', ageYears: null, studyDate: '' };
    const nameless = { name: '', birthDate: '' };
    saveListed(library, [listedRecord({ file: '/b', uid: '2', exam: bare, evidence: nameless })], now);
    expect(listStoredExams(library)).toMatchObject([
      { studyDescription: 'Screening', ageYears: 66, studyDate: '20260302', patient: { name: 'Doe^Jane' } },
    ]);
  });

  it('leaves out a copy while the file is there, and takes it with its id once that is gone', () => {
    const library = open();
    const folder = temporaryFolder();
    const first = ofFile(join(folder, 'a'), 'same');
    saveListed(library, [first], now);
    const examId = listStoredExams(library)[0].examId;
    const [{ imageId }] = findImagesOf(library, [examId]);
    const copy = ofFile(join(folder, 'copy'), 'same');
    expect(findSuspects(library, [copy])).toEqual([{ image: copy, other: pictureOf(first) }]);
    const copies = new Map([[placeKey(copy), new Set([placeKey(first)])]]);
    expect(saveListed(library, [copy], now, copies).newImages).toBe(0);
    expect(findImagesOf(library, [examId])).toMatchObject([{ imageId, file: first.file }]);
    rmSync(first.file);
    saveListed(library, [copy], now);
    expect(findImagesOf(library, [examId])).toMatchObject([{ imageId, file: copy.file }]);
  });

  it('follows a file that was renamed', () => {
    const library = open();
    const folder = temporaryFolder();
    const record = ofFile(join(folder, 'a'), 'x');
    saveListed(library, [record], now);
    const examId = listStoredExams(library)[0].examId;
    const [{ imageId }] = findImagesOf(library, [examId]);
    renameSync(record.file, join(folder, 'b'));
    saveListed(library, [{ ...record, file: join(folder, 'b') }], now);
    expect(findImagesOf(library, [examId])).toMatchObject([{ imageId, file: join(folder, 'b') }]);
  });

  it('sets an image aside whose place another has taken, and brings it back when it is found again', () => {
    const library = open();
    saveListed(library, [listedRecord()], now);
    const before = listStoredExams(library)[0].examId;
    const [{ imageId }] = findImagesOf(library, [before]);
    const other = listedRecord({ study: 's2', patient: 'p2', uid: '9' });
    const saved = saveListed(library, [other], now);
    const after = findExamAt(library, '/images/a.dcm')!;
    expect(after).not.toBe(before);
    expect(new Set(saved.examIds)).toEqual(new Set([before, after]));
    expect(findImagesOf(library, [before])).toEqual([]);
    expect(findStoredImage(library, imageId)).toBe(null);
    expect(findStoredExams(library, [before])).toMatchObject([{ imageCount: 0, views: [] }]);
    saveListed(library, [listedRecord({ file: '/images/b.dcm' })], now);
    expect(findStoredImage(library, imageId)).toMatchObject({ file: '/images/b.dcm', examId: before });
  });

  it('is all of a batch or nothing', () => {
    const library = open();
    const broken = listedRecord({ file: '/b', uid: '2', sizeBytes: 0.5 });
    expect(() => saveListed(library, [listedRecord(), broken], now)).toThrow();
    expect(listStoredExams(library)).toEqual([]);
  });

  it('finds the other exams of a patient, the newest first', () => {
    const library = open();
    const dates = { a: '20200101', b: '20260101', c: '20240101' };
    for (const [study, studyDate] of Object.entries(dates)) {
      saveListed(library, [listedRecord({ study, file: `/${study}`, exam: { studyDate } })], now);
    }
    const stranger = { name: 'Roe^Mary', birthDate: '19520303' };
    saveListed(library, [listedRecord({ study: 'd', patient: 'x', file: '/d', evidence: stranger })], now);
    const id = (study: string) => findExamAt(library, `/${study}`)!;
    const certain = (study: string) => ({ examId: id(study), certainty: 'certain' });
    expect(findPriors(library, id('b'))).toEqual([certain('c'), certain('a')]);
    expect(findPriors(library, id('d'))).toEqual([]);
    removeFromList(library, [id('c')]);
    expect(findPriors(library, id('b'))).toEqual([certain('a')]);
  });

  it('tells possible exams of a patient from certain ones, and leaves out those of others', () => {
    const library = open();
    const list = (study: string, evidence: Parameters<typeof listedRecord>[0]) =>
      saveListed(library, [listedRecord({ study, file: `/${study}`, uid: study, ...evidence })], now);
    list('now', { patient: '123' });
    list('same', { patient: '123' });
    list('padded', { patient: '000123' });
    list('married', { patient: '123', evidence: { name: 'Smith^Jane' } });
    list('otherHospital', { patient: 'H9' });
    list('sameId', { patient: '123', evidence: { name: 'Roe^Mary', birthDate: '19520303' } });
    list('sameBirthday', { patient: 'X', evidence: { name: 'Roe^Mary' } });
    const priors = new Map(
      findPriors(library, findExamAt(library, '/now')!).map((prior) => [prior.examId, prior.certainty]),
    );
    const certainties = ['same', 'padded', 'married', 'otherHospital', 'sameId', 'sameBirthday'].map(
      (study) => priors.get(findExamAt(library, `/${study}`)!),
    );
    expect(certainties).toEqual(['certain', 'possible', 'possible', 'possible', undefined, undefined]);
  });

  it('forgets nothing of an exam that is taken off it', () => {
    const library = open();
    saveListed(library, [listedRecord()], now);
    const { examId } = listStoredExams(library)[0];
    const [{ imageId }] = findImagesOf(library, [examId]);
    removeFromList(library, [examId]);
    expect(listStoredExams(library)).toEqual([]);
    expect(findStoredExams(library, [examId])).toEqual([]);
    expect(findExamAt(library, '/images/a.dcm')).toBe(null);
    saveListed(library, [listedRecord()], now);
    expect(listStoredExams(library)).toMatchObject([{ examId }]);
    expect(findImagesOf(library, [examId])).toMatchObject([{ imageId }]);
  });
});

describe('images with one SOP Instance UID', () => {
  it('are all listed, and told of', () => {
    const library = open();
    const folder = temporaryFolder();
    const views = ['CC', 'MLO'] as const;
    const records = views.map((view) =>
      ofFile(join(folder, view), 'equally long', { uid: '1', content: `native:${view}`, fields: { view } }),
    );
    expect(findSuspects(library, records)).toEqual([]);
    expect(saveListed(library, records, now).newImages).toBe(2);
    expect(listStoredExams(library)).toMatchObject([
      { imageCount: 2, notices: ['2 images have the same SOP Instance UID; each is shown.'] },
    ]);
    // A second picture of one view is another one, as long as nothing says that it is the same.
    const again = ofFile(join(folder, 'again'), 'equally long', {
      uid: '1',
      content: 'native:another',
      fields: { view: 'CC' },
    });
    expect(findSuspects(library, [again])).toEqual([]);
    expect(saveListed(library, [again], now).newImages).toBe(1);
  });

  it('are told apart when their folder is moved, and keep their ids', () => {
    const library = open();
    const folder = temporaryFolder();
    const records = ['CC', 'MLO'].map((view) =>
      ofFile(join(folder, view), 'equally long', {
        uid: '1',
        content: `native:${view}`,
        fields: { view: view as 'CC' },
      }),
    );
    saveListed(library, records, now);
    const { examId } = listStoredExams(library)[0];
    const ids = findImagesOf(library, [examId]).map(({ imageId }) => imageId);
    const moved = records.map((record) => {
      renameSync(record.file, `${record.file}-moved`);
      return { ...record, file: `${record.file}-moved` };
    });
    expect(saveListed(library, moved.toReversed(), now).newImages).toBe(0);
    expect(findImagesOf(library, [examId]).map(({ imageId, file }) => [imageId, file])).toEqual(
      ids.map((id, at) => [id, moved[at].file]),
    );
  });
});

describe('two women with one study', () => {
  const other = { name: 'Roe^Mary', birthDate: '19520303' };

  it.each(['p1', 'p2'])('are two exams, each with a notice (second Patient ID %s)', (patient) => {
    const library = open();
    const left = listedRecord({ file: '/l', uid: '1' });
    const right = listedRecord({ file: '/r', uid: '2', patient, evidence: other });
    saveListed(library, [left, right], now);
    const exams = listStoredExams(library);
    expect(exams.map(({ patient: { name } }) => name).sort()).toEqual(['Doe^Jane', 'Roe^Mary']);
    for (const { imageCount, notices } of exams) {
      expect(imageCount).toBe(1);
      expect(notices).toEqual([expect.stringContaining('Two patients have one study: name')]);
    }
    // In any order, and a second time, they are the same two.
    saveListed(library, [right, left], now);
    expect(listStoredExams(library).map(({ examId }) => examId)).toEqual(exams.map(({ examId }) => examId));
  });

  it('are one exam with a notice where only the name differs', () => {
    const library = open();
    const right = listedRecord({ file: '/r', uid: '2', evidence: { name: 'Smith^Jane' } });
    saveListed(library, [listedRecord({ file: '/l', uid: '1' }), right], now);
    expect(listStoredExams(library)).toMatchObject([
      {
        imageCount: 2,
        contradicted: ['name'],
        notices: ['Two patients are suspected in this exam: name differs. Check whose images these are.'],
      },
    ]);
  });

  it('are never mixed: what one does not say is not taken from the other, and priors are possible ones', () => {
    const library = open();
    const left = listedRecord({ file: '/l', uid: '1', evidence: { birthDate: '', sex: '' } });
    const right = listedRecord({
      file: '/r',
      uid: '2',
      evidence: { name: 'Smith^Mary', birthDate: '19750607' },
    });
    const third = listedRecord({ file: '/t', uid: '3', evidence: { birthDate: '', sex: 'F' } });
    saveListed(library, [left, right, third], now);
    const [exam] = listStoredExams(library);
    expect(exam.contradicted).toEqual(['name']);
    expect(exam.patient).toEqual({ id: 'p1', issuer: '', name: 'Doe^Jane', birthDate: '', sex: 'F' });
    saveListed(library, [listedRecord({ file: '/p', study: 'earlier', uid: '4' })], now);
    expect(findPriors(library, exam.examId).map(({ certainty }) => certainty)).toEqual(['possible']);
    const earlier = findExamAt(library, '/p')!;
    expect(findPriors(library, earlier)).toEqual([{ examId: exam.examId, certainty: 'possible' }]);
  });

  it('keep the exam whose reading there is where an earlier version made one of both', () => {
    const library = open();
    saveListed(library, [listedRecord({ file: '/l', uid: '1' })], now);
    const [{ examId }] = listStoredExams(library);
    // As it was kept before: both images in one exam, nothing known of the patients of each.
    saveListed(library, [listedRecord({ file: '/r', uid: '2' })], now);
    library.database.exec("UPDATE exam_image SET patient = NULL, content = ''");
    const right = listedRecord({ file: '/r', uid: '2', evidence: other });
    saveListed(library, [listedRecord({ file: '/l', uid: '1' }), right], now);
    expect(findExamAt(library, '/l')).toBe(examId);
    expect(findExamAt(library, '/r')).not.toBe(examId);
    expect(listStoredExams(library)).toHaveLength(2);
  });
});
