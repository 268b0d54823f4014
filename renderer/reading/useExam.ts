import { useEffect, useMemo, useRef, useState } from 'react';
import { whyNotAnalysed } from '../../contract/exam.ts';
import type { Exam } from '../../contract/exam.ts';
import type { Problem, Result } from '../../contract/problem.ts';
import { useApp } from '../app/store.ts';
import { beginReading } from '../assess/store.ts';
import { hang } from '../hanging/hang.ts';
import { withUsefulPriorsFirst, withoutPossiblePriors } from '../hanging/priors.ts';
import { call } from '../host/client.ts';
import { prefetch } from '../viewport/loadImage.ts';
import { listedImages, sameImages } from './examImages.ts';
import { imagesInOrder } from './imagesInOrder.ts';
import { allSettled, useReading } from './store.ts';
import { useProtocol } from './useProtocol.ts';

interface OpenedExam {
  readonly examId: string;
  readonly exam: Exam | null;
  readonly problem: Problem | null;
}

/**
 * Opens the exam and hangs it by the protocol in use, against the prior that was chosen (null: the most useful one).
 * Images that indexing adds while it is open come to it where they belong.
 */
export function useExam(
  examId: string,
  priorId: string | null,
): { readonly problem: Problem | null; readonly retry: () => void } {
  const [opened, setOpened] = useState<OpenedExam | null>(null);
  const [attempt, setAttempt] = useState(0);
  const images = useApp((state) => listedImages(state.exams, examId));
  const lastIndexing = useApp(({ indexing }) => (indexing?.state === 'running' ? null : indexing));
  const begun = useRef<{ readonly examId: string; readonly done: Promise<void> } | null>(null);
  useEffect(() => {
    let current = true;
    // Before anything of the exam is asked for: it decides whether results may be shown.
    if (begun.current?.examId !== examId) begun.current = { examId, done: beginReading(examId) };
    const opening = begun.current.done.then(() => call('openExam', { examId }));
    void opening.then((answer) => {
      if (current) setOpened((before) => openedNow(examId, answer, before));
    });
    return () => {
      current = false;
    };
  }, [examId, attempt, images, lastIndexing]);
  const here = opened?.examId === examId ? opened : null;
  useHanging(here?.exam ?? null, priorId);
  return { problem: here?.problem ?? null, retry: () => setAttempt((before) => before + 1) };
}

/** What is open stays as it is where nothing has come to it, or where it cannot be asked for again. */
function openedNow(examId: string, answer: Result<Exam>, before: OpenedExam | null): OpenedExam {
  const shown = before?.examId === examId && before.exam !== null ? before : null;
  if (!answer.ok) return shown ?? { examId, exam: null, problem: answer.problem };
  return shown?.exam && sameImages(shown.exam, answer.value)
    ? shown
    : { examId, exam: answer.value, problem: null };
}

function useHanging(exam: Exam | null, priorId: string | null): void {
  const ordered = useMemo(
    () => exam && withPriorFirst(withUsefulPriorsFirst(exam), priorId),
    [exam, priorId],
  );
  const comparable = useMemo(() => ordered && withoutPossiblePriors(ordered, priorId), [ordered, priorId]);
  const protocol = useProtocol(comparable);
  const hung = useRef<Exam | null>(null);
  useEffect(() => {
    const { exam: before, open, hangBy, addImages, close } = useReading.getState();
    const withNewImages = hung.current !== exam;
    hung.current = exam;
    if (!ordered || !comparable || !protocol) return close();
    const steps = hang(comparable, protocol);
    if (before?.row.examId !== ordered.row.examId) open(ordered, steps);
    else if (withNewImages) addImages(ordered, steps);
    else hangBy(ordered, steps);
    prefetch(imagesInOrder(steps));
  }, [exam, ordered, comparable, protocol]);
  useEffect(() => () => useReading.getState().close(), []);
}

/** The chosen prior comes first: hanging compares with that. */
function withPriorFirst(exam: Exam, priorId: string | null): Exam {
  const chosen = exam.priors.filter(({ row }) => row.examId === priorId);
  const others = exam.priors.filter(({ row }) => row.examId !== priorId);
  return { ...exam, priors: [...chosen, ...others] };
}

/**
 * Once the exam's first views are on the screen, for which the computer is needed until then: its analysis, where the
 * settings say so, and the images of the exam that is read next (null: none).
 */
export function useFollowUp(examId: string, nextExamId: string | null): void {
  const settled = useReading((state) => state.exam?.row.examId === examId && allSettled(state));
  const [ready, setReady] = useState<string | null>(null);
  // Later steps have views to come as well: what was ready stays ready.
  if (settled && ready !== examId) setReady(examId);
  const images = useReading(({ exam }) => (exam?.images ?? []).map(({ imageId }) => imageId).join(' '));
  useEffect(() => {
    const { exam } = useReading.getState();
    if (ready === examId && exam) void analyseOpened(exam);
  }, [ready, examId, images]);
  const listed = useApp((state) => nextExamId !== null && state.exams.has(nextExamId));
  useEffect(() => {
    if (ready !== examId || !listed || nextExamId === null) return;
    let current = true;
    void call('openExam', { examId: nextExamId }).then((answer) => {
      if (!current || !answer.ok) return;
      const next = answer.value.images.filter(({ problem }) => problem === null);
      prefetch([
        ...imagesInOrder(useReading.getState().viewing.steps),
        ...next.map(({ imageId }) => imageId),
      ]);
    });
    return () => {
      current = false;
    };
  }, [ready, examId, nextExamId, listed]);
}

/** What is known already is not computed again. */
async function analyseOpened({ row, images }: Exam): Promise<void> {
  const { settings, notify } = useApp.getState();
  if (!settings.analyseOnOpen || images.every((image) => whyNotAnalysed(image) !== null)) return;
  const answer = await call('analyseExam', { examId: row.examId, force: false });
  if (!answer.ok) notify({ level: 'warning', message: answer.problem.message });
}
