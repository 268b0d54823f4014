import { useState, type ReactNode } from 'react';
import { copiesFilesText } from '../app/opening/texts.ts';
import { openSample, readsInPlace, useOpening } from '../app/opening/store.ts';
import { useApp } from '../app/store.ts';
import { call } from '../host/client.ts';
import type { CommandId } from '../keys/commands.ts';
import { runCommand, useTip } from '../keys/useCommands.ts';
import { RemoveDialog } from './RemoveDialog.tsx';
import { useWorklist } from './store.ts';
import styles from './Toolbar.module.css';

/** `order`: ids of the lines shown. */
export function Toolbar({ order }: { readonly order: readonly string[] }) {
  const selected = useWorklist((state) => state.selection.selected);
  const deidentified = useApp((state) => state.settings.deidentified);
  const [removing, setRemoving] = useState<readonly string[]>([]);
  // What is filtered away is not acted on.
  const chosen = order.filter((examId) => selected.has(examId));
  const openHint = readsInPlace() ? '' : copiesFilesText;
  return (
    <div className={styles.toolbar} role="toolbar" aria-label="Worklist">
      <CommandButton command="program.openFolder" hint={openHint}>
        Open folder
      </CommandButton>
      <CommandButton command="program.openFiles" hint={openHint}>
        Open files
      </CommandButton>
      <SampleButton />
      <span className={styles.divider} />
      <AnalyseButton shown={order} chosen={chosen} />
      <button
        type="button"
        disabled={chosen.length === 0}
        title="Take the selected exams off the list; their files stay"
        onClick={() => setRemoving(chosen)}
      >
        Remove from list
      </button>
      <span className={styles.space} />
      <CommandButton command="display.deidentify" pressed={deidentified}>
        Hide identities
      </CommandButton>
      <CommandButton command="program.settings">Settings</CommandButton>
      <CommandButton command="program.keys">Keys</CommandButton>
      <RemoveDialog examIds={removing} onClose={() => setRemoving([])} />
    </div>
  );
}

interface CommandButtonProps {
  readonly command: CommandId;
  readonly pressed?: boolean;
  readonly hint?: string;
  readonly children: ReactNode;
}

function CommandButton({ command, pressed, hint = '', children }: CommandButtonProps) {
  const tip = useTip(command);
  return (
    <button
      type="button"
      aria-pressed={pressed}
      title={[tip, hint].filter(Boolean).join(' – ')}
      onClick={() => runCommand(command)}
    >
      {children}
    </button>
  );
}

/** Makes the sample exam, the first time within seconds, and opens it. */
export function SampleButton() {
  const preparing = useOpening((state) => state.preparingSample);
  const open = async () => {
    const examId = await openSample();
    if (examId !== null) useWorklist.getState().openExam(examId);
  };
  return (
    <button
      type="button"
      disabled={preparing}
      title="A synthetic exam, made on this computer"
      onClick={() => void open()}
    >
      {preparing ? 'Preparing the sample exam…' : 'Sample exam'}
    </button>
  );
}

interface AnalyseButtonProps {
  readonly shown: readonly string[];
  readonly chosen: readonly string[];
}

function AnalyseButton({ shown, chosen }: AnalyseButtonProps) {
  const notify = useApp((state) => state.notify);
  // One selected line is where the keyboard is, not a choice.
  const some = chosen.length > 1;
  const examIds = some ? chosen : shown;
  const analyse = async () => {
    const queued = await call('analyseAll', { examIds });
    if (!queued.ok) notify({ level: 'error', message: queued.problem.message });
  };
  return (
    <button
      type="button"
      disabled={examIds.length === 0}
      title="Run the networks on these exams"
      onClick={() => void analyse()}
    >
      {some ? `Analyse ${chosen.length} selected` : 'Analyse all shown'}
    </button>
  );
}
