/** The second window: opened, closed, and where the page draws in it. */
import { create } from 'zustand';
import { secondWindow } from '../../contract/secondWindow.ts';
import { addWindow, type PageWindow } from '../app/windows.ts';

interface SecondWindowState {
  /** What the page draws in the second window goes here; null while there is none. */
  readonly host: HTMLElement | null;
}

export const useSecondWindow = create<SecondWindowState>()(() => ({ host: null }));

let opened: PageWindow | null = null;
let leave: () => void = () => undefined;

/** Opens it, or closes it where it is open; false where the browser opens no windows. */
export function toggleSecondWindow(): boolean {
  // One whose page never came tells nobody that the reader has closed it.
  if (opened !== null && !opened.closed) {
    closeSecondWindow();
    return true;
  }
  const view = window.open(secondWindow.path, secondWindow.name, features()) as PageWindow | null;
  opened = view;
  view?.addEventListener('load', () => drawIn(view));
  return view !== null;
}

function drawIn(view: PageWindow): void {
  takeStyles(view);
  leave = addWindow(view);
  // By the reader's hand, or loaded anew, which leaves it empty.
  view.addEventListener('pagehide', closeSecondWindow);
  useSecondWindow.setState({ host: view.document.getElementById('root') });
}

export function closeSecondWindow(): void {
  if (opened === null) return;
  const view = opened;
  opened = null;
  view.removeEventListener('pagehide', closeSecondWindow);
  leave();
  leave = () => undefined;
  // What is drawn in it goes first, while its document is still there.
  useSecondWindow.setState({ host: null });
  view.close();
}

/** A window of its own, not a tab, as large as the screen lets it be. */
const features = () => `popup,width=${screen.availWidth},height=${screen.availHeight}`;

/** Gives the window the page's style sheets as they are now: as objects, so that they are there with the first picture. */
export function takeStyles(view: PageWindow): void {
  view.document.adoptedStyleSheets = [...document.styleSheets].map((sheet) => {
    const copy = new view.CSSStyleSheet();
    copy.replaceSync([...sheet.cssRules].map(({ cssText }) => cssText).join('\n'));
    return copy;
  });
}
