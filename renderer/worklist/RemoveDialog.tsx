import { useApp } from '../app/store.ts';
import { call } from '../host/client.ts';
import { ModalDialog } from '../settings/ModalDialog.tsx';
import { nothingSelected } from './selection.ts';
import { useWorklist } from './store.ts';
import styles from './RemoveDialog.module.css';

interface RemoveDialogProps {
  /** Empty: closed. */
  readonly examIds: readonly string[];
  readonly onClose: () => void;
}

/** Asks before exams leave the list. */
export function RemoveDialog({ examIds, onClose }: RemoveDialogProps) {
  const notify = useApp((state) => state.notify);
  const what = examIds.length === 1 ? '1 exam' : `${examIds.length} exams`;
  const remove = async () => {
    const removed = await call('removeExams', { examIds });
    if (removed.ok) useWorklist.getState().select(nothingSelected);
    else notify({ level: 'error', message: removed.problem.message });
    onClose();
  };
  return (
    <ModalDialog open={examIds.length > 0} title={`Take ${what} off the list`} onClose={onClose}>
      <p className={styles.text}>The image files stay where they are; open them again to list them again.</p>
      <p className={styles.buttons}>
        <button type="button" onClick={() => void remove()}>
          Take {what} off the list
        </button>
        <button type="button" onClick={onClose}>
          Keep
        </button>
      </p>
    </ModalDialog>
  );
}
