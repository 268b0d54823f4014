import { useEffect } from 'react';
import type { BesideImages } from './aiProps.ts';
import { loadExam, useAi } from './store.ts';

/** Scores, findings and choices of marks of one exam. */
export function AiPanel({ examId }: BesideImages) {
  const exam = useAi(({ exams }) => exams[examId]);
  useEffect(() => void loadExam(examId), [examId]);
  return (
    <section aria-label="AI">
      <h2>AI: research use only</h2>
      {exam?.withheld && <p>Unaided read: results stay hidden until the assessment is locked</p>}
    </section>
  );
}
