import { mkdirSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { ExamRow } from '../../contract/exam.ts';
import { imagePath } from '../../contract/api.ts';
import { openImage } from '../../imaging/openImage.ts';
import { writeSlices } from '../fixtures/slices.ts';
import { openTestDesktop } from './room/desktops.ts';
import type { TestDesktop } from './room/desktops.ts';
import { mammogram, writeExam, writeMammogram } from './room/mammograms.ts';
import { temporaryFolder } from './store/temporaryFolder.ts';

function folders() {
  const folder = temporaryFolder();
  return { folder, dataDir: join(folder, 'data'), files: join(folder, 'files') };
}

const byStudy = (rows: readonly ExamRow[]) =>
  [...rows].sort((one, other) => one.studyDate.localeCompare(other.studyDate));

async function firstExamId(room: TestDesktop): Promise<string> {
  return (await room.value('listExams', null))[0].examId;
}

describe('indexing', () => {
  it('lists exams as they are found, and tells how far it is', async () => {
    const { dataDir, files } = folders();
    for (let at = 0; at < 60; at++)
      writeExam(files, `exam-${at}`, { study: `1.2.${at}`, patientId: `P${at}` });
    writeFileSync(join(files, 'notes.txt'), 'nothing');
    const room = openTestDesktop(dataDir);
    await room.index(files);
    const rows = await room.value('listExams', null);
    expect(rows).toHaveLength(60);
    expect(rows[0]).toMatchObject({
      imageCount: 4,
      problemCount: 0,
      readStatus: 'unread',
      analysis: { state: 'none', done: 0, total: 4, scores: [], withheld: false },
    });
    const told = room.events.flatMap((event) => (event.type === 'indexing' ? [event.indexing] : []));
    expect(told[0]).toEqual({ state: 'running', label: 'Test', filesSeen: 0, imagesFound: 0, problems: 0 });
    expect(told.at(-1)).toEqual({
      state: 'done',
      label: 'Test',
      filesSeen: 241,
      imagesFound: 240,
      problems: 0,
    });
    const batches = room.events.filter(({ type }) => type === 'exams');
    expect(batches.length).toBeGreaterThan(1);
    expect(room.events.indexOf(batches[0])).toBeLessThan(room.events.length - 2);
  });

  it('of the same folder again adds nothing, also by another way there and after a restart', async () => {
    const { folder, dataDir, files } = folders();
    writeExam(files, 'one', { study: '1.2.1' });
    writeMammogram(files, 'R_CC.pgm', { study: '' });
    writeFileSync(join(files, 'R_CC.pgm'), 'P5 2 2 255\nabcd');
    const first = openTestDesktop(dataDir);
    await first.index(files);
    const rows = await first.value('listExams', null);
    await first.desktop.close();
    const again = openTestDesktop(dataDir);
    expect(await again.value('listExams', null)).toEqual(rows);
    symlinkSync(files, join(folder, 'link'));
    await again.index(files, join(folder, 'link'));
    await again.index(join(files, 'one', 'R-CC.dcm'));
    expect(await again.value('listExams', null)).toEqual(rows);
  });

  it('lists slices of one stack as one image, and gives them as one; not when one of them has changed', async () => {
    const { dataDir, files } = folders();
    writeSlices(files, { c: { z: 0, level: 1 }, a: { z: 1, level: 2 }, b: { z: 2, level: 3 } });
    const room = openTestDesktop(dataDir);
    await room.index(files);
    const [row] = await room.value('listExams', null);
    expect(row).toMatchObject({
      imageCount: 1,
      views: [{ laterality: 'L', view: 'MLO' }],
      analysis: { total: 1 },
    });
    const told = room.events.flatMap((event) => (event.type === 'indexing' ? [event.indexing] : [])).at(-1);
    expect(told).toMatchObject({ filesSeen: 3, imagesFound: 1, problems: 0 });
    const opened = async () => (await room.value('openExam', { examId: row.examId })).images[0];
    const { imageId, frames, kind } = await opened();
    expect({ frames, kind }).toEqual({ frames: 3, kind: 'tomosynthesis' });
    const served = await room.desktop.bytes(imagePath(imageId));
    const image = served.ok ? openImage(served.value.bytes, '') : served;
    if (!image.ok) throw new Error(image.problem.message);
    const levels = await Promise.all([0, 1, 2].map((frame) => image.value.decode(frame)));
    expect(levels.map((frame) => frame.ok && frame.value.samples[0])).toEqual([1, 2, 3]);

    writeSlices(files, { a: { z: 1, side: 'R' } });
    utimesSync(join(files, 'a'), 1, 1);
    expect(await room.desktop.bytes(imagePath(imageId))).toMatchObject({
      ok: false,
      problem: { kind: 'corrupt' },
    });
    rmSync(join(files, 'a'));
    expect((await opened()).problem?.kind).toBe('not-found');
    expect(await room.desktop.bytes(imagePath(imageId))).toMatchObject({
      ok: false,
      problem: { kind: 'not-found' },
    });
  });

  it('lists files that cannot be read below the folder that was opened, never with the folder itself', async () => {
    const { folder, dataDir, files } = folders();
    mkdirSync(join(files, 'bad'), { recursive: true });
    const whole = Buffer.from(mammogram({ study: '1.2' }));
    const rows = whole.indexOf(Uint8Array.of(0x28, 0, 0x10, 0));
    writeFileSync(join(files, 'bad', 'cut.dcm'), whole.subarray(0, rows));
    const archive = Buffer.from(zipSync({ 'a.dcm': mammogram({ study: '1.3' }) }));
    writeFileSync(join(files, 'cut.zip'), archive.subarray(0, archive.length - 10));
    const room = openTestDesktop(dataDir);
    await room.index(files);
    await room.index(join(files, 'absent.dcm'));
    const problems = await room.value('listProblems', null);
    expect(problems.map(({ file, problem }) => [file, problem.kind])).toEqual([
      [join('bad', 'cut.dcm'), 'truncated'],
      ['cut.zip', 'corrupt'],
      ['absent.dcm', 'not-found'],
    ]);
    expect(JSON.stringify([problems, room.events])).not.toContain(folder);
    writeFileSync(join(files, 'bad', 'cut.dcm'), mammogram({ study: '1.2' }));
    await room.index(files);
    const listed = async () => (await room.value('listProblems', null)).map(({ file }) => file);
    expect(await listed()).toEqual(['cut.zip']);
    // An archive that is whole now has no problem, nor has what is gone; what lies elsewhere was not looked at.
    writeFileSync(join(files, 'cut.zip'), archive);
    writeFileSync(join(files, 'bad', 'other.dcm'), whole.subarray(0, rows));
    await room.index(join(files, 'bad'));
    expect(await listed()).toEqual(['cut.zip', 'other.dcm']);
    rmSync(join(files, 'bad', 'other.dcm'));
    await room.index(files);
    expect(await listed()).toEqual([]);
    await room.index(join(files, 'absent.dcm'));
    expect(await listed()).toEqual(['absent.dcm']);
    await room.value('clearProblems', null);
    expect(await room.value('listProblems', null)).toEqual([]);
  });

  it('names the file of an image that is listed and cannot be shown, and entries that climb out of their archive', async () => {
    const { dataDir, files } = folders();
    mkdirSync(files, { recursive: true });
    const whole = mammogram({ study: '1.2' });
    writeFileSync(join(files, 'short.dcm'), whole.subarray(0, whole.length - 2));
    writeFileSync(join(files, 'climbs.zip'), zipSync({ '../../away.dcm': new Uint8Array(3) }));
    const room = openTestDesktop(dataDir);
    await room.index(files);
    const kinds = async () =>
      (await room.value('listProblems', null)).map(({ file, problem }) => [file, problem.kind]);
    expect(await kinds()).toEqual([
      ['climbs.zip/../../away.dcm', 'not-an-image'],
      ['short.dcm', 'truncated'],
    ]);
    expect(await room.value('listExams', null)).toMatchObject([{ problemCount: 1 }]);
    writeFileSync(join(files, 'short.dcm'), whole);
    await room.index(files);
    expect(await kinds()).toEqual([['climbs.zip/../../away.dcm', 'not-an-image']]);
  });

  it('ends when it is cancelled, and what was found stays', async () => {
    const { dataDir, files } = folders();
    for (let at = 0; at < 150; at++) writeExam(files, `exam-${at}`, { study: `1.2.${at}` });
    const room = openTestDesktop(dataDir);
    room.desktop.index([files], 'Many');
    await room.until(({ type }) => type === 'exams');
    await room.value('cancelIndexing', null);
    await room.until((event) => event.type === 'indexing' && event.indexing.state === 'cancelled');
    const rows = await room.value('listExams', null);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.length).toBeLessThan(150);
    await room.index(files);
    expect(await room.value('listExams', null)).toHaveLength(150);
  });

  it('opens one exam that was named, and no worklist of several', async () => {
    const { dataDir, files } = folders();
    const one = writeExam(files, 'one', { study: '1.2.1' });
    writeExam(files, 'two', { study: '1.2.2' });
    const room = openTestDesktop(dataDir);
    await room.index(files);
    expect(room.events.some(({ type }) => type === 'openExam')).toBe(false);
    await room.index(one);
    const opened = await room.until(({ type }) => type === 'openExam');
    expect(await room.value('appState', null)).toMatchObject({
      openExamId: opened.type === 'openExam' && opened.examId,
    });
    expect(await room.value('appState', null)).toMatchObject({ openExamId: null });
  });
});

