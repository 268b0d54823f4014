import { useEffect } from 'react';
import { missingText, type Missing } from '../../contract/assessment.ts';
import type { Assessment } from '../../contract/reading.ts';
import { useApp } from '../app/store.ts';
import { isElement, listenEverywhere } from '../app/windows.ts';
import type { CommandId } from '../keys/commands.ts';
import { runCommand, useCommands, useKeyCapture, useKeysOf } from '../keys/useCommands.ts';
import { focusImages } from '../reading/focusImages.ts';
import { absentText, assessmentText, progressText } from './assessment.ts';
import { typedText, waitsText } from './entry.ts';
import { completeOrAsk, completingOf, hideLine, lead, pressed, useLine } from './line.ts';
import { LockDialog } from './LockDialog.tsx';
import { answeredText } from './readingText.ts';
import { lock, useReadings } from './store.ts';
import styles from './AssessmentLine.module.css';

interface AssessmentLineProps {
  readonly examId: string;
  /** Views that were not on the screen yet, of so many. */
  readonly views: { readonly unseen: number; readonly of: number };
  /** Once the exam is complete: to the next one. */
  readonly onCompleted: () => void;
}

const leaders: ReadonlySet<CommandId | null> = new Set(['assess.right', 'assess.left', 'assess.density']);

/**
 * At the images, in every mode: what is typed of the assessment, what it lacks, and what will be recorded. Does what the
 * keys of the assessment say.
 */
export function AssessmentLine({ examId, views, onCompleted }: AssessmentLineProps) {
  useCommands({
    'assess.right': () => lead(examId, 'R'),
    'assess.left': () => lead(examId, 'L'),
    'assess.density': () => lead(examId, 'density'),
    'case.complete': () =>
      void completeOrAsk(examId).then((completed) => {
        if (completed) onCompleted();
      }),
  });
  useKeyCapture((keys, id) => pressed(keys, examId, leaders.has(id)));
  useEffect(() => hideLine, [examId]);
  // Another window may complete the exam meanwhile: then there is nothing left to confirm.
  const completed = useReadings((state) => state.readings.get(examId)?.kept.completed ?? false);
  useEffect(() => {
    if (completed) hideLine();
  }, [completed]);
  const line = useShownLine(examId, views);
  const locking = useLine((state) => state.locking);
  if (!line) return null;
  return (
    <>
      {!locking && <Line examId={examId} notes={line.notes} />}
      <LockDialog
        open={locking}
        assessment={line.assessment}
        notes={line.notes}
        aiSeenBefore={line.aiSeenBefore}
        onClose={hideLine}
        onLock={() => void lock(examId, line.assessment).then(hideLine)}
      />
    </>
  );
}

/** The same line at the images of another window: it only shows what there is. */
export function AssessmentLineCopy({ examId, views }: Omit<AssessmentLineProps, 'onCompleted'>) {
  const line = useShownLine(examId, views);
  const locking = useLine((state) => state.locking);
  return line && !locking ? <Line examId={examId} notes={line.notes} /> : null;
}

interface ShownLine {
  readonly assessment: Assessment;
  readonly notes: string;
  readonly aiSeenBefore: boolean;
}

/** Null where there is no line. */
function useShownLine(examId: string, views: AssessmentLineProps['views']): ShownLine | null {
  const shown = useLine((line) => line.examId === examId);
  const reading = useReadings((state) => state.readings.get(examId));
  // What is shown follows from the reading and the exam's views.
  const listed = useApp((state) => state.exams.get(examId));
  const setting = useApp((state) => state.settings.readingMode);
  if (!shown || !reading || !listed) return null;
  const completing = completingOf(examId);
  if (!completing) return null;
  const aided = (reading.kept.mode ?? setting) === 'aided';
  return {
    assessment: completing.assessment,
    notes: [absentText(completing.breasts), unseenText(views), aided ? answeredText(listed.analysis) : '']
      .filter(Boolean)
      .join(' · '),
    aiSeenBefore: reading.kept.aiSeenBefore,
  };
}

/** "2 of 4 views not yet shown"; '' where all were. */
function unseenText({ unseen, of }: AssessmentLineProps['views']): string {
  return unseen === 0 ? '' : `${unseen} of ${of} views not yet shown`;
}

interface LineProps {
  readonly examId: string;
  readonly notes: string;
}

function Line({ examId, notes }: LineProps) {
  const { entry, problem, asked } = useLine();
  const completing = completingOf(examId);
  const [enter] = useKeysOf('case.complete');
  usePressElsewhere();
  if (!completing) return null;
  const { assessment, breasts, missing, mustLock } = completing;
  if (problem !== null) {
    return (
      <div className={styles.line} data-assessment-line role="alert" data-warning="true">
        {problem}
      </div>
    );
  }
  if (entry) {
    return (
      <div className={styles.line} data-assessment-line role="status" aria-label="Assessment by key">
        <b>{typedText(entry)}</b> {waitsText(entry)}
        <span className={styles.quiet}>
          {entry.refused === null ? '' : `${entry.refused} means nothing here · `}Esc leaves
        </span>
      </div>
    );
  }
  if (missing.length > 0 && asked) {
    return (
      <div className={styles.line} data-assessment-line role="alert" data-warning="true">
        {missing.map((one) => (
          <MissingLine key={one} missing={one} />
        ))}
      </div>
    );
  }
  if (missing.length > 0) {
    return (
      <div className={styles.line} data-assessment-line role="status" aria-label="Assessment by key">
        <b>{progressText(assessment, breasts)}</b>
      </div>
    );
  }
  const what = mustLock ? 'locks' : 'completes';
  return (
    <div className={styles.line} data-assessment-line role="status" aria-label="What will be recorded">
      <b>{assessmentText(assessment)}</b>
      {notes !== '' && <span className={styles.notes}>{notes}</span>}
      <button
        type="button"
        onClick={({ detail }) => {
          if (detail < 2) runCommand('case.complete');
          focusImages();
        }}
      >
        {enter ? `${enter} ${what}` : mustLock ? 'Lock' : 'Complete'}
      </button>
      <span className={styles.quiet}>Esc goes back</span>
    </div>
  );
}

const commandOf = { R: 'assess.right', L: 'assess.left', density: 'assess.density' } as const;

/** "Right breast has no BI-RADS: press R, then the category." */
function MissingLine({ missing }: { readonly missing: Missing }) {
  const [key] = useKeysOf(commandOf[missing]);
  const then = missing === 'density' ? 'then a to d, or n for “not given”' : 'then the category';
  const where = key === undefined ? 'choose it in the panel' : `press ${key}, ${then}`;
  return <p>{`${missingText(missing).replace(/\.$/, '')}: ${where}.`}</p>;
}

/** A press elsewhere is about something else. */
function usePressElsewhere(): void {
  useEffect(() => {
    const onPress = ({ target }: PointerEvent) => {
      const within = isElement(target) && target.closest('[data-assessment-line], [aria-label="Assessment"]');
      if (!within) hideLine();
    };
    return listenEverywhere('pointerdown', onPress);
  }, []);
}
