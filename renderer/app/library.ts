/** What the program has told of the library so far, and how each event changes it. Pure. */
import type { AppEvent, AppState, IndexingState, Notice } from '../../contract/api.ts';
import type { ExamRow } from '../../contract/exam.ts';

export interface NamingNotice extends Notice {
  /** Said instead where identities are hidden; absent where the message holds no name of a file or folder. */
  readonly withoutNames?: string;
}

export interface ShownNotice extends NamingNotice {
  readonly noticeId: number;
}

export interface Library {
  readonly exams: ReadonlyMap<string, ExamRow>;
  readonly indexing: IndexingState | null;
  readonly device: AppState['device'];
  readonly notices: readonly ShownNotice[];
}

/** After these events, in their order. Events that change nothing here leave the same object. */
export function applyEvents(library: Library, events: readonly AppEvent[]): Library {
  let { indexing, device, notices } = library;
  // Copied at most once for many events: a library has thousands of exams.
  let exams: Map<string, ExamRow> | null = null;
  for (const event of events) {
    switch (event.type) {
      case 'exams':
        exams ??= new Map(library.exams);
        for (const row of event.changed) exams.set(row.examId, row);
        for (const examId of event.removed) exams.delete(examId);
        break;
      case 'indexing':
        indexing = event.indexing;
        break;
      case 'device':
        device = event.device;
        break;
      case 'notice':
        notices = withNotice(notices, event.notice);
        break;
      case 'analysis':
      case 'settings':
      case 'openExam':
      case 'command':
        break;
    }
  }
  if (!exams && indexing === library.indexing && device === library.device && notices === library.notices)
    return library;
  return { exams: exams ?? library.exams, indexing, device, notices };
}

/** The list as it was answered, and what was told since it was asked for. */
export function listedExams(
  rows: readonly ExamRow[],
  since: readonly AppEvent[],
): ReadonlyMap<string, ExamRow> {
  return applyEvents({ exams: examsById(rows), indexing: null, device: null, notices: [] }, since).exams;
}

/** A notice that is still shown is not shown twice. */
export function withNotice(notices: readonly ShownNotice[], notice: NamingNotice): readonly ShownNotice[] {
  if (notices.some(({ level, message }) => level === notice.level && message === notice.message))
    return notices;
  const noticeId = 1 + Math.max(0, ...notices.map((shown) => shown.noticeId));
  return [...notices, { ...notice, noticeId }];
}

export const examsById = (rows: readonly ExamRow[]): ReadonlyMap<string, ExamRow> =>
  new Map(rows.map((row) => [row.examId, row]));

/** What is said when an indexing has ended; null while it runs. */
export function indexingNotice({
  state,
  label,
  filesSeen,
  imagesFound,
  problems,
}: IndexingState): NamingNotice | null {
  const told = (level: Notice['level'], outcome: string): NamingNotice => ({
    level,
    message: `${label}: ${outcome}`,
    withoutNames: `What was opened: ${outcome}`,
  });
  const files = countOf(filesSeen, 'file');
  const trouble =
    problems > 0 ? ` ${countOf(problems, 'file')} cannot be listed or shown; see the problems.` : '';
  switch (state) {
    case 'running':
      return null;
    case 'cancelled':
      return told('info', 'cancelled. What was found until then is in the list.');
    case 'done':
      if (imagesFound === 0) return told('warning', `no mammograms among ${files}.${trouble}`);
      return told(
        problems > 0 ? 'warning' : 'info',
        `${countOf(imagesFound, 'image')} in ${files}.${trouble}`,
      );
  }
}

const countOf = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
