import { useEffect } from 'react';
import { createPortal } from 'react-dom';
import { useApp } from '../app/store.ts';
import { useCommands } from '../keys/useCommands.ts';
import { nextPanelPlace } from './panelPlace.ts';
import { closeSecondWindow, toggleSecondWindow, useSecondWindow } from './store.ts';
import styles from './SecondWindow.module.css';

/** Opens and closes the second window; in it, as long as no exam is open, that it waits for one. */
export function SecondWindow({ waits }: { readonly waits: boolean }) {
  const host = useSecondWindow((state) => state.host);
  useCommands({
    'view.secondWindow': () => {
      if (!toggleSecondWindow()) tellBlocked();
    },
    'view.panelPlace': nextPanelPlace,
  });
  useEffect(() => {
    window.addEventListener('pagehide', closeSecondWindow);
    return () => window.removeEventListener('pagehide', closeSecondWindow);
  }, []);
  return host && waits ? createPortal(<Waiting />, host) : null;
}

function Waiting() {
  return (
    <main className={styles.waiting}>
      <p>Waiting for an exam</p>
      <p className={styles.quiet}>Open one in the list of the first window.</p>
    </main>
  );
}

function tellBlocked(): void {
  useApp.getState().notify({
    level: 'warning',
    message:
      'The browser did not open the second window. Allow pop-up windows for this address, then try again.',
  });
}
