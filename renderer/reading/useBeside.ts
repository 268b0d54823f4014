/** What stands beside the images: shown or folded, and whether the images keep clear of its place. */
import { useState, useSyncExternalStore } from 'react';
import { say } from '../app/hint.ts';
import { useApp } from '../app/store.ts';
import { useReadings } from '../assess/store.ts';
import { useCommands } from '../keys/useCommands.ts';
import { readingChoices, withFoldToggled, type Beside, type PanelPlace } from './readingChoices.ts';

export interface BesideImagesState {
  readonly panelShown: boolean;
  readonly stripShown: boolean;
  /** What the images of this window leave free at their right and lower edge; it stays as it is as long as the exam is open. */
  readonly panelRoom: 'panel' | 'rail' | 'none';
  readonly stripRoom: boolean;
  readonly togglePanel: () => void;
  /** Takes away what lies over the images. */
  readonly uncover: () => void;
}

/** Windows narrower than this have no room for a panel beside the images: there it lies over them, and is a rail at first. */
const narrow = window.matchMedia('(max-width: 1279px)');

function onNarrowChange(changed: () => void): () => void {
  narrow.addEventListener('change', changed);
  return () => narrow.removeEventListener('change', changed);
}

/**
 * Folding and unfolding never moves the images of the exam that is open: what was beside them when it was opened keeps
 * its place, and what was folded then lies over them.
 */
export function useBeside(examId: string, imagesOnly: boolean, place: PanelPlace): BesideImagesState {
  // As the exam's record says; the setting is for those that nobody has opened yet.
  const setting = useApp(({ settings }) => settings.readingMode);
  const mode = useReadings(({ readings }) => readings.get(examId)?.kept.mode ?? setting);
  const folded = useApp(({ settings }) => readingChoices(settings).folded[mode].join(' '));
  // The panel has its place in the second window, however narrow this one is.
  const isNarrow = useSyncExternalStore(onNarrowChange, () => narrow.matches) && place === 'first';
  const [over, setOver] = useState(false);
  const unfolded = (beside: Beside) => !folded.includes(beside);
  // Who reads unaided sees no patches.
  const strip = unfolded('strip') && mode !== 'unaided';
  const [kept, setKept] = useState({ examId, mode, panel: unfolded('panel'), strip });
  if (kept.examId !== examId || kept.mode !== mode)
    setKept({ examId, mode, panel: unfolded('panel'), strip });
  const fold = (beside: Beside) => {
    const { settings, saveSettings } = useApp.getState();
    saveSettings({ view: withFoldToggled(settings, mode, beside) });
  };
  const togglePanel = () => (isNarrow ? setOver(!over) : fold('panel'));
  const unseen = (name: string) => imagesOnly && say(`${name}: seen when images are not alone`);
  useCommands({
    'ai.panel': () => {
      togglePanel();
      unseen('Panel');
    },
    'ai.strip': () => {
      fold('strip');
      unseen('Patch strip');
    },
  });
  return {
    panelShown: !imagesOnly && (isNarrow ? over : unfolded('panel')),
    stripShown: !imagesOnly && strip,
    panelRoom: imagesOnly || place !== 'first' ? 'none' : isNarrow || !kept.panel ? 'rail' : 'panel',
    stripRoom: !imagesOnly && kept.strip,
    togglePanel,
    uncover: () => setOver(false),
  };
}
