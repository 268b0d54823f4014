import { useApp } from '../app/store.ts';
import type { CommandId } from '../keys/commands.ts';
import { runCommand, useTip } from '../keys/useCommands.ts';
import { focusImages } from './focusImages.ts';
import styles from './LinkStates.module.css';
import { readingChoices } from './readingChoices.ts';
import { useReading } from './store.ts';
import { areLinked } from './viewing.ts';

/** What one view passes on to the others: its window, its place, the pointer on it. */
export function LinkStates() {
  const windows = useApp(({ settings }) => readingChoices(settings).windowsLinked);
  const cursor = useApp(({ settings }) => readingChoices(settings).cursorLinked);
  const views = useReading(({ viewing }) => areLinked(viewing));
  return (
    <span className={styles.links} role="group" aria-label="Linked" data-links>
      <span className={styles.caption}>linked:</span>
      <LinkState command="display.linkWindows" name="window" linked={windows} />
      <LinkState command="view.link" name="view" linked={views} />
      <LinkState command="view.linkCursor" name="cursor" linked={cursor} />
    </span>
  );
}

interface LinkStateProps {
  readonly command: CommandId;
  readonly name: string;
  readonly linked: boolean;
}

function LinkState({ command, name, linked }: LinkStateProps) {
  const tip = useTip(command);
  return (
    <button
      type="button"
      aria-pressed={linked}
      title={tip}
      onClick={() => {
        runCommand(command);
        focusImages();
      }}
    >
      {name}
    </button>
  );
}
