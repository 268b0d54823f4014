import type { AnalysisSummary } from '../../contract/exam.ts';
import type { ReadingMode } from '../../contract/reading.ts';

/** What the worklist says of an analysis beside its score; '' where the score says it all. */
export function analysisText(
  { state, done, total, highest, withheld }: AnalysisSummary,
  mode: ReadingMode,
): string {
  switch (state) {
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
      return highest === null ? 'No result' : '';
  }
}