describe('dialogs', () => {
  it('are asked for, and what was chosen is indexed under its name', async () => {
    const { dataDir, files } = folders();
    writeExam(files, 'one', { study: '1.2.1' });
    const asked: string[] = [];
    const dialogs = {
      choose: (kind: string) => {
        asked.push(kind);
        return Promise.resolve(asked.length === 1 ? null : [files]);
      },
    };
    const room = openTestDesktop(dataDir, { dialogs });
    await room.value('chooseAndIndex', { kind: 'files' });
    await room.value('chooseAndIndex', { kind: 'folder' });
    await room.until(
      (event) =>
        event.type === 'indexing' && event.indexing.state === 'done' && event.indexing.label === 'files',
    );
    expect(asked).toEqual(['files', 'folder']);
    expect(await room.value('listExams', null)).toHaveLength(1);
  });

  it('are unsupported where the host has none', async () => {
    const room = openTestDesktop(folders().dataDir);
    expect(await room.call('chooseAndIndex', { kind: 'folder' })).toMatchObject({
      problem: { kind: 'unsupported' },
    });
  });
});

describe('an exam', () => {
  it('is opened with its images and the exams of the same patient', async () => {
    const { dataDir, files } = folders();
    const jane = { patientId: 'P1', patientName: 'Doe^Jane', birthDate: '19600101' };
    writeExam(files, 'new', { ...jane, study: '1.2.1', studyDate: '20260302' });
    writeExam(files, 'old', { ...jane, study: '1.2.2', studyDate: '20240302' });
    writeExam(files, 'other', { study: '1.2.3', patientId: 'P2', studyDate: '20230101', age: '041Y' });
    const room = openTestDesktop(dataDir);
    await room.index(files);
    const [other, old, current] = byStudy(await room.value('listExams', null));
    expect([other.ageYears, old.ageYears, current.ageYears]).toEqual([41, 64, 66]);
    const exam = await room.value('openExam', { examId: current.examId });
    expect(exam.row).toEqual(current);
    expect(exam.images).toHaveLength(4);
    expect(exam.priors.map(({ row }) => row.examId)).toEqual([old.examId]);
    expect(exam.priors[0].images).toHaveLength(4);
    expect((await room.value('openExam', { examId: other.examId })).priors).toEqual([]);
  });

  it('tells why images are not analysed, and lists them all the same', async () => {
    const { dataDir, files } = folders();
    writeMammogram(files, 'a.dcm', { study: '1.2.1', view: 'CC' });
    writeMammogram(files, 'b.dcm', { study: '1.2.1', laterality: 'L', modality: 'US' });
    const room = openTestDesktop(dataDir);
    await room.index(files);
    const { row, images } = await room.value('openExam', { examId: await firstExamId(room) });
    expect(row).toMatchObject({ imageCount: 2, analysis: { total: 0 } });
    expect(images.map(({ notAnalysed }) => notAnalysed)).toEqual([
      'no side stated',
      'no mammogram (modality US)',
    ]);
  });

  it('tells of one picture that is listed as two views', async () => {
    const { dataDir, files } = folders();
    const pixels = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
    for (const laterality of ['L', 'R'] as const)
      writeMammogram(files, `${laterality}.dcm`, { study: '1.2.1', laterality, view: 'CC', pixels });
    writeMammogram(files, 'mlo.dcm', { study: '1.2.1', laterality: 'R', view: 'MLO' });
    const room = openTestDesktop(dataDir);
    await room.index(files);
    const { images } = await room.value('openExam', { examId: await firstExamId(room) });
    const told = images.map(({ laterality, view, notices }) => [`${laterality} ${view}`, notices]);
    expect(Object.fromEntries(told)).toEqual({
      'L CC': ['Its pixels are also those of R CC; check which of them it is.'],
      'R CC': ['Its pixels are also those of L CC; check which of them it is.'],
      'R MLO': [],
    });
  });

  it('is taken off the list and comes back as it was', async () => {
    const { dataDir, files } = folders();
    writeExam(files, 'one', { study: '1.2.1' });
    const room = openTestDesktop(dataDir);
    await room.index(files);
    const examId = await firstExamId(room);
    await room.value('saveAssessment', {
      examId,
      assessment: { density: 'c', breasts: [], comment: 'Keep me.' },
    });
    await room.value('removeExams', { examIds: [examId] });
    expect(await room.value('listExams', null)).toEqual([]);
    expect(room.events.at(-1)).toEqual({ type: 'exams', changed: [], removed: [examId] });
    expect(await room.call('openExam', { examId })).toMatchObject({ problem: { kind: 'not-found' } });
    await room.index(files);
    expect(await room.value('listExams', null)).toMatchObject([{ examId, density: 'c' }]);
    expect(await room.value('reading', { examId })).toMatchObject({ assessment: { comment: 'Keep me.' } });
  });
});

