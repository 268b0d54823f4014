import type { AnalysisSummary } from '../../contract/exam.ts';
import type { ReadingMode } from '../../contract/reading.ts';

/** What the worklist says of an analysis beside its scores; '' where the scores say it all. */
export function analysisText(
  { state, done, total, scores, outdated, withheld }: AnalysisSummary,
  mode: ReadingMode,
): string {
  switch (state) {
    case 'nothing':
      return 'No view to analyse';
    case 'none':
      return 'Not analysed';
    case 'queued':
      return 'Queued';
    case 'running':
      return `${done} of ${total}`;
    case 'failed':
      return 'Failed';
    case 'cancelled':
      return 'Cancelled';
    case 'done':
      if (withheld) return mode === 'sequential' ? 'Hidden until locked' : 'Hidden';
      if (outdated) return 'Analyse again';
      return scores.some(({ value }) => value !== null) ? '' : 'No score';
  }
}

/** What an exam of which it is said has; '' where the text needs no reason. */
export function analysisReason({ state, notAnalysed, scores, outdated, withheld }: AnalysisSummary): string {
  if (state === 'nothing') return notAnalysed.map((reason) => `Not analysed: ${reason}`).join('\n');
  if (state !== 'done' || withheld) return '';
  if (outdated) return 'It was analysed with other weights, or by an earlier version of the program';
  return scores.some(({ value }) => value !== null) ? '' : 'None of its views is a CC or MLO of a known side';
}
