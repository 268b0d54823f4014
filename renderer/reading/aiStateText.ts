/** What the top bar says of the AI. Pure. */
import type { ShownExam } from '../../contract/imageAnalysis.ts';
import type { ExamProgress } from '../ai/progress.ts';

export function aiStateText({ withheld }: ShownExam, progress: ExamProgress): string {
  const { state, done, total, ran } = progress;
  if (withheld) return 'AI hidden';
  switch (state) {
    case 'nothing':
      return 'AI: no view to analyse';
    case 'none':
      return done === 0 ? 'AI: not analysed' : `AI: ${done} of ${total} views`;
    case 'running':
      return `AI: ${done} of ${total} views`;
    case 'failed':
      return 'AI: failed';
    case 'cancelled':
      return 'AI: cancelled';
    case 'done':
      return ran === null ? 'AI' : `AI: ${ran.time ?? 'done'}, ${ran.device}`;
  }
}
