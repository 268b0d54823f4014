import type { SavedProtocol, Settings } from '../../contract/settings.ts';
import { fail, ok } from '../../contract/problem.ts';
import type { Result } from '../../contract/problem.ts';
import {
  findSettings,
  listProtocols,
  removeSavedProtocol,
  writeProtocol,
  writeSettings,
} from '../store/settings.ts';
import { read, write } from './roomLibrary.ts';
import type { RoomLibrary } from './roomLibrary.ts';

export const defaultSettings: Settings = {
  readingMode: 'aided',
  analyseOnOpen: true,
  deidentified: false,
  keys: {},
  screenPixelsPerMm: null,
  view: '{}',
};

/** Of settings that were saved, perhaps by another version, those that can be used. */
export type UsableSettings = (saved: object) => Partial<Settings>;

/** The user's choices. Where they cannot be written, they hold until the program ends: blinding must not wait for a disk. */
export interface RoomSettings {
  current(): Settings;
  /** In force at once, also where the problem says that they are not kept. */
  save(changes: Partial<Settings>): Result<null>;
  protocols(): Result<readonly SavedProtocol[]>;
  saveProtocol(protocol: SavedProtocol): Result<null>;
  removeProtocol(name: string): Result<null>;
}

export function createSettings(room: RoomLibrary, usable: UsableSettings): RoomSettings {
  const found = read(room, findSettings);
  const saved = found.ok && typeof found.value === 'object' ? found.value : null;
  let current: Settings = { ...defaultSettings, ...(saved && usable(saved)) };
  return {
    current: () => current,
    save: (changes) => {
      current = { ...current, ...changes };
      const kept = write(room, 'The change of the settings', (library) => writeSettings(library, current));
      return kept.ok ? ok(null) : kept;
    },
    protocols: () => read(room, listProtocols),
    saveProtocol: (protocol) => {
      const kept = write(room, 'The hanging protocol', (library) => writeProtocol(library, protocol));
      return kept.ok ? ok(null) : kept;
    },
    removeProtocol: (name) => {
      const removed = write(room, 'The change', (library) => removeSavedProtocol(library, name));
      if (!removed.ok) return removed;
      return removed.value ? ok(null) : fail('not-found', 'There is no saved protocol of this name.');
    },
  };
}
