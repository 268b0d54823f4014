import { useEffect, useState } from 'react';
import styles from './DropZone.module.css';
import { copiesFilesText } from './opening/texts.ts';
import { listenEverywhere } from './windows.ts';
import { openDropped, readsInPlace } from './opening/store.ts';

const carriesFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;

/** Files and folders may be dropped anywhere on the window; while they are above it, it says what will happen. */
export function DropZone() {
  const [above, setAbove] = useState(false);
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      // Otherwise the browser would leave the page for the file.
      event.preventDefault();
      setAbove(true);
    };
    const leave = (event: DragEvent) => {
      // Null where the pointer leaves the window, not just an element.
      if (event.relatedTarget === null) setAbove(false);
    };
    const drop = (event: DragEvent) => {
      if (!carriesFiles(event) || !event.dataTransfer) return;
      event.preventDefault();
      setAbove(false);
      void openDropped(event.dataTransfer);
    };
    const ends = [
      listenEverywhere('dragover', over),
      listenEverywhere('dragleave', leave),
      listenEverywhere('drop', drop),
    ];
    return () => ends.forEach((end) => end());
  }, []);
  if (!above) return null;
  return (
    <div className={styles.zone}>
      <p className={styles.title}>Drop to open</p>
      {!readsInPlace() && <p>{copiesFilesText}</p>}
    </div>
  );
}
