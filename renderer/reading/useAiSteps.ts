import { useEffect } from 'react';
import { changeChoices, useAi } from '../ai/store.ts';
import { useReading } from './store.ts';
import { currentStep } from './viewing.ts';

/** AI marks are on in the steps that are for them; a reader who keeps them off elsewhere has them off again after. */
export function useAiSteps(): void {
  const forAi = useReading(({ viewing }) => currentStep(viewing)?.ai ?? false);
  useEffect(() => {
    if (!forAi || useAi.getState().choices.on) return;
    changeChoices((choices) => ({ ...choices, on: true }));
    return () => changeChoices((choices) => ({ ...choices, on: false }));
  }, [forAi]);
}
