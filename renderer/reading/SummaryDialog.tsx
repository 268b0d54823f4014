import { useState } from 'react';
import { useCommands, useKeysOf } from '../keys/useCommands.ts';
import { ModalDialog } from '../settings/ModalDialog.tsx';
import { saveSummary } from './saveSummary.ts';
import styles from './SummaryDialog.module.css';

/** What goes on paper: without identity, unless the reader asks for it, each time. */
export function SummaryDialog() {
  const [open, setOpen] = useState(false);
  const onClose = () => setOpen(false);
  useCommands({ 'program.summary': () => setOpen(true) });
  return (
    <ModalDialog open={open} title="Summary as PDF" onClose={onClose}>
      <Choice onClose={onClose} />
    </ModalDialog>
  );
}

function Choice({ onClose }: { readonly onClose: () => void }) {
  const [identity, setIdentity] = useState(false);
  const [key] = useKeysOf('program.summary');
  const save = () => {
    onClose();
    void saveSummary(!identity);
  };
  // The key that asked also saves: two presses are a summary without identity.
  useCommands({ 'program.summary': save }, 'dialog');
  return (
    <div className={styles.choice}>
      <p>Views as they hang first, AI scores and findings, measurements, and the assessment.</p>
      <label>
        <input type="checkbox" checked={identity} onChange={({ target }) => setIdentity(target.checked)} />{' '}
        With the patient&rsquo;s name, identifiers and dates
      </label>
      <p className={styles.actions}>
        <button type="button" onClick={save}>
          Save {key !== undefined && <kbd>{key}</kbd>}
        </button>
      </p>
    </div>
  );
}
