import { useEffect, useMemo } from 'react';
import { create } from 'zustand';
import type { Exam } from '../../contract/exam.ts';
import { useApp } from '../app/store.ts';
import { parseProtocol } from '../hanging/parseProtocol.ts';
import { standardProtocols, usualProtocol } from '../hanging/standardProtocols.ts';
import type { Protocol } from '../hanging/types.ts';
import { call } from '../host/client.ts';
import { chosenProtocolName } from '../settings/viewChoices.ts';

/** The user's own protocols; null until they are known. */
const useSaved = create<{ readonly protocols: readonly Protocol[] | null }>(() => ({ protocols: null }));

async function loadSaved(): Promise<void> {
  const answer = await call('savedProtocols', null);
  const parsed = answer.ok ? answer.value.map(({ json }) => parseProtocol(json)) : [];
  useSaved.setState({ protocols: parsed.flatMap((result) => (result.ok ? [result.value] : [])) });
  const problem = answer.ok ? parsed.find((result) => !result.ok)?.problem : answer.problem;
  if (problem) useApp.getState().notify({ level: 'warning', message: problem.message });
}

/** All protocols that can be hung by; null until they are known. */
export function useProtocols(): readonly Protocol[] | null {
  const saved = useSaved(({ protocols }) => protocols);
  useEffect(() => void loadSaved(), []);
  return useMemo(() => saved && [...standardProtocols, ...saved], [saved]);
}

/** The one that the user chose, or the one that suits the exam; null until it is known. */
export function useProtocol(exam: Exam | null): Protocol | null {
  const protocols = useProtocols();
  const name = useApp((state) => chosenProtocolName(state.settings));
  return useMemo(() => {
    if (!exam || !protocols) return null;
    // The user's own come last and may be named as a standard one.
    return protocols.findLast((protocol) => protocol.name === name) ?? usualProtocol(exam);
  }, [exam, protocols, name]);
}
