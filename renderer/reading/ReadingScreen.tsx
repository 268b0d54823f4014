import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Rect } from '../../contract/geometry.ts';
import type { BesideImages } from '../ai/aiProps.ts';
import { AiPanel } from '../ai/AiPanel.tsx';
import { PanelRail } from '../ai/PanelRail.tsx';
import { PatchStrip } from '../ai/PatchStrip.tsx';
import { useApp } from '../app/store.ts';
import { AssessmentLine } from '../assess/AssessmentLine.tsx';
import { AssessmentPanel } from '../assess/AssessmentPanel.tsx';
import { ExamNotices } from './ExamNotices.tsx';
import { HintLine } from './HintLine.tsx';
import { ImagesBoundary } from './ImagesBoundary.tsx';
import { priorsShown } from './imagesInOrder.ts';
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
  const { showRect, showFinding, goBack } = useReading.getState();
  const { panelShown, stripShown, panelRoom, stripRoom, togglePanel, uncover } = useBeside(
    examId,
    imagesOnly,
  );
  const steps = useReading((state) => state.viewing.steps);
  const quadrants = useReading(({ viewing }) => viewing.quadrant !== null);
  const priorIds = useMemo(() => priorsShown(steps), [steps]);
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
      <ImageArea>
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
              <TileGrid />
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
          <aside className={styles.panel} data-folded={!panelShown}>
            <AiPanel {...beside} priorIds={priorIds} quadrants={quadrants} />
            <AssessmentPanel examId={examId} />
          </aside>
          {!panelShown && !imagesOnly && (
            <div className={styles.rail}>
              <PanelRail examId={examId} onOpen={togglePanel} />
            </div>
          )}
          <div className={styles.strip} data-folded={!stripShown} data-strip-shown={stripShown}>
            <Strip {...beside} />
          </div>
        </>
      )}
    </main>
  );
}

/** The line of the assessment, which knows which views were shown. */
function Assessing(props: { readonly examId: string; readonly onCompleted: () => void }) {
  const unseen = useReading((state) => unseenViews(state).unseen);
  const of = useReading((state) => unseenViews(state).of);
  return <AssessmentLine {...props} views={{ unseen, of }} />;
}

/** Drawn anew when a window has changed, which the screen is not. */
function Strip(beside: BesideImages) {
  const displays = useReading((state) => state.displays);
  return <PatchStrip {...beside} displays={displays} />;
}

/** What is left for the images; has the keyboard as long as nothing else needs it. */
function ImageArea({ children }: { readonly children: React.ReactNode }) {
  const area = useRef<HTMLDivElement>(null);
  const measure = useCallback(() => {
    if (!area.current) return;
    const { clientWidth: width, clientHeight: height } = area.current;
    useReading.getState().resize({ width, height }, window.devicePixelRatio);
  }, []);
  useEffect(() => {
    if (!area.current) return;
    area.current.focus({ preventScroll: true });
    const observer = new ResizeObserver(measure);
    // Also where the window moves to a screen of another density, on which 1:1 is another size.
    observer.observe(area.current, { box: 'device-pixel-content-box' });
    return () => observer.disconnect();
  }, [measure]);
  return (
    <div ref={area} className={styles.images} data-image-area tabIndex={-1} aria-label="Images">
      {children}
    </div>
  );
}
