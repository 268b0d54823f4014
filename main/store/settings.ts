import type { SavedProtocol } from '../../contract/settings.ts';
import type { Library } from './database.ts';

const name = 'reading-room';

/** The settings as they were saved, to be checked by the caller; null where none were, or where they are no JSON. */
export function findSettings({ database }: Library): unknown {
  const row = database.prepare('SELECT value FROM setting WHERE name = ?').get(name);
  if (row === undefined) return null;
  try {
    return JSON.parse(row.value as string) as unknown;
  } catch {
    return null;
  }
}

export function writeSettings({ database }: Library, settings: object): void {
  database.prepare('INSERT OR REPLACE INTO setting VALUES (?, ?)').run(name, JSON.stringify(settings));
}

/** By name. */
export function listProtocols({ database }: Library): readonly SavedProtocol[] {
  return database
    .prepare('SELECT name, json FROM saved_protocol ORDER BY name')
    .all()
    .map((row) => ({ name: row.name as string, json: row.json as string }));
}

/** Adds or replaces the one of this name. */
export function writeProtocol({ database }: Library, protocol: SavedProtocol): void {
  database.prepare('INSERT OR REPLACE INTO saved_protocol VALUES (?, ?)').run(protocol.name, protocol.json);
}

/** False where there was none of this name. */
export function removeSavedProtocol({ database }: Library, protocolName: string): boolean {
  return database.prepare('DELETE FROM saved_protocol WHERE name = ?').run(protocolName).changes > 0;
}
