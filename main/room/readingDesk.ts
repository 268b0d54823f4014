import { breastsToAssess } from '../../contract/assessment.ts';
import type { Annotation, Assessment, Reading, ReadingMode } from '../../contract/reading.ts';
import { fail, ok } from '../../contract/problem.ts';
import type { Problem, Result } from '../../contract/problem.ts';
import { listAnnotations, reviseAnnotation } from '../store/annotations.ts';
import { findStoredExams, findStoredImage } from '../store/exams.ts';
import { addToReading, findReading, recordSeen, wasSeen } from '../store/readings.ts';
import { readingChange, withholdsResults } from './readingRules.ts';
import type { ReadingAction } from './readingRules.ts';
import { keep, read, write } from './roomLibrary.ts';
import type { RoomLibrary } from './roomLibrary.ts';
import { unknownExam } from './worklist.ts';

/** What readers do with exams. Whatever a call has answered is on the disk. */
export interface ReadingDesk {
  find(examId: string): Result<Reading>;
  /** The exam's reading, now that the reader looks at it. */
  open(examId: string): Result<Reading>;
  act(examId: string, action: DeskAction): Result<Reading>;
  /** True where results are kept from the reader for now. */
  withholds(examId: string): boolean;
  /** Called before results are shown; they must not be where it fails. */
  recordShowing(examId: string): Result<null>;
  /** Scores of exams are in the list. */
  recordListing(examIds: readonly string[]): void;
  annotations(examId: string): Result<readonly Annotation[]>;
  saveAnnotation(examId: string, annotation: Annotation): Result<null>;
  removeAnnotation(examId: string, annotationId: string): Result<null>;
}

/** What the reader does; which breasts an exam has is known here. */
export type DeskAction =
  | Exclude<ReadingAction, { readonly type: 'open' | 'showAi' | 'complete' }>
  | { readonly type: 'complete'; readonly assessment: Assessment };

export interface ReadingDeskParts {
  readonly room: RoomLibrary;
  /** How exams are read that are opened now. */
  setting(): ReadingMode;
  /** The exam's row is another one now. */
  changed(examId: string): void;
  /** Something is not on record, but nothing that the reader did is lost. */
  warn(problem: Problem): void;
}

/** A step that is refused, on its way out of a transaction. */
class Refused extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

export function createReadingDesk({ room, setting, changed, warn }: ReadingDeskParts): ReadingDesk {
  /** Exams that were looked at in this run of the program. */
  const opened = new Set<string>();
  /** Exams whose results were shown without a record: the disk refused it, and results come with AI on nevertheless. */
  const seenUnrecorded = new Set<string>();
  /** The exam that was opened last. */
  let onScreen: string | null = null;
  const act = (examId: string, action: ReadingAction, into: typeof keep): Result<Reading> => {
    const before = read(room, (library) => findReading(library, examId));
    if (!before.ok) return before;
    if (before.value === null) return unknownExam;
    let stepped = false;
    try {
      const after = into(room, whatOf(action), (library) =>
        addToReading(library, examId, (reading) => {
          const change = readingChange(reading, action, setting());
          if (!change.ok) throw new Refused(change.problem);
          if (change.value === null) return null;
          stepped = true;
          const time = new Date().toISOString();
          const events = change.value.events.map((event) => ({ time, ...event }));
          return { assessment: change.value.assessment, events };
        }),
      );
      if (!after.ok) return after;
      if (stepped) changed(examId);
      return ok(after.value ?? before.value);
    } catch (error) {
      if (error instanceof Refused) return { ok: false, problem: error.problem };
      throw error;
    }
  };
  const find = (examId: string): Result<Reading> => {
    const reading = read(room, (library) => findReading(library, examId));
    if (!reading.ok) return reading;
    return reading.value === null ? unknownExam : ok(reading.value);
  };
  const recordSeeing = (examIds: readonly string[]): Result<null> => {
    const time = new Date().toISOString();
    const done = write(room, 'That results were shown', (library) => recordSeen(library, examIds, time));
    return done.ok ? ok(null) : done;
  };
  return {
    find,
    open: (examId) => {
      onScreen = examId;
      const seen = read(room, (library) => wasSeen(library, examId));
      const action = {
        type: 'open',
        first: !opened.has(examId),
        // What is not known may have been.
        seen: seenUnrecorded.has(examId) || !seen.ok || seen.value,
      } as const;
      const done = act(examId, action, write);
      if (done.ok) opened.add(examId);
      if (done.ok || done.problem.kind === 'not-found') return done;
      // Looking needs no room on the disk.
      warn(done.problem);
      return find(examId);
    },
    act: (examId, action) => {
      if (action.type !== 'complete') return act(examId, action, keep);
      const exam = read(room, (library) => findStoredExams(library, [examId]).at(0) ?? null);
      if (!exam.ok) return exam;
      if (exam.value === null) return unknownExam;
      return act(examId, { ...action, breasts: breastsToAssess(exam.value.views) }, keep);
    },
    withholds: (examId) => {
      const reading = find(examId);
      // What is not known is not shown.
      return !reading.ok || withholdsResults(reading.value, setting(), examId === onScreen);
    },
    recordShowing: (examId) => {
      const reading = find(examId);
      if (!reading.ok) return reading;
      const { mode } = reading.value;
      const done = mode === null ? recordSeeing([examId]) : act(examId, { type: 'showAi' }, write);
      if (done.ok) return ok(null);
      if ((mode ?? setting()) !== 'aided') return done;
      seenUnrecorded.add(examId);
      return ok(null);
    },
    recordListing: (examIds) => {
      if (examIds.length === 0 || recordSeeing(examIds).ok) return;
      for (const examId of examIds) seenUnrecorded.add(examId);
    },
    annotations: (examId) => read(room, (library) => listAnnotations(library, examId)),
    saveAnnotation: (examId, annotation) => {
      const image = read(room, (library) => findStoredImage(library, annotation.imageId));
      if (!image.ok) return image;
      if (image.value === null) return unknownExam;
      if (image.value.examId !== examId) return fail('bad-input', 'The image is not of this exam.');
      return revise(room, examId, annotation.annotationId, annotation);
    },
    removeAnnotation: (examId, annotationId) => revise(room, examId, annotationId, null),
  };
}

function revise(
  room: RoomLibrary,
  examId: string,
  annotationId: string,
  annotation: Annotation | null,
): Result<null> {
  const what = annotation === null ? 'The removal of the annotation' : 'The annotation';
  const time = new Date().toISOString();
  const revised = keep(room, what, (library) =>
    reviseAnnotation(library, examId, annotationId, annotation, time),
  );
  if (!revised.ok) return revised;
  return revised.value ? ok(null) : fail('not-found', 'There is no such annotation any more.');
}

function whatOf({ type }: ReadingAction): string {
  switch (type) {
    case 'open':
      return 'That this exam was opened';
    case 'save':
    case 'lock':
      return 'The assessment';
    case 'complete':
      return 'That the exam is complete';
    case 'reopen':
      return 'That the exam was opened again';
    case 'showAi':
      return 'That results were shown';
  }
}
