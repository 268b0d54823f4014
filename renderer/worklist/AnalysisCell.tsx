import type { AnalysisSummary } from '../../contract/exam.ts';
import { useApp } from '../app/store.ts';
import { analysisReason, analysisText } from './analysisText.ts';
import styles from './AnalysisCell.module.css';

/** How far the analysis is. */
export function AnalysisCell({ analysis }: { readonly analysis: AnalysisSummary }) {
  const mode = useApp((state) => state.settings.readingMode);
  const { state, done, total } = analysis;
  const running = state === 'running' && total > 0;
  return (
    <div role="gridcell" className={styles.cell} title={analysisReason(analysis)}>
      {running && (
        <progress className={styles.progress} value={done} max={total} aria-label="Images analysed" />
      )}
      <span className={styles.text}>{analysisText(analysis, mode)}</span>
    </div>
  );
}
