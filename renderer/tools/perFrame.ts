/**
 * At most one call of `act` per painted frame, with the latest value: pointers tell more often than a screen is
 * painted. `schedule` is `requestAnimationFrame` but for tests.
 */
export interface PerFrame<T> {
  (value: T): void;
  /** Does what is still to be done, now. */
  flush(): void;
}

export function perFrame<T>(
  act: (value: T) => void,
  schedule: (task: () => void) => unknown = (task) => requestAnimationFrame(task),
): PerFrame<T> {
  let waiting: { readonly value: T } | null = null;
  let scheduled = false;
  const run = () => {
    scheduled = false;
    const task = waiting;
    waiting = null;
    if (task) act(task.value);
  };
  const take = (value: T) => {
    waiting = { value };
    if (scheduled) return;
    scheduled = true;
    schedule(run);
  };
  return Object.assign(take, {
    flush: () => {
      const task = waiting;
      waiting = null;
      if (task) act(task.value);
    },
  });
}
