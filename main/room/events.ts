import type { AppEvent, Notice } from '../../contract/api.ts';

/** Tells hosts what happens. */
export interface Events {
  emit(event: AppEvent): void;
  /** A notice once: the same sentence is not said again while the program runs. */
  notify(notice: Notice): void;
  /** All notices so far. */
  notices(): readonly Notice[];
  /** Returns a function that ends it. */
  listen(listener: (event: AppEvent) => void): () => void;
}

export function createEvents(): Events {
  const listeners = new Set<(event: AppEvent) => void>();
  const said: Notice[] = [];
  const emit = (event: AppEvent) => {
    for (const listener of listeners) listener(event);
  };
  return {
    emit,
    notify: (notice) => {
      if (said.some(({ message }) => message === notice.message)) return;
      said.push(notice);
      emit({ type: 'notice', notice });
    },
    notices: () => said,
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
