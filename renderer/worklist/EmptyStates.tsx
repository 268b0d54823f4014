import { copiesFilesText } from '../app/opening/texts.ts';
import { readsInPlace } from '../app/opening/store.ts';
import { shownFolder } from '../app/identity.ts';
import { useApp } from '../app/store.ts';
import { runCommand } from '../keys/useCommands.ts';
import type { Filter } from './filtering.ts';
import { SampleButton } from './Toolbar.tsx';
import styles from './EmptyStates.module.css';

/** Before the first exam, and while the first ones are looked for. */
export function EmptyLibrary() {
  const indexing = useApp((state) => (state.indexing?.state === 'running' ? state.indexing : null));
  const hidden = useApp((state) => state.settings.deidentified);
  if (indexing)
    return (
      <section className={styles.empty}>
        <p className={styles.title}>Looking for mammograms in {shownFolder(indexing.label, hidden)}</p>
        <p>{indexing.filesSeen} files seen. Exams are listed as they are found.</p>
      </section>
    );
  return (
    <section className={styles.empty}>
      <p className={styles.title}>Drop a folder here, open one, or start with the sample exam.</p>
      <p>DICOM files, folders, ZIP archives and DICOMDIR are read; also PNG and PGM images.</p>
      <p className={styles.buttons}>
        <button type="button" onClick={() => runCommand('program.openFolder')}>
          Open folder
        </button>
        <SampleButton />
      </p>
      {!readsInPlace() && <p>{copiesFilesText}</p>}
      <p>For research use only.</p>
    </section>
  );
}

interface NothingFoundProps {
  readonly filter: Filter;
  readonly onReset: () => void;
}

export function NothingFound({ filter: { search }, onReset }: NothingFoundProps) {
  const sought = search.trim();
  return (
    <section className={styles.empty}>
      <p className={styles.title}>{sought ? `No exam matches “${sought}”` : 'No exam passes the filters'}</p>
      <p className={styles.buttons}>
        <button type="button" onClick={onReset}>
          Show all exams
        </button>
      </p>
    </section>
  );
}
