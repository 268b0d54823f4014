/** Which key runs which command: the table of commands with the user's changes. Pure. */
import type { Settings } from '../../contract/settings.ts';
import { chordText, parseChord } from './chord.ts';
import { commands, type CommandId } from './commands.ts';

/** Command id -> keys, where the user changed them. */
export type KeyChanges = Settings['keys'];

/** One key that several commands want; the first of them has it. */
export interface KeyConflict {
  readonly key: string;
  readonly commands: readonly CommandId[];
}

export interface Keymap {
  /** Canonical keys of each command, as the user has them. */
  readonly keys: Readonly<Record<CommandId, readonly string[]>>;
  readonly commandOf: ReadonlyMap<string, CommandId>;
  readonly conflicts: readonly KeyConflict[];
}

/** In the order of the table. */
export const commandIds = Object.keys(commands) as readonly CommandId[];

function canonical(keys: readonly string[]): readonly string[] {
  const chords = keys.map(parseChord).filter((chord) => chord !== null);
  return [...new Set(chords.map(chordText))];
}

/** The keys a command has while the user has not changed them. */
export const defaultKeys = (id: CommandId): readonly string[] => canonical(commands[id].keys);

/** Unknown commands and keys in `changes` (from another version) are passed over. */
export function keymapOf(changes: KeyChanges): Keymap {
  const entries = commandIds.map((id) => [
    id,
    Object.hasOwn(changes, id) ? canonical(changes[id]) : defaultKeys(id),
  ]) as readonly (readonly [CommandId, readonly string[]])[];
  const wanted = new Map<string, CommandId[]>();
  for (const [id, keys] of entries) for (const key of keys) wanted.set(key, [...(wanted.get(key) ?? []), id]);
  return {
    keys: Object.fromEntries(entries) as Record<CommandId, readonly string[]>,
    commandOf: new Map([...wanted].map(([key, ids]) => [key, ids[0]])),
    conflicts: [...wanted].filter(([, ids]) => ids.length > 1).map(([key, ids]) => ({ key, commands: ids })),
  };
}

const sameKeys = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((key, index) => key === b[index]);

/** Changes with the command's keys set; one that has its defaults again is no change. */
function withKeys(changes: KeyChanges, id: CommandId, keys: readonly string[]): KeyChanges {
  const others = Object.entries(changes).filter(([other]) => other !== id);
  return Object.fromEntries(sameKeys(keys, defaultKeys(id)) ? others : [...others, [id, keys]]);
}

/**
 * Gives `key` to the command in the place of `replaced` (null: beside those it has) and takes it from every other
 * command.
 */
export function assignKey(
  changes: KeyChanges,
  id: CommandId,
  key: string,
  replaced: string | null,
): KeyChanges {
  const { keys } = keymapOf(changes);
  const own = keys[id].filter((other) => other !== key || other === replaced);
  const assigned = replaced === null ? [...own, key] : own.map((other) => (other === replaced ? key : other));
  const freed = commandIds
    .filter((other) => other !== id && keys[other].includes(key))
    .reduce(
      (all, other) =>
        withKeys(
          all,
          other,
          keys[other].filter((text) => text !== key),
        ),
      changes,
    );
  return withKeys(freed, id, assigned);
}

export function removeKey(changes: KeyChanges, id: CommandId, key: string): KeyChanges {
  return withKeys(
    changes,
    id,
    keymapOf(changes).keys[id].filter((other) => other !== key),
  );
}

/** The command's own keys again; where another command has one of them by now, that one loses it. */
export function resetKeys(changes: KeyChanges, id: CommandId): KeyChanges {
  return defaultKeys(id).reduce(
    (all, key) => assignKey(all, id, key, null),
    withKeys(changes, id, defaultKeys(id)),
  );
}

/** Keys that stay the system's or the browser's, or that they would never hand on. */
const reserved = new Set(
  [
    ...['Ctrl+t', 'Ctrl+n', 'Ctrl+w', 'Ctrl+q', 'Ctrl+r', 'Ctrl+l', 'Ctrl+a', 'Ctrl+v', 'Ctrl+x'],
    ...['Ctrl+Shift+t', 'Ctrl+Shift+n', 'Ctrl+Shift+w', 'Ctrl+Shift+r', 'Ctrl+Shift+i', 'Ctrl+Shift+j'],
    ...['Ctrl++', 'Ctrl+-', 'Ctrl+=', 'Ctrl+0', 'Ctrl+Tab', 'Ctrl+Shift+Tab', 'Alt+Tab', 'Alt+F4'],
    ...['F5', 'F12', 'Alt+ArrowLeft', 'Alt+ArrowRight'],
  ].flatMap((key) => canonical([key])),
);

/** Whether a key cannot be given to a command. */
export const isReserved = (key: string): boolean => reserved.has(key);
