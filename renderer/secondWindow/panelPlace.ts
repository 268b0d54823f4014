/** Where the panel is while there are two windows. */
import { say } from '../app/hint.ts';
import { useApp } from '../app/store.ts';
import { keysOf } from '../keys/useCommands.ts';
import {
  panelPlaces,
  readingChoices,
  withReadingChoices,
  type PanelPlace,
} from '../reading/readingChoices.ts';
import { useSecondWindow } from './store.ts';

export const placeNames: Readonly<Record<PanelPlace, string>> = {
  first: 'first window',
  second: 'with the images here',
  alone: 'alone here',
};

const said: Readonly<Record<PanelPlace, string>> = {
  first: 'Panel in the first window',
  second: 'Panel in the second window',
  alone: 'Panel alone in the second window',
};

/** With one window it is there. */
export function usePanelPlace(): PanelPlace {
  const isOpen = useSecondWindow(({ host }) => host !== null);
  const chosen = useApp(({ settings }) => readingChoices(settings).panelPlace);
  return isOpen ? chosen : 'first';
}

export function choosePanelPlace(panelPlace: PanelPlace): void {
  const { settings, saveSettings } = useApp.getState();
  saveSettings({ view: withReadingChoices(settings, { panelPlace }) });
  say(said[panelPlace]);
}

export function nextPanelPlace(): void {
  if (useSecondWindow.getState().host === null) {
    const [key] = keysOf('view.secondWindow');
    return say(key === undefined ? 'There is one window' : `There is one window: ${key} opens a second one`);
  }
  const now = readingChoices(useApp.getState().settings).panelPlace;
  choosePanelPlace(panelPlaces[(panelPlaces.indexOf(now) + 1) % panelPlaces.length]);
}
