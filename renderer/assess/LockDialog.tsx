import type { Assessment } from '../../contract/reading.ts';
import { useCommands } from '../keys/useCommands.ts';
import { ModalDialog } from '../settings/ModalDialog.tsx';
import { assessmentText } from './assessment.ts';
import styles from './AssessmentPanel.module.css';

interface LockDialogProps {
  readonly open: boolean;
  readonly assessment: Assessment;
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

function Question({ assessment, onClose, onLock }: Omit<LockDialogProps, 'open'>) {
  // The key that asked also confirms: two presses lock.
  useCommands({ 'case.complete': onLock }, 'dialog');
  return (
    <div className={styles.question}>
      <p>
        <b>{assessmentText(assessment)}</b>
      </p>
      <p>
        This is recorded as what you read without AI and cannot be unlocked. The AI results are shown next;
        what you change after that is recorded as a revision.
      </p>
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
