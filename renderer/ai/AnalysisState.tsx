import { countOf } from '../app/countOf.ts';
import { useTip } from '../keys/useCommands.ts';
import styles from './AiPanel.module.css';
import type { ExamProgress } from './progress.ts';
import { analyse, cancelAnalysis } from './useAiReading.ts';

interface AnalysisStateProps {
  readonly examId: string;
  readonly progress: ExamProgress;
}

/** How far the analysis is, per view where it is not done, and what can be done about it. */
export function AnalysisState({ examId, progress }: AnalysisStateProps) {
  const { state, images, problems, notAnalysed } = progress;
  return (
    <section aria-label="Analysis">
      <p className={styles.quiet} role="status">
        {summary(progress)}
      </p>
      {state === 'running' && (
        <progress
          className={styles.meter}
          max={progress.total}
          value={progress.done}
          aria-label="Views analysed"
        />
      )}
      <ul className={styles.rows}>
        {state === 'running' &&
          images.map(({ imageId, view, state, text }) => (
            <li key={imageId} className={styles.progressRow} data-analysis={state}>
              <span>{view}</span>
              <span className={styles.quiet}>{text}</span>
            </li>
          ))}
        {problems.map(({ views, partial, message }) => (
          <li key={`${partial} ${message}`} className={styles.notice} data-analysis="failed">
            {views.join(', ')}: {partial ? 'one network failed' : 'failed'}. {message}
          </li>
        ))}
        {notAnalysed.map(({ views, reason }) => (
          <li key={reason} className={styles.notAnalysed} data-analysis="not-analysed">
            <span>{views.length > mostNamed ? `${views.length} views` : views.join('; ')}</span>
            <span className={styles.quiet}>Not analysed: {reason}</span>
          </li>
        ))}
      </ul>
      <Actions examId={examId} state={state} />
    </section>
  );
}

/** More views are counted. */
const mostNamed = 4;

function summary({ state, done, total, ran }: ExamProgress): string {
  switch (state) {
    case 'nothing':
      return 'No view of this exam can be analysed';
    case 'none':
      return done === 0 ? 'Not analysed yet' : `${done} of ${total} views analysed`;
    case 'running':
      return `Analysing: ${done} of ${total} views done`;
    case 'failed':
      return `${done} of ${total} views analysed`;
    case 'cancelled':
      return `Cancelled: ${done} of ${total} views analysed`;
    case 'done':
      return ran === null
        ? `${countOf(total, 'view')} analysed`
        : `${countOf(total, 'view')}, ${ran.time ?? 'from an earlier run'}, ${ran.device}`;
  }
}

function Actions({ examId, state }: { readonly examId: string; readonly state: ExamProgress['state'] }) {
  const analyseTip = useTip('ai.analyse');
  switch (state) {
    case 'nothing':
    case 'done':
      return null;
    case 'running':
      return (
        <div className={styles.buttons}>
          <button
            type="button"
            title="Cancel the analysis of this exam"
            onClick={() => void cancelAnalysis(examId)}
          >
            Cancel
          </button>
        </div>
      );
    case 'none':
    case 'failed':
    case 'cancelled':
      return (
        <div className={styles.buttons}>
          <button type="button" title={analyseTip} onClick={() => void analyse(examId)}>
            {state === 'failed' ? 'Try again' : 'Analyse'}
          </button>
        </div>
      );
  }
}
