import { useEffect, useMemo, useState } from 'react';
import type { Exam } from '../../contract/exam.ts';
import type { Problem } from '../../contract/problem.ts';
import { useApp } from '../app/store.ts';
import { hang } from '../hanging/hang.ts';
import { call } from '../host/client.ts';
import { prefetch } from '../viewport/loadImage.ts';
import { imagesInOrder } from './imagesInOrder.ts';
import { allSettled, useReading } from './store.ts';
import { useProtocol } from './useProtocol.ts';

interface OpenedExam {
  readonly examId: string;
  readonly exam: Exam | null;
  readonly problem: Problem | null;
}

/** Opens the exam and hangs it by the protocol in use, against the prior that was chosen (null: the newest). */
export function useExam(
  examId: string,
  priorId: string | null,
): { readonly problem: Problem | null; readonly retry: () => void } {
  const [opened, setOpened] = useState<OpenedExam | null>(null);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let current = true;
    void call('openExam', { examId }).then((answer) => {
      if (!current) return;
      setOpened({
        examId,
        exam: answer.ok ? answer.value : null,
        problem: answer.ok ? null : answer.problem,
      });
    });
    return () => {
      current = false;
    };
  }, [examId, attempt]);
  const here = opened?.examId === examId ? opened : null;
  useHanging(here?.exam ?? null, priorId);
  return { problem: here?.problem ?? null, retry: () => setAttempt((before) => before + 1) };
}

function useHanging(exam: Exam | null, priorId: string | null): void {
  const protocol = useProtocol(exam);
  const ordered = useMemo(() => exam && withPriorFirst(exam, priorId), [exam, priorId]);
  useEffect(() => {
    const { exam: before, open, hangBy, close } = useReading.getState();
    if (!ordered || !protocol) return close();
    const steps = hang(ordered, protocol);
    if (before?.row.examId === ordered.row.examId) hangBy(ordered, steps);
    else open(ordered, steps);
    prefetch(imagesInOrder(steps));
  }, [ordered, protocol]);
  useEffect(() => () => useReading.getState().close(), []);
}

/** The chosen prior takes the place of the newest, which hanging compares with. */
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
  useEffect(() => {
    const { exam } = useReading.getState();
    if (ready === examId && exam) void analyseOpened(exam);
  }, [ready, examId]);
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
  if (!settings.analyseOnOpen || images.every(({ notAnalysed }) => notAnalysed !== null)) return;
  const answer = await call('analyseExam', { examId: row.examId, force: false });
  if (!answer.ok) notify({ level: 'warning', message: answer.problem.message });
}
