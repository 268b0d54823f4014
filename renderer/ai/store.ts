/** What the networks found in the exams on screen, which of it is drawn, and which mark is looked at. */
import { create } from 'zustand';
import type { AppEvent } from '../../contract/api.ts';
import type { ShownExam, ShownImage } from '../../contract/imageAnalysis.ts';
import type { Problem } from '../../contract/problem.ts';
import { call, onEvent } from '../host/client.ts';
import { examMarks, noMarks, withRelated } from './marks.ts';
import type { ExamMarks } from './marks.ts';
import { defaultChoices, parseChoices } from './overlayChoices.ts';
import type { OverlayChoices } from './overlayChoices.ts';

interface AiState {
  /** Exam id -> what is known of it. */
  readonly exams: Readonly<Record<string, ShownExam>>;
  /** Exam id -> why nothing can be known of it. */
  readonly problems: Readonly<Record<string, Problem>>;
  readonly choices: OverlayChoices;
  /** Key of the mark (`marks.ts`) that was chosen last; null for none. */
  readonly selected: string | null;
  /** Key of the mark below the pointer, wherever it is shown; null for none. */
  readonly hovered: string | null;
}

export const useAi = create<AiState>(() => ({
  exams: {},
  problems: {},
  choices: defaultChoices,
  selected: null,
  hovered: null,
}));

/** Exams that are followed: by how many. */
const followed = new Map<string, number>();
let stopListening: (() => void) | null = null;

/** Fetches what is known of an exam and keeps it up to date until the returned function is called. */
export function followExam(examId: string): () => void {
  followed.set(examId, (followed.get(examId) ?? 0) + 1);
  if (stopListening === null) {
    let lost = false;
    stopListening = onEvent(follow, (connected) => {
      // What happened while there was no connection was not told.
      if (connected && lost) for (const other of followed.keys()) void loadExam(other);
      lost = !connected;
    });
  }
  void loadExam(examId);
  return () => {
    const left = (followed.get(examId) ?? 1) - 1;
    if (left > 0) return void followed.set(examId, left);
    followed.delete(examId);
    useAi.setState(({ exams, problems }) => ({
      exams: without(exams, examId),
      problems: without(problems, examId),
    }));
    if (followed.size > 0) return;
    stopListening?.();
    stopListening = null;
  };
}

function without<Value>(record: Readonly<Record<string, Value>>, key: string) {
  return Object.fromEntries(Object.entries(record).filter(([other]) => other !== key));
}

/** Exams being fetched: true where something happened meanwhile, so that they are fetched once more. */
const loading = new Map<string, boolean>();

async function loadExam(examId: string): Promise<void> {
  if (loading.has(examId)) return void loading.set(examId, true);
  do {
    loading.set(examId, false);
    const answer = await call('shownExam', { examId });
    if (!followed.has(examId)) break;
    if (answer.ok) {
      useAi.setState(({ exams, problems }) => ({
        exams: { ...exams, [examId]: answer.value },
        problems: without(problems, examId),
      }));
    } else {
      useAi.setState(({ problems }) => ({ problems: { ...problems, [examId]: answer.problem } }));
    }
  } while (loading.get(examId));
  loading.delete(examId);
}

function follow(event: AppEvent): void {
  switch (event.type) {
    case 'analysis': {
      const { examId, image } = event;
      if (!followed.has(examId)) return;
      useAi.setState(({ exams }) => {
        const exam = exams[examId];
        if (exam === undefined || exam.withheld) return {};
        return { exams: { ...exams, [examId]: { ...exam, images: withImage(exam.images, image) } } };
      });
      // Scores of breasts and exam, and what an answer on its way does not know yet, come with the whole.
      if (image.state === 'done' || loading.has(examId)) void loadExam(examId);
      return;
    }
    case 'exams':
      for (const { examId, analysis } of event.changed) {
        const exam = useAi.getState().exams[examId];
        // A locked assessment lets the results be seen; a changed reading mode may hide them again. The row itself is
        // withheld until showing them is on record, which asking for them does. An answer on its way may be of before.
        const isOld = exam === undefined ? loading.has(examId) : exam.withheld || analysis.withheld;
        if (isOld) void loadExam(examId);
      }
      return;
    case 'indexing':
    case 'device':
    case 'notice':
    case 'settings':
    case 'openExam':
    case 'command':
      return;
  }
}

function withImage(images: readonly ShownImage[], image: ShownImage): readonly ShownImage[] {
  const before = images.find(({ imageId }) => imageId === image.imageId);
  if (before === undefined) return [...images, image];
  // What was found stays in the picture while it is computed anew, and where that comes to nothing.
  const { analyses, ensembles } = image.state === 'done' ? image : before;
  return images.map((other) => (other === before ? { ...image, analyses, ensembles } : other));
}

/** Asks again after a failure. */
export const retryExam = (examId: string): Promise<void> => loadExam(examId);

export function changeChoices(change: (choices: OverlayChoices) => OverlayChoices): void {
  useAi.setState(({ choices }) => ({ choices: change(choices) }));
}

export const select = (selected: string | null): void => useAi.setState({ selected });

export const hover = (hovered: string | null): void => useAi.setState({ hovered });

/**
 * Takes over the choices that were kept (anything: what cannot be understood is left out), and tells of every change
 * until the returned function is called.
 */
export function connectChoices(kept: unknown, onChange: (choices: OverlayChoices) => void): () => void {
  useAi.setState({ choices: parseChoices(kept) });
  return useAi.subscribe((state, before) => {
    if (state.choices !== before.choices) onChange(state.choices);
  });
}

/** The exam that the image is of; null where nothing is known of it, or kept from the reader. */
export const examOfImage =
  (imageId: string) =>
  ({ exams }: AiState): ShownExam | null =>
    Object.values(exams).find(
      ({ withheld, images }) => !withheld && images.some((image) => image.imageId === imageId),
    ) ?? null;

interface MarksOfExam extends Pick<OverlayChoices, 'networks' | 'thresholds'> {
  readonly marks: ExamMarks;
}

/** Overlays, panel and strip ask for the same list with every frame. */
const marksOf = new WeakMap<ShownExam, MarksOfExam>();

/** The exam's marks under the present choices; the same object as long as neither changes. */
export function marksOfExam(exam: ShownExam | null | undefined, choices: OverlayChoices): ExamMarks {
  if (exam === null || exam === undefined || exam.withheld) return noMarks;
  const { networks, thresholds } = choices;
  const known = marksOf.get(exam);
  if (known?.networks === networks && known.thresholds === thresholds) return known.marks;
  const marks = examMarks(exam, choices);
  marksOf.set(exam, { networks, thresholds, marks });
  return marks;
}

interface Pointed extends Pick<AiState, 'selected' | 'hovered'> {
  readonly keys: ReadonlySet<string>;
}

const pointedOf = new WeakMap<ExamMarks, Pointed>();

/** What is chosen or below the pointer, and what belongs to it; the same object as long as nothing changes. */
export function pointedMarks(
  marks: ExamMarks,
  { selected, hovered }: Pick<AiState, 'selected' | 'hovered'>,
): ReadonlySet<string> {
  const known = pointedOf.get(marks);
  if (known?.selected === selected && known.hovered === hovered) return known.keys;
  const keys = withRelated(marks, [selected, hovered]);
  pointedOf.set(marks, { selected, hovered, keys });
  return keys;
}
