import type { Assessment } from '../../contract/reading.ts';
import { useCommands } from '../keys/useCommands.ts';
import { ModalDialog } from '../settings/ModalDialog.tsx';
import { assessmentText } from './assessment.ts';
import styles from './AssessmentPanel.module.css';

interface LockDialogProps {
  readonly open: boolean;
  readonly assessment: Assessment;
  /** What else is to be known: views that were not shown, a breast that is not there; '' for nothing. */
  readonly notes: string;
  readonly aiSeenBefore: boolean;
  readonly onClose: () => void;
  readonly onLock: () => void;
}

/** Asked once: locking cannot be taken back. */
export function LockDialog({ open, onClose, ...contents }: LockDialogProps) {
  return (
    <ModalDialog open={open} title="Lock the unaided read" onClose={onClose}>
      <Question onClose={onClose} {...contents} />
    </ModalDialog>
  );
}

function Question({ assessment, notes, aiSeenBefore, onClose, onLock }: Omit<LockDialogProps, 'open'>) {
  // The key that asked also confirms: two presses lock.
  useCommands({ 'case.complete': onLock }, 'dialog');
  return (
    <div className={styles.question}>
      <p>
        <b>{assessmentText(assessment)}</b>
      </p>
      {notes !== '' && <p>{notes}</p>}
      {aiSeenBefore ? (
        <p data-warning="true">
          AI results of this exam were shown before. The lock is recorded with “AI seen before”: it does not
          count as read without AI. It cannot be unlocked.
        </p>
      ) : (
        <p>
          This is recorded as what you read without AI and cannot be unlocked. The AI results are shown next;
          what you change after that is recorded as a revision.
        </p>
      )}
      <p className={styles.actions}>
        <button type="button" className={styles.main} onClick={onLock}>
          Lock and show AI
        </button>
        <button type="button" onClick={onClose}>
          Go on reading
        </button>
      </p>
    </div>
  );
}
