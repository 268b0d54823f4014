import { useRef, useState, type KeyboardEvent } from 'react';
import { chordName, chordsOf } from './chord.ts';
import { commands, type CommandId } from './commands.ts';
import styles from './KeySheet.module.css';
import { assignKey, isReserved, removeKey, resetKeys, type KeyChanges, type Keymap } from './keymap.ts';
import { isMac } from './useCommands.ts';

interface KeyRowProps {
  readonly id: CommandId;
  readonly keymap: Keymap;
  readonly keys: KeyChanges;
  readonly onChange: (keys: KeyChanges) => void;
}

/** What the row waits for: a key to be pressed (in the place of `replaced`), or a yes to taking a key from another. */
type Editing =
  | { readonly waits: 'key'; readonly replaced: string | null; readonly refused: string | null }
  | { readonly waits: 'yes'; readonly replaced: string | null; readonly key: string; readonly of: CommandId };

/** One command with its keys. */
export function KeyRow({ id, keymap, keys, onChange }: KeyRowProps) {
  const [editing, setEditing] = useState<Editing | null>(null);
  const row = useRef<HTMLLIElement>(null);
  const { title } = commands[id];
  const finish = (changes: KeyChanges | null) => {
    setEditing(null);
    if (changes) onChange(changes);
    // Buttons come and go with the keys: the focus stays in the row.
    row.current?.querySelector('button')?.focus();
  };
  const take = (key: string, replaced: string | null) => {
    const of = keymap.commandOf.get(key);
    if (isReserved(key)) setEditing({ waits: 'key', replaced, refused: key });
    else if (of !== undefined && of !== id) setEditing({ waits: 'yes', replaced, key, of });
    else finish(assignKey(keys, id, key, replaced));
  };
  const keyButton = (replaced: string | null) => (
    <KeyButton
      key={replaced ?? 'another'}
      title={title}
      shown={replaced}
      waiting={editing?.waits === 'key' && editing.replaced === replaced}
      onWait={() => setEditing({ waits: 'key', replaced, refused: null })}
      onKey={(key) => take(key, replaced)}
      onCancel={() => setEditing(null)}
    />
  );
  return (
    <li
      ref={row}
      className={styles.row}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setEditing(null);
      }}
    >
      <span className={styles.title}>{title}</span>
      <span className={styles.keys}>
        {keymap.keys[id].map(keyButton)}
        {keyButton(null)}
      </span>
      {editing && (
        <Question
          editing={editing}
          onUse={(key) => finish(assignKey(keys, id, key, editing.replaced))}
          onRemove={(key) => finish(removeKey(keys, id, key))}
          onReset={Object.hasOwn(keys, id) ? () => finish(resetKeys(keys, id)) : null}
          onCancel={() => finish(null)}
        />
      )}
    </li>
  );
}

interface KeyButtonProps {
  readonly title: string;
  /** Null: the button that adds a key. */
  readonly shown: string | null;
  readonly waiting: boolean;
  readonly onWait: () => void;
  readonly onKey: (key: string) => void;
  readonly onCancel: () => void;
}

function KeyButton({ title, shown, waiting, onWait, onKey, onCancel }: KeyButtonProps) {
  const onKeyDown = (event: KeyboardEvent<HTMLButtonElement>) => {
    if (!waiting) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape') return onCancel();
    const { key, code, ctrlKey, altKey, shiftKey, metaKey } = event;
    const press = { key, code, ctrlKey, altKey, shiftKey, metaKey };
    const chord = chordsOf({ ...press, altGraph: event.getModifierState('AltGraph') }, isMac)[0];
    if (chord !== undefined) onKey(chord);
  };
  const name = shown === null ? null : chordName(shown, isMac);
  return (
    <button
      type="button"
      className={shown === null ? styles.add : styles.key}
      aria-label={name === null ? `Add a key for ${title}` : `${title}: ${name}. Change`}
      aria-pressed={waiting}
      onClick={onWait}
      onKeyDown={onKeyDown}
    >
      {waiting ? 'Press a key' : (name ?? '+')}
    </button>
  );
}

interface QuestionProps {
  readonly editing: Editing;
  readonly onUse: (key: string) => void;
  readonly onRemove: (key: string) => void;
  /** Null: the command has its own keys. */
  readonly onReset: (() => void) | null;
  readonly onCancel: () => void;
}

function Question({ editing, onUse, onRemove, onReset, onCancel }: QuestionProps) {
  const { replaced } = editing;
  if (editing.waits === 'yes') {
    return (
      <span className={styles.question} role="status">
        {`${chordName(editing.key, isMac)} is used by ${commands[editing.of].title}.`}
        <button type="button" autoFocus onClick={() => onUse(editing.key)}>
          Use it here
        </button>
        <button type="button" onClick={onCancel}>
          Leave it
        </button>
      </span>
    );
  }
  return (
    <span className={styles.question} role="status">
      {editing.refused !== null && `${chordName(editing.refused, isMac)} stays the system’s. Press another. `}
      Esc leaves it.
      {replaced !== null && (
        <button type="button" onClick={() => onRemove(replaced)}>
          Remove
        </button>
      )}
      {onReset && (
        <button type="button" onClick={onReset}>
          Reset
        </button>
      )}
    </span>
  );
}
