import { useMemo } from 'react';
import styles from './AiPanel.module.css';
import type { BesideImages } from './aiProps.ts';
import { AnalysisState } from './AnalysisState.tsx';
import { FindingsList } from './FindingsList.tsx';
import { LayerControls } from './LayerControls.tsx';
import { NetworkChoices } from './NetworkChoices.tsx';
import { colourProperties } from './palette.ts';
import { examProgress } from './progress.ts';
import { Scores } from './Scores.tsx';
import { retryExam, useAi } from './store.ts';
import { ThresholdControls } from './ThresholdControls.tsx';
import { useAiReading } from './useAiReading.ts';

interface AiPanelProps extends BesideImages {
  /** Further exams whose images are on the screen: their marks are drawn as well. */
  readonly priorIds?: readonly string[];
}

const noPriors: readonly string[] = [];

/**
 * Scores, findings and choices of marks of one exam. Also does what the AI's keys say: so it stays mounted, hidden, while
 * it is folded away.
 */
export function AiPanel({ priorIds = noPriors, ...props }: AiPanelProps) {
  useAiReading({ ...props, priorIds });
  return (
    <section className={styles.panel} style={colourProperties} aria-label="AI, research use only">
      <h2 className={styles.title}>
        AI <span className={styles.research}>Research use only</span>
      </h2>
      <PanelContent {...props} />
    </section>
  );
}

function PanelContent(props: BesideImages) {
  const { examId, images } = props;
  const exam = useAi(({ exams }) => exams[examId]);
  const problem = useAi(({ problems }) => problems[examId]);
  const progress = useMemo(() => exam && examProgress(exam, images), [exam, images]);
  if (problem !== undefined) {
    return (
      <div role="alert">
        <p className={styles.notice}>{problem.message}</p>
        <button type="button" onClick={() => void retryExam(examId)}>
          Try again
        </button>
      </div>
    );
  }
  if (exam === undefined || progress === undefined) return <p className={styles.quiet}>Loading</p>;
  if (exam.withheld)
    return <p role="status">Unaided read: results stay hidden until the assessment is locked</p>;
  const found = exam.images.some(({ analyses }) => analyses.length > 0);
  return (
    <>
      <AnalysisState examId={examId} progress={progress} />
      {found && (
        <>
          <Scores exam={exam} />
          <FindingsList exam={exam} {...props} />
          <ThresholdControls exam={exam} />
          <LayerControls />
          <NetworkChoices exam={exam} />
        </>
      )}
    </>
  );
}
