import { useMemo, useState } from 'react';
import type { ListedProblem } from '../../contract/api.ts';
import { useApp } from '../app/store.ts';
import { ModalDialog } from '../settings/ModalDialog.tsx';
import { problemsAsText, problemsMatching, withoutNames } from './problems.ts';
import styles from './ProblemsDialog.module.css';

interface ProblemsDialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
}

/** A page takes long to lay out more; what is sought is found by the filter, the whole list by copying it. */
const mostShown = 500;

/** Files that could not be listed, or cannot be shown, each with its reason. */
export function ProblemsDialog({ open, onClose }: ProblemsDialogProps) {
  const listed = useApp((state) => state.problems);
  const hidden = useApp((state) => state.settings.deidentified);
  const problems = useMemo(() => (hidden ? withoutNames(listed) : listed), [listed, hidden]);
  const clearProblems = useApp((state) => state.clearProblems);
  const notify = useApp((state) => state.notify);
  const [sought, setSought] = useState('');
  const found = problemsMatching(problems, sought);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(problemsAsText(found));
      notify({ level: 'info', message: `${found.length} lines copied.` });
    } catch {
      notify({
        level: 'error',
        message: 'The clipboard cannot be written; allow it for this page, then try again.',
      });
    }
  };
  const tools = (
    <>
      <button type="button" disabled={found.length === 0} onClick={() => void copy()}>
        Copy list
      </button>
      <button type="button" disabled={problems.length === 0} onClick={() => void clearProblems()}>
        Clear
      </button>
    </>
  );
  return (
    <ModalDialog open={open} title="Problems" onClose={onClose} tools={tools} wide>
      <input
        type="search"
        className={styles.search}
        aria-label="Search file names and reasons"
        placeholder="File or reason"
        value={sought}
        onChange={(event) => setSought(event.target.value)}
      />
      <ProblemTable problems={found} />
    </ModalDialog>
  );
}

function ProblemTable({ problems }: { readonly problems: readonly ListedProblem[] }) {
  if (problems.length === 0) return <p className={styles.more}>No problems.</p>;
  return (
    <>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">File</th>
            <th scope="col">Reason</th>
          </tr>
        </thead>
        <tbody>
          {problems.slice(0, mostShown).map(({ file, problem }, index) => (
            <tr key={index}>
              <td>{file}</td>
              <td>{problem.message}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {problems.length > mostShown && (
        <p className={styles.more}>
          {problems.length - mostShown} more: search for a file, or copy the list to see all.
        </p>
      )}
    </>
  );
}
