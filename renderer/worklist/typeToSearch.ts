/**
 * Letters and digits typed outside a field begin a search; returns a function that ends it. A letter that is a key of
 * a command is the command's: it prevents that a key press follows its key's going down.
 */
export function typeToSearch(onText: (text: string) => void): () => void {
  // Told at once: the next letter goes into the field, and must not come before this one.
  const onKeyPress = (event: KeyboardEvent) => {
    const { key, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey || !/^[\p{L}\p{N}]$/u.test(key) || isBusy(event.target)) return;
    event.preventDefault();
    onText(key);
  };
  window.addEventListener('keypress', onKeyPress);
  return () => window.removeEventListener('keypress', onKeyPress);
}

const isBusy = (target: EventTarget | null): boolean =>
  (target instanceof Element && target.matches('input, textarea, select')) ||
  document.querySelector('dialog:modal') !== null;
