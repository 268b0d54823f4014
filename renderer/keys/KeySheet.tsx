import { useRef, useState } from 'react';
import { ModalDialog } from '../settings/ModalDialog.tsx';
import { commands, type CommandId } from './commands.ts';
import { KeyRow } from './KeyRow.tsx';
import styles from './KeySheet.module.css';
import { commandIds, keymapOf, type KeyChanges, type Keymap } from './keymap.ts';
import { chordName } from './chord.ts';
import { isMac, useCommands } from './useCommands.ts';

interface KeySheetProps {
  readonly open: boolean;
  readonly onClose: () => void;
  /** The user's changes (`Settings.keys`). */
  readonly keys: KeyChanges;
  readonly onChange: (keys: KeyChanges) => void;
}

/** All keys of the reading room, and changing them. */
export function KeySheet({ open, onClose, keys, onChange }: KeySheetProps) {
  const [sought, setSought] = useState('');
  const changed = Object.keys(keys).length > 0;
  const tools = (
    <button type="button" disabled={!changed} onClick={() => onChange({})}>
      Reset all
    </button>
  );
  return (
    <ModalDialog open={open} title="Keys" onClose={onClose} tools={tools} wide>
      <Sheet keys={keys} sought={sought} onSeek={setSought} onChange={onChange} onClose={onClose} />
    </ModalDialog>
  );
}

interface SheetProps extends Omit<KeySheetProps, 'open'> {
  readonly sought: string;
  readonly onSeek: (sought: string) => void;
}

const groups = [...new Set(commandIds.map((id) => commands[id].group))];

function Sheet({ keys, sought, onSeek, onChange, onClose }: SheetProps) {
  const search = useRef<HTMLInputElement>(null);
  useCommands({ 'program.keys': onClose, 'program.search': () => search.current?.focus() }, 'dialog');
  const keymap = keymapOf(keys);
  const shown = commandIds.filter((id) => matches(id, keymap, sought));
  return (
    <>
      <div className={styles.bar}>
        <label>
          <span className={styles.hidden}>Search the keys</span>
          <input
            ref={search}
            type="search"
            placeholder="Search"
            value={sought}
            onChange={(event) => onSeek(event.target.value)}
          />
        </label>
        <p>Choose a key to change it. Tab walks the findings while the images have the focus.</p>
      </div>
      {keymap.conflicts.map(({ key, commands: ids }) => (
        <p key={key} className={styles.conflict} role="alert">
          {`${chordName(key, isMac)} is set for ${ids.map((id) => commands[id].title).join(' and ')}; it does the first.`}
        </p>
      ))}
      <div className={styles.columns}>
        {groups.map((group) => (
          <KeyGroup
            key={group}
            title={group}
            ids={shown.filter((id) => commands[id].group === group)}
            keymap={keymap}
            keys={keys}
            onChange={onChange}
          />
        ))}
      </div>
      {shown.length === 0 && <p role="status">No command has that in its name or keys.</p>}
    </>
  );
}

interface KeyGroupProps {
  readonly title: string;
  readonly ids: readonly CommandId[];
  readonly keymap: Keymap;
  readonly keys: KeyChanges;
  readonly onChange: (keys: KeyChanges) => void;
}

function KeyGroup({ title, ids, keymap, keys, onChange }: KeyGroupProps) {
  if (ids.length === 0) return null;
  return (
    <section className={styles.group} aria-label={title}>
      <h3>{title}</h3>
      <ul>
        {ids.map((id) => (
          <KeyRow key={id} id={id} keymap={keymap} keys={keys} onChange={onChange} />
        ))}
      </ul>
    </section>
  );
}

function matches(id: CommandId, keymap: Keymap, sought: string): boolean {
  const texts = [commands[id].title, ...keymap.keys[id].map((key) => chordName(key, isMac))];
  const words = sought.toLowerCase().split(/\s+/).filter(Boolean);
  return words.every((word) => texts.some((text) => text.toLowerCase().includes(word)));
}
