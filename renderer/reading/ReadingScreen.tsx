import { useMemo, useState } from 'react';
import { createPortal } from 'react-dom';
import type { Rect } from '../../contract/geometry.ts';
import type { BesideImages } from '../ai/aiProps.ts';
import { AiPanel } from '../ai/AiPanel.tsx';
import { PanelRail } from '../ai/PanelRail.tsx';
import { PatchStrip } from '../ai/PatchStrip.tsx';
import { AiReading } from '../ai/useAiReading.ts';
import { useApp } from '../app/store.ts';
import { AssessmentLine, AssessmentLineCopy } from '../assess/AssessmentLine.tsx';
import { AssessmentPanel } from '../assess/AssessmentPanel.tsx';
import { usePanelPlace } from '../secondWindow/panelPlace.ts';
import { SecondScreen } from '../secondWindow/SecondScreen.tsx';
import { useSecondWindow } from '../secondWindow/store.ts';
import { ExamNotices } from './ExamNotices.tsx';
import { HintLine } from './HintLine.tsx';
import { ImageArea } from './ImageArea.tsx';
import { ImagesBoundary } from './ImagesBoundary.tsx';
import { priorsShown } from './imagesInOrder.ts';
import type { ImageScreen } from './shownTile.ts';
import { unseenViews, useReading } from './store.ts';
import { StateViews } from '../stating/StateViews.tsx';
import { SummaryDialog } from './SummaryDialog.tsx';
import { TileGrid } from './TileGrid.tsx';
import { TopBar } from './TopBar.tsx';
import { useAiSteps } from './useAiSteps.ts';
import { useExam, useFollowUp } from './useExam.ts';
import { useBeside } from './useBeside.ts';
import { useReadingCommands } from './useReadingCommands.ts';
import styles from './ReadingScreen.module.css';

interface ReadingScreenProps {
  readonly examId: string;
  /** The exam that `onNext` opens: its images are fetched ahead; null where there is none. */
  readonly nextExamId: string | null;
  readonly onClose: () => void;
  readonly onNext: () => void;
  readonly onPrevious: () => void;
}

/** An exam, hung for reading. */
export function ReadingScreen({ examId, nextExamId, onClose, onNext, onPrevious }: ReadingScreenProps) {
  const [prior, setPrior] = useState<{ readonly of: string; readonly examId: string } | null>(null);
  const priorId = prior?.of === examId ? prior.examId : null;
  const [imagesOnly, setImagesOnly] = useState(false);
  const { problem, retry } = useExam(examId, priorId);
  const exam = useReading((state) => (state.exam?.row.examId === examId ? state.exam : null));
  const row = useApp((state) => state.exams.get(examId) ?? null);
  useFollowUp(examId, nextExamId);
  useAiSteps();
  useReadingCommands({ onClose, onNext, onPrevious, imagesOnly, setImagesOnly });
  const place = usePanelPlace();
  const { showRect, showFinding, expectFindings, goBack } = useReading.getState();
  const { panelShown, stripShown, panelRoom, stripRoom, togglePanel, uncover } = useBeside(
    examId,
    imagesOnly,
    place,
  );
  const steps = useReading((state) => state.viewing.steps);
  const quadrants = useReading(({ viewing }) => viewing.quadrant !== null);
  const priorIds = useMemo(() => priorsShown(steps), [steps]);
  const second = useSecondWindow(({ host }) => host);
  const beside = exam && {
    examId,
    images: exam.images,
    onShow: (imageId: string, rect: Rect) => {
      uncover();
      showRect(imageId, rect);
    },
    onShowFinding: (imageId: string, rect: Rect) => {
      uncover();
      showFinding(imageId, rect);
    },
    onBack: goBack,
  };
  const panel = beside && (
    <>
      <AiPanel {...beside} />
      <AssessmentPanel examId={examId} />
    </>
  );
  return (
    <main
      className={styles.screen}
      data-images-only={imagesOnly}
      data-panel-room={panelRoom}
      data-strip-room={stripRoom}
    >
      {!imagesOnly && (
        <TopBar
          row={row}
          priorId={priorId}
          onPrior={(chosen) => setPrior({ of: examId, examId: chosen })}
          onClose={onClose}
        />
      )}
      <div className={styles.above}>
        {row && <ExamNotices row={row} />}
        {exam && <StateViews examId={examId} images={exam.images} />}
      </div>
      <ImageArea label="Images" onMeasured={measured}>
        {problem ? (
          <div className={styles.problem} role="alert">
            <p>{problem.message}</p>
            <button type="button" onClick={retry}>
              Try again
            </button>
            <button type="button" onClick={onClose}>
              Worklist
            </button>
          </div>
        ) : (
          exam && (
            <ImagesBoundary key={examId}>
              <TileGrid window="first" />
            </ImagesBoundary>
          )
        )}
      </ImageArea>
      <div className={styles.foot} data-foot>
        <HintLine />
        {beside && <Assessing examId={examId} onCompleted={onNext} />}
      </div>
      <SummaryDialog />
      {beside && (
        <>
          <AiReading {...beside} priorIds={priorIds} quadrants={quadrants} onExpected={expectFindings} />
          {place === 'first' && (
            <aside className={styles.panel} data-folded={!panelShown}>
              {panel}
            </aside>
          )}
          {place === 'first' && !panelShown && !imagesOnly && (
            <div className={styles.rail}>
              <PanelRail examId={examId} onOpen={togglePanel} />
            </div>
          )}
          <div className={styles.strip} data-folded={!stripShown} data-strip-shown={stripShown}>
            <Strip {...beside} />
          </div>
        </>
      )}
      {second &&
        createPortal(
          <SecondScreen
            row={row}
            place={place}
            panel={place === 'first' ? null : panel}
            panelShown={panelShown}
            imagesOnly={imagesOnly}
            stripRoom={stripRoom && place !== 'alone'}
          >
            {beside && <Assessing examId={examId} onCompleted={null} />}
          </SecondScreen>,
          second,
        )}
    </main>
  );
}

const measured = (screen: ImageScreen | null): void => {
  if (screen) useReading.getState().resize(screen);
};

interface AssessingProps {
  readonly examId: string;
  /** Null where the line only shows what another one does. */
  readonly onCompleted: (() => void) | null;
}

/** The line of the assessment, which knows which views were shown. */
function Assessing({ examId, onCompleted }: AssessingProps) {
  const unseen = useReading((state) => unseenViews(state).unseen);
  const of = useReading((state) => unseenViews(state).of);
  const line = { examId, views: { unseen, of } };
  return onCompleted ? (
    <AssessmentLine {...line} onCompleted={onCompleted} />
  ) : (
    <AssessmentLineCopy {...line} />
  );
}

/** Drawn anew when a window has changed, which the screen is not. */
function Strip(beside: BesideImages) {
  const displays = useReading((state) => state.displays);
  return <PatchStrip {...beside} displays={displays} />;
}
