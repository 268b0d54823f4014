import type { AnalysisSummary } from '../../contract/exam.ts';
import { useApp } from '../app/store.ts';
import { analysisText } from './analysisText.ts';
import styles from './AnalysisCell.module.css';

/** How far the analysis is, and the highest score once it is there and may be shown. */
export function AnalysisCell({ analysis }: { readonly analysis: AnalysisSummary }) {
  const mode = useApp((state) => state.settings.readingMode);
  const { state, done, total, highest, untrained, withheld } = analysis;
  const score = withheld ? null : highest;
  const text = analysisText(analysis, mode);
  const running = state === 'running' && total > 0;
  return (
    <div role="gridcell" className={styles.cell}>
      {score !== null && (
        <span
          className={styles.score}
          title="Highest malignant or mass probability of any network. For research use only."
        >
          <span className={styles.bar} aria-hidden="true">
            <span style={{ width: `${score * 100}%` }} />
          </span>
          {score.toFixed(2)}
        </span>
      )}
      {running && (
        <progress className={styles.progress} value={done} max={total} aria-label="Images analysed" />
      )}
      <span className={styles.text}>{text}</span>
      {score !== null && untrained && text === '' && <span className={styles.text}>untrained</span>}
    </div>
  );
}