describe('bytes', () => {
  async function bytesOf(room: TestDesktop): Promise<(Uint8Array | string)[]> {
    const { images } = await room.value('openExam', { examId: await firstExamId(room) });
    const served = await Promise.all(images.map(({ imageId }) => room.desktop.bytes(imagePath(imageId))));
    return served.map((one) => (one.ok ? one.value.bytes : one.problem.kind));
  }

  it('of a DICOM file are the file, those of an entry are extracted', async () => {
    const { dataDir, files } = folders();
    const image = mammogram({ study: '1.2.1', laterality: 'L', view: 'CC' });
    mkdirSync(files);
    writeFileSync(join(files, 'exam.zip'), zipSync({ 'deep/a.dcm': image }));
    const room = openTestDesktop(dataDir);
    await room.index(files);
    expect(await bytesOf(room)).toEqual([Buffer.from(image)]);
  });

  it('of a picture are wrapped as DICOM', async () => {
    const { dataDir, files } = folders();
    mkdirSync(files);
    writeFileSync(join(files, 'L_MLO.pgm'), 'P5 2 2 255\nabcd');
    const room = openTestDesktop(dataDir);
    await room.index(files);
    const [bytes] = await bytesOf(room);
    const opened = openImage(bytes as Uint8Array, '');
    expect(opened.ok && opened.value).toMatchObject({
      wrapped: false,
      header: { laterality: 'L', viewPosition: 'MLO', rows: 2 },
    });
  });

  it('of a file that has vanished are a problem, told when the exam is opened', async () => {
    const { folder, dataDir, files } = folders();
    const file = writeMammogram(files, 'a.dcm', { study: '1.2.1', laterality: 'L' });
    const room = openTestDesktop(dataDir);
    await room.index(files);
    rmSync(file);
    expect(await bytesOf(room)).toEqual(['not-found']);
    const exam = await room.value('openExam', { examId: await firstExamId(room) });
    expect(exam.images[0].problem).toMatchObject({
      kind: 'not-found',
      message: expect.stringContaining('no longer where it was'),
    });
    expect(JSON.stringify(exam)).not.toContain(folder);
  });

  it('of another patient in the same file are refused; the same image, copied anew, is shown', async () => {
    const { dataDir, files } = folders();
    const image = { study: '1.2.1', laterality: 'L', view: 'CC', patientId: 'P1' } as const;
    const file = writeMammogram(files, 'a.dcm', image);
    const room = openTestDesktop(dataDir);
    await room.index(files);
    utimesSync(file, 1, 1);
    expect(await bytesOf(room)).toEqual([Buffer.from(mammogram(image))]);
    writeFileSync(file, mammogram({ ...image, patientId: 'P2' }));
    expect(await bytesOf(room)).toEqual(['not-found']);
    writeFileSync(file, 'nothing');
    expect(await bytesOf(room)).toEqual(['not-found']);
  });

  it.each([
    'bytes/image/00000000-0000-4000-8000-000000000000',
    'bytes/image/../../etc/passwd',
    'bytes/image/%2e%2e%2f',
    'bytes/map/x/y/z',
    'bytes/',
    '',
    '/etc/passwd',
  ])('of %j are not found', async (path) => {
    const room = openTestDesktop(folders().dataDir);
    expect(await room.desktop.bytes(path)).toMatchObject({ ok: false, problem: { kind: 'not-found' } });
  });
});

