/** Hanging protocols that can be hung by: one list for the reading screen and the settings. */
import { useEffect, useMemo } from 'react';
import { create } from 'zustand';
import type { Problem, Result } from '../../contract/problem.ts';
import type { SavedProtocol } from '../../contract/settings.ts';
import { useApp } from '../app/store.ts';
import { parseProtocol } from '../hanging/parseProtocol.ts';
import { standardProtocols } from '../hanging/standardProtocols.ts';
import type { Protocol } from '../hanging/types.ts';
import { call } from '../host/client.ts';

interface SavedProtocols {
  /** The user's own as the program keeps them, by name. */
  readonly saved: readonly SavedProtocol[];
  /** Those of them that can be read; null until they are known. */
  readonly readable: readonly Protocol[] | null;
}

export const useSavedProtocols = create<SavedProtocols>()(() => ({ saved: [], readable: null }));

/** The answer that the state was made from. */
let last: string | null = null;

/** Asks for them anew. The same answer leaves the same objects: an exam that is hung anew loses its zoom. */
async function load(): Promise<void> {
  const answer = await call('savedProtocols', null);
  const text = JSON.stringify(answer);
  if (text === last) return;
  last = text;
  const saved = answer.ok ? answer.value : useSavedProtocols.getState().saved;
  const parsed = saved.map(({ json }) => parseProtocol(json));
  useSavedProtocols.setState({
    saved,
    readable: parsed.flatMap((result) => (result.ok ? [result.value] : [])),
  });
  const problem = answer.ok ? parsed.find((result) => !result.ok)?.problem : answer.problem;
  if (problem) useApp.getState().notify({ level: 'warning', message: problem.message });
}

/** Adds or replaces the one of its name. Null, or why it was not done. */
export async function saveProtocol(protocol: SavedProtocol): Promise<Problem | null> {
  return afterChange(await call('saveProtocol', { protocol }));
}

/** Null, or why it was not done. */
export async function removeProtocol(name: string): Promise<Problem | null> {
  return afterChange(await call('removeProtocol', { name }));
}

async function afterChange(answer: Result<null>): Promise<Problem | null> {
  if (!answer.ok) return answer.problem;
  await load();
  return null;
}

/** The standard ones and the user's own, which come last; null until they are known. */
export function useProtocols(): readonly Protocol[] | null {
  const readable = useSavedProtocols((state) => state.readable);
  useEffect(() => void load(), []);
  return useMemo(() => readable && [...standardProtocols, ...readable], [readable]);
}
