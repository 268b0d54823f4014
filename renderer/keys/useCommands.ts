/**
 * Commands and the keyboard: components say what they do for a command while they are mounted; one listener turns the
 * keys of every window into commands.
 *
 * Keys do nothing while the user types, nor behind a modal dialog; Space and Enter press a focused button, sliders keep
 * their arrows. Tab is a command only while the focus is in the element that carries `data-image-area` (give it
 * `tabIndex={-1}` and the focus); the command `program.images` (F6) leads there and back, so nobody is caught.
 * A component that uses a key itself calls `preventDefault()` on the event.
 */
import { useEffect, useRef, useState } from 'react';
import { useApp } from '../app/store.ts';
import {
  findEverywhere,
  isElement,
  isHtmlElement,
  listenEverywhere,
  usedWindow,
  windowOf,
} from '../app/windows.ts';
import { chordName, chordsOf } from './chord.ts';
import { commands, type CommandId } from './commands.ts';
import { commandFor, type FocusKind } from './dispatch.ts';
import { keymapOf, type KeyChanges, type Keymap } from './keymap.ts';

/** What is done for a command. */
export type CommandHandlers = Partial<Record<CommandId, () => void>>;

/** `dialog`: works also while a modal dialog is open. `first`: comes before the rest of the page, however it was mounted. */
export type CommandScope = 'page' | 'first' | 'dialog';

interface Registration {
  /** Order of rendering: what is mounted later wins, and a child before its parent. */
  readonly order: number;
  readonly scope: CommandScope;
  readonly handlers: { readonly current: CommandHandlers };
}

const registrations = new Set<Registration>();
let rendered = 0;
let stopListening: () => void = () => undefined;

export const isMac = /mac|iphone|ipad/i.test(globalThis.navigator?.platform ?? '');

let known: { readonly changes: KeyChanges; readonly keymap: Keymap } | null = null;

/** The key map in force: the user's changes are read from the settings. */
function currentKeymap(changes: KeyChanges = useApp.getState().settings.keys): Keymap {
  if (known?.changes !== changes) known = { changes, keymap: keymapOf(changes) };
  return known.keymap;
}

const namesOf = (id: CommandId, keymap: Keymap): readonly string[] =>
  keymap.keys[id].map((key) => chordName(key, isMac));

/** The command's keys, readable (`Ctrl+Z`, `Space`), the first one first; empty where the user took them all away. */
export function keysOf(id: CommandId): readonly string[] {
  return namesOf(id, currentKeymap());
}

/** As `keysOf`; the component is drawn again when they change. */
export function useKeysOf(id: CommandId): readonly string[] {
  return namesOf(id, currentKeymap(useApp((state) => state.settings.keys)));
}

/** What a control says when the pointer rests on it: what it does, and its key ("Invert (I)"). */
export function useTip(id: CommandId, text: string = commands[id].title): string {
  const [key] = useKeysOf(id);
  return key === undefined ? text : `${text} (${key})`;
}

/** Runs these functions for their commands while the component is mounted; the latest mounted one wins. */
export function useCommands(handlers: CommandHandlers, scope: CommandScope = 'page'): void {
  const [order] = useState(() => (rendered += 1));
  const latest = useRef(handlers);
  useEffect(() => {
    latest.current = handlers;
  });
  useEffect(() => {
    const registration = { order, scope, handlers: latest };
    if (registrations.size === 0) stopListening = listenEverywhere('keydown', onKeyDown);
    registrations.add(registration);
    return () => {
      registrations.delete(registration);
      if (registrations.size === 0) stopListening();
    };
  }, [order, scope]);
}

/**
 * Takes a key before any command does: `keys` as in key maps, the likeliest first; `id` is the command that it would run.
 * False where it leaves the key to that.
 */
export type KeyCapture = (keys: readonly string[], id: CommandId | null) => boolean;

const captures = new Set<{ readonly current: KeyCapture }>();

/** Hears every key while the component is mounted, but for those that are typed as text and those of a modal dialog. */
export function useKeyCapture(capture: KeyCapture): void {
  const latest = useRef(capture);
  useEffect(() => {
    latest.current = capture;
  });
  useEffect(() => {
    captures.add(latest);
    return () => void captures.delete(latest);
  }, []);
}

function isCaptured(keys: readonly string[], id: CommandId | null, focus: FocusKind): boolean {
  if (keys.length === 0 || focus === 'text' || focus === 'list') return false;
  if (modalDialog() !== null) return false;
  return [...captures].some(({ current }) => current(keys, id));
}