describe('uploads', () => {
  it('are indexed like a folder', async () => {
    const { dataDir } = folders();
    const room = openTestDesktop(dataDir);
    async function* content() {
      yield await Promise.resolve(mammogram({ study: '1.2.1', laterality: 'R', view: 'CC' }));
    }
    expect(await room.desktop.receiveUpload('u1', 'exam/R-CC.dcm', content())).toEqual({
      ok: true,
      value: null,
    });
    await room.value('indexUpload', { uploadId: 'u1', label: 'exam' });
    await room.until((event) => event.type === 'indexing' && event.indexing.state === 'done');
    expect(await room.value('listExams', null)).toMatchObject([{ imageCount: 1 }]);
    expect(await room.call('indexUpload', { uploadId: '../x', label: '' })).toMatchObject({
      problem: { kind: 'bad-input' },
    });
  });
});

describe('annotations', () => {
  it('are refused on an image of another exam', async () => {
    const { dataDir, files } = folders();
    writeExam(files, 'one', { study: '1.2.1' });
    writeExam(files, 'two', { study: '1.2.2' });
    const room = openTestDesktop(dataDir);
    await room.index(files);
    const [first, second] = await room.value('listExams', null);
    const { images } = await room.value('openExam', { examId: second.examId });
    const annotation = {
      annotationId: 'a',
      imageId: images[0].imageId,
      frame: 0,
      shape: { type: 'text', at: { x: 1, y: 1 }, text: 'x' },
    } as const;
    expect(await room.call('saveAnnotation', { examId: first.examId, annotation })).toMatchObject({
      problem: { kind: 'bad-input' },
    });
    expect(await room.value('annotations', { examId: first.examId })).toEqual([]);
    await room.value('saveAnnotation', { examId: second.examId, annotation });
    expect(await room.value('annotations', { examId: second.examId })).toEqual([annotation]);
  });
});

