/** What the top bar says of the AI. Pure. */
import type { ShownExam } from '../../contract/imageAnalysis.ts';
import type { ExamMarks } from '../ai/marks.ts';
import type { ExamProgress } from '../ai/progress.ts';
import { countOf } from '../app/countOf.ts';

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

/** What a step for the AI shows now, beside its title: without it, it would look like the same views without AI. */
export function aiStepText(
  { withheld }: ShownExam,
  { state, done, total }: ExamProgress,
  { contours, patches }: ExamMarks,
): string {
  if (withheld) return ': results hidden';
  if (state === 'nothing') return ': no view to analyse';
  if (done === 0) return state === 'running' ? ': the analysis is running' : ': not analysed';
  const marks = [
    ...(contours.length > 0 ? [countOf(contours.length, 'finding')] : []),
    ...(patches.length > 0 ? [patches.length === 1 ? '1 patch' : `${patches.length} patches`] : []),
  ].join(', ');
  const part = done < total ? `, ${done} of ${total} views` : '';
  return `: ${marks === '' ? 'no marks' : marks}${part}`;
}
