import { useMemo } from 'react';
import { showsNotValidated } from '../../contract/validation.ts';
import { useApp } from '../app/store.ts';
import { withheldText } from '../assess/readingText.ts';
import { useReadings } from '../assess/store.ts';
import styles from './AiPanel.module.css';
import type { BesideImages } from './aiProps.ts';
import { AnalysisState } from './AnalysisState.tsx';
import { FindingsList } from './FindingsList.tsx';
import { LayerControls } from './LayerControls.tsx';
import { NetworkChoices } from './NetworkChoices.tsx';
import { NotValidatedBanner } from './NotValidated.tsx';
import { colourProperties } from './palette.ts';
import { examProgress } from './progress.ts';
import { Scores } from './Scores.tsx';
import { retryExam, useAi } from './store.ts';
import { ThresholdControls } from './ThresholdControls.tsx';

/** Scores and findings of one exam, always in sight, and the choices of marks in a fold. */
export function AiPanel(props: BesideImages) {
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
      <div className={styles.alone} role="alert">
        <p className={styles.notice}>{problem.message}</p>
        <button type="button" onClick={() => void retryExam(examId)}>
          Try again
        </button>
      </div>
    );
  }
  if (exam === undefined || progress === undefined)
    return <p className={`${styles.alone} ${styles.quiet}`}>Loading</p>;
  if (exam.withheld) return <Withheld examId={examId} />;
  const found = exam.images.some(({ analyses }) => analyses.length > 0);
  return (
    <>
      {showsNotValidated(exam) && <NotValidatedBanner />}
      <div className={styles.scores} data-panel-part="scores">
        <AnalysisState examId={examId} progress={progress} />
        {found && <Scores exam={exam} images={images} />}
      </div>
      {found && (
        <>
          <FindingsList exam={exam} {...props} />
          <details className={styles.fold} data-panel-part="marks">
            <summary>Thresholds and marks</summary>
            <ThresholdControls exam={exam} />
            <LayerControls />
            <NetworkChoices exam={exam} />
          </details>
        </>
      )}
    </>
  );
}

/** Why there are no results. */
function Withheld({ examId }: { readonly examId: string }) {
  const setting = useApp((state) => state.settings.readingMode);
  const reading = useReadings((state) => state.readings.get(examId)?.kept);
  return (
    <p className={styles.alone} role="status">
      {reading && withheldText(reading, setting)}
    </p>
  );
}
