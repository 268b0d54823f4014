import { useEffect } from 'react';
import { SavedLine } from '../assess/SavedLine.tsx';
import { UnsavedAssessments } from '../assess/UnsavedAssessments.tsx';
import styles from './Notices.module.css';
import { useApp } from './store.ts';
import type { ShownNotice } from './library.ts';

/** How long a notice stays by itself; an error until it is dismissed. */
const stayMs = { info: 6000, warning: 12_000, error: null };
const levelNames = { info: 'Note', warning: 'Warning', error: 'Error' };

/** What the program has to say, at the bottom edge, beside the images. */
export function Notices() {
  const notices = useApp((state) => state.notices);
  const connected = useApp((state) => state.connected);
  return (
    <div className={styles.notices} role="status" aria-label="Notices">
      {!connected && (
        <p className={`${styles.notice} ${styles.error}`}>
          <span>
            <b>Not connected.</b> Mammoscope does not answer; it is tried again. If it was closed, start it
            again and open its address in this browser: then this page goes on. What is on screen stays.
          </span>
        </p>
      )}
      <UnsavedAssessments className={`${styles.notice} ${styles.error}`} />
      <SavedLine className={styles.notice} />
      {notices.map((notice) => (
        <NoticeLine key={notice.noticeId} notice={notice} />
      ))}
    </div>
  );
}

function NoticeLine({ notice }: { readonly notice: ShownNotice }) {
  const dismiss = useApp((state) => state.dismiss);
  const hidden = useApp((state) => state.settings.deidentified);
  const { noticeId, level } = notice;
  const message = (hidden && notice.withoutNames) || notice.message;
  useEffect(() => {
    const stay = stayMs[level];
    if (stay === null) return undefined;
    const timer = setTimeout(() => dismiss(noticeId), stay);
    return () => clearTimeout(timer);
  }, [noticeId, level, dismiss]);
  return (
    <p className={`${styles.notice} ${styles[level]}`}>
      <span>
        {level !== 'info' && <b>{levelNames[level]}: </b>}
        {message}
      </span>
      <button type="button" aria-label={`Dismiss: ${message}`} onClick={() => dismiss(noticeId)}>
        Dismiss
      </button>
    </p>
  );
}