const modalDialog = () => findEverywhere<HTMLDialogElement>('dialog:modal');

function handlerOf(id: CommandId): (() => void) | null {
  const modal = modalDialog() !== null;
  const willing = [...registrations]
    .filter(({ scope, handlers }) => (scope === 'dialog' || !modal) && handlers.current[id])
    .sort((a, b) => Number(b.scope === 'first') - Number(a.scope === 'first') || b.order - a.order);
  return willing[0]?.handlers.current[id] ?? (modal ? null : builtIn(id));
}

function builtIn(id: CommandId): (() => void) | null {
  const images = usedWindow().document.querySelector<HTMLElement>('[data-image-area]');
  return id === 'program.images' && images ? () => focusImagesOrBack(images) : null;
}

/** What had the focus before the images. */
let controlBefore: HTMLElement | null = null;

function focusImagesOrBack(images: HTMLElement): void {
  const { activeElement: focused, body } = images.ownerDocument;
  if (!images.contains(focused)) {
    controlBefore = isHtmlElement(focused) && focused !== body ? focused : null;
    images.focus();
  } else if (controlBefore?.isConnected) controlBefore.focus();
  else firstControlOutside(images)?.focus();
}

function firstControlOutside(images: HTMLElement): HTMLElement | undefined {
  const controls = images.ownerDocument.querySelectorAll<HTMLElement>(
    'button:enabled, a[href], input:enabled, [tabindex="0"]',
  );
  return [...controls].find((control) => !images.contains(control) && control.checkVisibility());
}

/** As if its key had been pressed; false where nothing on the screen does it now. */
export function runCommand(id: CommandId): boolean {
  const handler = handlerOf(id);
  handler?.();
  return handler !== null;
}

/** Whether a text from outside (a native menu, say) names a command. */
export const isCommandId = (text: string): text is CommandId => Object.hasOwn(commands, text);

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const target = isElement(event.target) ? event.target : null;
  if (event.key === 'Escape' && cancelledElsewhere(target)) return event.preventDefault();
  const press = {
    key: event.key,
    code: event.code,
    ctrlKey: event.ctrlKey,
    altKey: event.altKey,
    shiftKey: event.shiftKey,
    metaKey: event.metaKey,
    altGraph: event.getModifierState('AltGraph'),
  };
  const situation = {
    focus: target ? focusKind(target) : 'none',
    inImageArea: target?.closest('[data-image-area]') !== null,
    textSelected: !(usedWindow().getSelection()?.isCollapsed ?? true),
  };
  const id = commandFor(currentKeymap(), press, situation, isMac);
  if (isCaptured(chordsOf(press, isMac), id, situation.focus)) {
    event.preventDefault();
    return;
  }
  const handler = id && handlerOf(id);
  if (!id || !handler) return;
  event.preventDefault();
  if (!event.repeat || commands[id].repeats) handler();
}

/** Escape leaves a dialog of the other window, as it leaves one of its own; false where there is none. */
function cancelledElsewhere(target: Element | null): boolean {
  const dialog = modalDialog();
  if (dialog === null || target === null || dialog.ownerDocument === target.ownerDocument) return false;
  dialog.dispatchEvent(new Event('cancel', { cancelable: true }));
  return true;
}

const textRoles = new Set(['textbox', 'searchbox', 'spinbutton']);
const choiceRoles = new Set(['tab', 'radio', 'checkbox', 'switch', 'option', 'menuitem']);

function focusKind(element: Element): FocusKind {
  const role = element.getAttribute('role') ?? '';
  const realm = windowOf(element);
  if (element instanceof realm.HTMLInputElement) return inputKind(element.type);
  if (element instanceof realm.HTMLTextAreaElement || textRoles.has(role)) return 'text';
  if (isHtmlElement(element) && element.isContentEditable) return 'text';
  if (element instanceof realm.HTMLSelectElement || role === 'combobox' || role === 'listbox') return 'list';
  if (role === 'slider') return 'range';
  if (choiceRoles.has(role)) return 'choice';
  return element.matches('button, a[href], summary, [role=button], [role=link]') ? 'press' : 'none';
}

function inputKind(type: string): FocusKind {
  if (type === 'range') return 'range';
  if (type === 'checkbox' || type === 'radio') return 'choice';
  return ['button', 'submit', 'reset', 'file', 'color', 'image'].includes(type) ? 'press' : 'text';
}
