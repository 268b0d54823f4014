import { stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import type { ListedProblem, StatedImage } from '../../contract/api.ts';
import type { Exam, ExamImage, ExamRow } from '../../contract/exam.ts';
import type { ReadingMode } from '../../contract/reading.ts';
import { fail, ok } from '../../contract/problem.ts';
import type { Problem, Result } from '../../contract/problem.ts';
import { findImagesOf, findPriors, findStoredExams, listStoredExams } from '../store/exams.ts';
import type { StoredExam, StoredImage } from '../store/exams.ts';
import { clearFileProblems, listFileProblems } from '../store/listedProblems.ts';
import { pictureOf, removeFromList } from '../store/listing.ts';
import { addStatements } from '../store/statements.ts';
import { samePictures } from '../library/copies.ts';
import { noticesAmong, viewLabel } from '../library/examNotices.ts';
import type { Events } from './events.ts';
import { examRow } from './examRow.ts';
import type { LiveAnalysis } from './examRow.ts';
import type { Wrapper } from './wrapThread.ts';
import { keep, read, write } from './roomLibrary.ts';
import type { RoomLibrary } from './roomLibrary.ts';

/** What rows depend on beside the library. */
export interface RowContext {
  /** How exams are read that are opened now. */
  setting(): ReadingMode;
  live(examId: string): LiveAnalysis | null;
  /** Names the weights that would be used now; null while that is not known. */
  weightsKey(): string | null;
  readonly wrapper: Pick<Wrapper, 'isSame'>;
  /** Scores of these exams, which were in no list before, are told. */
  listed(examIds: readonly string[]): void;
}

export interface Worklist {
  rows(): Result<readonly ExamRow[]>;
  /** Exam, images and priors. Files that are no longer there are problems of their images. */
  open(examId: string): Promise<Result<Exam>>;
  remove(examIds: readonly string[]): Result<null>;
  /** States side and view of images by hand; kept when this returns. Ids of the images of which that is new. */
  state(examId: string, images: readonly StatedImage[]): Result<readonly string[]>;
  problems(): Result<readonly ListedProblem[]>;
  clearProblems(): Result<null>;
  /** Tells that these rows have changed, or are no longer there. */
  changed(examIds: readonly string[]): void;
  /** Tells that all rows may have changed. */
  allChanged(): void;
}

/** Rows in one event. */
const rowsPerEvent = 500;
/** Patients with more exams than any person has share an identifier by mistake. */
const mostPriors = 50;

export const unknownExam = fail('not-found', 'This exam is no longer in the list; open its folder again.');

export function createWorklist(room: RoomLibrary, events: Events, context: RowContext): Worklist {
  const told = (found: Result<readonly StoredExam[]>): Result<readonly ExamRow[]> => {
    if (!found.ok) return found;
    const setting = { mode: context.setting(), weightsKey: context.weightsKey() };
    const told = found.value.map((stored) =>
      examRow(stored, { ...setting, live: context.live(stored.examId) }),
    );
    context.listed(newlyScored(found.value, told));
    return ok(told);
  };
  const rowsOf = (examIds: readonly string[]) =>
    told(read(room, (library) => findStoredExams(library, examIds)));
  const rows = () => told(read(room, (library) => listStoredExams(library)));
  const tell = (changed: readonly ExamRow[], removed: readonly string[]) => {
    for (let at = 0; at < Math.max(changed.length, removed.length); at += rowsPerEvent) {
      const end = at + rowsPerEvent;
      events.emit({ type: 'exams', changed: changed.slice(at, end), removed: removed.slice(at, end) });
    }
  };
  const tellOf = (examIds: readonly string[]) => {
    const found = rowsOf(examIds);
    if (!found.ok) return;
    const there = new Set(found.value.map((row) => row.examId));
    tell(
      found.value,
      examIds.filter((id) => !there.has(id)),
    );
  };
  return {
    rows,
    open: async (examId) => {
      const found = read(room, (library) => {
        const priors = findPriors(library, examId).slice(0, mostPriors);
        return { priors, images: findImagesOf(library, [examId, ...priors.map((prior) => prior.examId)]) };
      });
      if (!found.ok) return found;
      const { priors, images } = found.value;
      const exams = rowsOf([examId, ...priors.map((prior) => prior.examId)]);
      if (!exams.ok) return exams;
      const rowById = new Map(exams.value.map((row) => [row.examId, row]));
      const row = rowById.get(examId);
      if (row === undefined) return unknownExam;
      const shown = Map.groupBy(await examImages(images, context.wrapper), ([id]) => id);
      const imagesOf = (id: string) => (shown.get(id) ?? []).map(([, image]) => image);
      return ok({
        row,
        images: imagesOf(examId),
        priors: priors.flatMap((prior) => {
          const priorRow = rowById.get(prior.examId);
          if (priorRow === undefined) return [];
          return [{ row: priorRow, images: imagesOf(prior.examId), certainty: prior.certainty }];
        }),
      });
    },
    remove: (examIds) => {
      const removed = write(room, 'The change', (library) => removeFromList(library, examIds));
      if (!removed.ok) return removed;
      tell([], examIds);
      return ok(null);
    },
    state: (examId, images) => {
      const said = { by: thisUser(), time: new Date().toISOString() };
      const stated = keep(room, 'What was said of the images', (library) =>
        addStatements(
          library,
          examId,
          images.map(({ imageId, ...statement }) => ({ imageId, statement: { ...statement, ...said } })),
        ),
      );
      if (stated.ok) tellOf([examId]);
      return stated;
    },
    problems: () => read(room, listFileProblems),
    clearProblems: () => {
      const cleared = write(room, 'The change', clearFileProblems);
      return cleared.ok ? ok(null) : cleared;
    },
    changed: tellOf,
    allChanged: () => {
      const all = rows();
      if (all.ok) tell(all.value, []);
    },
  };
}

/** Who uses this computer, as the system knows them: there are no accounts of readers here. */
function thisUser(): string {
  try {
    return userInfo().username;
  } catch {
    // A user without a name, as in containers.
    return 'this computer';
  }
}

/** Exams that are seen with a score for the first time. */
function newlyScored(stored: readonly StoredExam[], rows: readonly ExamRow[]): readonly string[] {
  return rows
    .filter(({ analysis }, at) => analysis.scores.length > 0 && !stored[at].aiSeen)
    .map(({ examId }) => examId);
}

async function examImages(
  images: readonly StoredImage[],
  wrapper: RowContext['wrapper'],
): Promise<readonly (readonly [examId: string, image: ExamImage])[]> {
  const files = [...new Set(images.flatMap((image) => filesOf(image)))];
  const there = new Map(await Promise.all(files.map(async (file) => [file, await isThere(file)] as const)));
  const among = await noticesByImage(images, wrapper);
  return images.map((image) => {
    const { imageId, examId, fields } = image;
    const problem = filesOf(image).every((file) => there.get(file) === true) ? fields.problem : vanished;
    const notices = [...fields.notices, ...(among.get(imageId) ?? [])];
    return [examId, { ...fields, notices, problem, imageId }] as const;
  });
}

function filesOf({ file, slices }: StoredImage): readonly string[] {
  return slices.length === 0 ? [file] : slices.map((slice) => slice.file);
}

/** What is odd about images among the others of their exams. */
async function noticesByImage(
  images: readonly StoredImage[],
  wrapper: RowContext['wrapper'],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>();
  for (const ofExam of Map.groupBy(images, ({ examId }) => examId).values()) {
    const among = noticesAmong(
      ofExam.map(({ patient, fields: { sopInstanceUid, laterality, view } }) => ({
        sopInstanceUid,
        patient,
        label: viewLabel(laterality, view),
      })),
      await samePictures(ofExam.map(pictureOf), wrapper.isSame),
    );
    for (const [at, { imageId }] of ofExam.entries()) found.set(imageId, among[at]);
  }
  return found;
}

async function isThere(file: string): Promise<boolean> {
  return (await stat(file).catch(() => null))?.isFile() ?? false;
}

export const vanished: Problem = {
  kind: 'not-found',
  message: 'The file is no longer where it was when it was listed; open its folder again.',
};
