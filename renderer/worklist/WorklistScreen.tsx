import { useEffect, useMemo, useRef, useState } from 'react';
import { useApp } from '../app/store.ts';
import { useCommands } from '../keys/useCommands.ts';
import { EmptyLibrary, NothingFound } from './EmptyStates.tsx';
import { FilterBar } from './FilterBar.tsx';
import { noFilter } from './filtering.ts';
import { ProblemsDialog } from './ProblemsDialog.tsx';
import { StatusBar } from './StatusBar.tsx';
import { useLines, useWorklist } from './store.ts';
import { Toolbar } from './Toolbar.tsx';
import { typeToSearch } from './typeToSearch.ts';
import { WorklistTable } from './WorklistTable.tsx';
import styles from './WorklistScreen.module.css';

/** The library: every exam, found, sorted, filtered and opened from here. */
export function WorklistScreen() {
  const lines = useLines();
  const order = useMemo(() => lines.map(({ row }) => row.examId), [lines]);
  const isEmpty = useApp((state) => state.exams.size === 0);
  const readOnly = useApp((state) => state.appState?.readOnly === true);
  const filter = useWorklist((state) => state.filter);
  const setFilter = useWorklist((state) => state.setFilter);
  const [problemsOpen, setProblemsOpen] = useState(false);
  const search = useRef<HTMLInputElement>(null);
  const table = useRef<HTMLDivElement>(null);
  useCommands({ 'program.search': () => search.current?.select() });
  useEffect(
    () =>
      typeToSearch((text) => {
        const { filter: current } = useWorklist.getState();
        setFilter({ search: current.search + text });
        search.current?.focus();
      }),
    [setFilter],
  );
  return (
    <main className={styles.screen} aria-label="Worklist">
      <h1 className={styles.hidden}>Worklist</h1>
      <Toolbar order={order} />
      {readOnly && (
        <p className={styles.banner} role="note">
          The library cannot be written: exams can be read, but assessments, settings and results are not
          kept. Make its folder writable, then start Mammoscope again.
        </p>
      )}
      {isEmpty ? (
        <EmptyLibrary />
      ) : (
        <>
          <FilterBar lines={lines} searchRef={search} onLeave={() => table.current?.focus()} />
          {lines.length > 0 ? (
            <WorklistTable lines={lines} order={order} tableRef={table} />
          ) : (
            <NothingFound
              filter={filter}
              onReset={() => setFilter({ ...noFilter, mammographyOnly: false })}
            />
          )}
        </>
      )}
      <StatusBar onProblems={() => setProblemsOpen(true)} />
      <ProblemsDialog open={problemsOpen} onClose={() => setProblemsOpen(false)} />
    </main>
  );
}
