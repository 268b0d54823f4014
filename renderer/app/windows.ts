/**
 * The windows that the page draws in: its own, and the second one while it is open. Elements of the second one are of another
 * realm, of which `instanceof` says no.
 */

export type PageWindow = Window & typeof globalThis;

interface Listening {
  readonly listenTo: (view: PageWindow) => void;
  readonly stop: (view: PageWindow) => void;
}

const windows = new Set<PageWindow>();
const listenings = new Set<Listening>();
/** Where a key was pressed or the pointer went down last. */
let used: PageWindow | null = null;

/** From now on the page draws in this window, too, until the returned function is called. */
export function addWindow(view: PageWindow): () => void {
  const use = () => (used = view);
  const usedBy = ['keydown', 'pointerdown'] as const;
  for (const type of usedBy) view.addEventListener(type, use, true);
  windows.add(view);
  for (const { listenTo } of listenings) listenTo(view);
  return () => {
    windows.delete(view);
    if (used === view) used = null;
    for (const { stop } of listenings) stop(view);
    for (const type of usedBy) view.removeEventListener(type, use, true);
  };
}

if (typeof window !== 'undefined') addWindow(window);

/** Listens in every window, also in one that is opened later; returns what ends it. */
export function listenEverywhere<Type extends keyof WindowEventMap>(
  type: Type,
  listener: (event: WindowEventMap[Type]) => void,
  options: { readonly capture?: boolean } = {},
): () => void {
  const listening: Listening = {
    listenTo: (view) => view.addEventListener(type, listener, options),
    stop: (view) => view.removeEventListener(type, listener, options),
  };
  listenings.add(listening);
  windows.forEach(listening.listenTo);
  return () => {
    listenings.delete(listening);
    windows.forEach(listening.stop);
  };
}

/** Of the window that the reader used last. */
export const usedWindow = (): PageWindow => used ?? window;

/** The first element that matches, whichever window it is in. */
export function findEverywhere<Found extends Element>(selector: string): Found | null {
  for (const { document } of windows) {
    const found = document.querySelector<Found>(selector);
    if (found !== null) return found;
  }
  return null;
}

/** All elements that match, in every window. */
export const allEverywhere = <Found extends Element>(selector: string): readonly Found[] =>
  [...windows].flatMap(({ document }) => [...document.querySelectorAll<Found>(selector)]);

/** The window that the element is in, with the classes of its realm. */
export const windowOf = ({ ownerDocument }: Element): PageWindow => ownerDocument.defaultView ?? window;

export const isElement = (target: EventTarget | null): target is Element =>
  target !== null && 'nodeType' in target && target.nodeType === 1;

export const isHtmlElement = (target: EventTarget | null): target is HTMLElement =>
  isElement(target) && target instanceof windowOf(target).HTMLElement;
