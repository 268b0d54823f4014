import { useMemo } from 'react';
import type { Exam } from '../../contract/exam.ts';
import { useApp } from '../app/store.ts';
import { usualProtocol } from '../hanging/standardProtocols.ts';
import type { Protocol } from '../hanging/types.ts';
import { useProtocols } from '../settings/savedProtocols.ts';
import { chosenProtocolName } from '../settings/viewChoices.ts';

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
