/**
 * The renderer's own choices within `Settings.view`: a JSON object with one member per part of the screen. Each part
 * knows the shape of its own member and leaves the others' alone. Pure.
 */
import type { Settings } from '../../contract/settings.ts';

function membersOf(view: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(view);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? (parsed as Record<string, unknown>)
      : {};
  } catch {
    // Nothing kept yet, or by a version that wrote it otherwise: the choices are made anew.
    return {};
  }
}

/** What was kept for that part, to be checked by it; undefined where nothing was. */
export function viewChoice({ view }: Pick<Settings, 'view'>, part: string): unknown {
  const members = membersOf(view);
  return Object.hasOwn(members, part) ? members[part] : undefined;
}

/** `Settings.view` with that part's choice replaced; `undefined` takes it out. */
export function withViewChoice({ view }: Pick<Settings, 'view'>, part: string, choice: unknown): string {
  return JSON.stringify({ ...membersOf(view), [part]: choice });
}

/** Name of the hanging protocol that the user chose; null: the one that suits the exam (`usualProtocol`). */
export function chosenProtocolName(settings: Pick<Settings, 'view'>): string | null {
  const name = viewChoice(settings, 'hangingProtocol');
  return typeof name === 'string' ? name : null;
}
