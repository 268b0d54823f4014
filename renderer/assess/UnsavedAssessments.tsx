import { useEffect } from 'react';
import { useApp } from '../app/store.ts';
import { saveAllNow, sendAllNow, unsavedCount, useReadings } from './store.ts';

/** Sees that what was written is kept, whichever screen is shown; says so while it is not. */
export function UnsavedAssessments({ className }: { readonly className: string }) {
  const unsaved = useReadings(({ readings }) => unsavedCount(readings));
  const connected = useApp((state) => state.connected);
  useSavingAtTheEnd();
  useEffect(() => {
    if (connected) void saveAllNow();
  }, [connected]);
  if (unsaved === 0) return null;
  return (
    <p className={className}>
      <span>
        <b>Not saved yet: </b>
        {unsaved === 1 ? 'the assessment of 1 exam' : `the assessments of ${unsaved} exams`}. It is tried
        again; keep this window open.
      </span>
    </p>
  );
}

/** A page that is hidden may never come back. */
function useSavingAtTheEnd(): void {
  const inBrowser = useApp((state) => state.appState?.host === 'loopback');
  useEffect(() => {
    const save = () => sendAllNow();
    const saveWhenHidden = () => {
      if (document.visibilityState === 'hidden') save();
    };
    const ask = (event: BeforeUnloadEvent) => {
      // Electron would not ask but stay open.
      if (inBrowser && unsavedCount(useReadings.getState().readings) > 0) event.preventDefault();
    };
    window.addEventListener('pagehide', save);
    window.addEventListener('beforeunload', ask);
    document.addEventListener('visibilitychange', saveWhenHidden);
    return () => {
      window.removeEventListener('pagehide', save);
      window.removeEventListener('beforeunload', ask);
      document.removeEventListener('visibilitychange', saveWhenHidden);
    };
  }, [inBrowser]);
}
