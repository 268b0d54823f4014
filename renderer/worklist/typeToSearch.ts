/**
 * Letters and digits typed outside a field begin a search; returns a function that ends it. A letter that is a key of
 * a command is the command's: what ran marked the event.
 */
export function typeToSearch(onText: (text: string) => void): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    const { key, ctrlKey, metaKey, altKey, isComposing } = event;
    if (ctrlKey || metaKey || altKey || isComposing || !/^[\p{L}\p{N}]$/u.test(key) || isBusy(event.target))
      return;
    // Listeners that run commands may come after this one.
    setTimeout(() => {
      if (!event.defaultPrevented) onText(key);
    });
  };
  window.addEventListener('keydown', onKeyDown);
  return () => window.removeEventListener('keydown', onKeyDown);
}

const isBusy = (target: EventTarget | null): boolean =>
  (target instanceof Element && target.matches('input, textarea, select')) ||
  document.querySelector('dialog:modal') !== null;
