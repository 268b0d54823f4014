import { useEffect, useState } from 'react';
import { useApp } from '../app/store.ts';
import { useCommands, useKeysOf } from '../keys/useCommands.ts';
import { useMarks } from '../measure/store.ts';
import { shortText } from './assessment.ts';
import { complete, reopen, useCompletion, type Completion } from './store.ts';

/** How long the line stays by itself; undo works on, until something else is done. */
const stayMs = 15_000;

/** What was completed last, and its undo: on every screen, also when the next exam is already shown. */
export function SavedLine({ className }: { readonly className: string }) {
  const last = useCompletion((state) => state.last);
  return last && <Saved key={`${last.examId} ${last.undone}`} last={last} className={className} />;
}

function Saved({ last, className }: { readonly last: Completion; readonly className: string }) {
  const [key] = useKeysOf(last.undone ? 'edit.redo' : 'edit.undo');
  const shown = useShownFor(stayMs);
  useForgottenByMarks();
  useCommands(
    last.undone ? { 'edit.redo': () => void redo(last) } : { 'edit.undo': () => void undo(last) },
    'first',
  );
  if (!shown) return null;
  return (
    <p className={className}>
      <span>{`${last.undone ? 'Open again' : 'Saved'}: ${shortText(last.assessment)}`}</span>
      <button type="button" onClick={() => void (last.undone ? redo(last) : undo(last))}>
        {last.undone ? 'Redo ' : 'Undo '}
        {key && <kbd>{key}</kbd>}
      </button>
    </p>
  );
}

async function undo({ examId, assessment }: Completion): Promise<void> {
  if (!(await reopen(examId))) return;
  useApp.getState().showExam(examId);
  useCompletion.setState({ last: { examId, assessment, undone: true } });
}

async function redo({ examId, assessment }: Completion): Promise<void> {
  const refused = await complete(examId, assessment);
  if (refused) useApp.getState().notify({ level: 'error', message: `Not saved: ${refused.message}` });
}

function useShownFor(milliseconds: number): boolean {
  const [shown, setShown] = useState(true);
  useEffect(() => {
    const timer = setTimeout(() => setShown(false), milliseconds);
    return () => clearTimeout(timer);
  }, [milliseconds]);
  return shown;
}

/** Undo is about what was done last: a mark that was drawn since comes first, and then completing no more. */
function useForgottenByMarks(): void {
  useEffect(
    () =>
      useMarks.subscribe(({ exams }, before) => {
        const drawn = Object.entries(exams).some(
          ([examId, { history }]) => history !== before.exams[examId]?.history && history.done.length > 0,
        );
        if (drawn) useCompletion.setState({ last: null });
      }),
    [],
  );
}