describe('settings', () => {
  it('and protocols outlive the program', async () => {
    const { dataDir } = folders();
    const first = openTestDesktop(dataDir);
    const { settings } = await first.value('appState', null);
    expect(settings).toMatchObject({ readingMode: 'aided', analyseOnOpen: true, deidentified: false });
    const changed = { ...settings, readingMode: 'sequential', keys: { 'next-step': ['Space'] } } as const;
    await first.value('saveSettings', { settings: changed });
    await first.value('saveProtocol', { protocol: { name: 'Mine', json: '{}' } });
    await first.desktop.close();
    const again = openTestDesktop(dataDir);
    expect((await again.value('appState', null)).settings).toEqual(changed);
    expect(await again.value('savedProtocols', null)).toEqual([{ name: 'Mine', json: '{}' }]);
    await again.value('removeProtocol', { name: 'Mine' });
    expect(await again.call('removeProtocol', { name: 'Mine' })).toMatchObject({
      problem: { kind: 'not-found' },
    });
  });
});

describe('the sample exam', () => {
  it('is made once, listed, and found again where it was taken off the list', async () => {
    const { dataDir } = folders();
    const room = openTestDesktop(dataDir);
    const [one, two] = await Promise.all([room.value('openSample', null), room.value('openSample', null)]);
    expect(two).toEqual(one);
    expect(await room.value('listExams', null)).toMatchObject([{ ...one, imageCount: 4 }]);
    await room.value('removeExams', { examIds: [one.examId] });
    const image = join(dataDir, 'sample', 'exams', 'exam-1', 'R-CC.dcm');
    const made = statSync(image).mtimeMs;
    expect(await room.value('openSample', null)).toEqual(one);
    expect(statSync(image).mtimeMs).toBe(made);
    expect(await room.value('listExams', null)).toMatchObject([one]);
  });
});
