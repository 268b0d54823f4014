/** What can wait is done while the reader's hands rest, one thing after the other. */
import { useEffect, useState } from 'react';
import { listenEverywhere } from '../app/windows.ts';
import { isUnderWay } from './store.ts';

/** Milliseconds of rest before each. */
const restMs = 300;

let pressed = false;
let lastMoved = -Infinity;

const moved = (): void => {
  lastMoved = performance.now();
};
for (const type of ['keydown', 'wheel'] as const) listenEverywhere(type, moved, { capture: true });
for (const type of ['pointerdown', 'pointermove', 'pointerup', 'pointercancel'] as const) {
  listenEverywhere(
    type,
    ({ buttons }) => {
      pressed = buttons !== 0;
      moved();
    },
    { capture: true },
  );
}

const waiting = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function next(): void {
  if (pressed || performance.now() - lastMoved < restMs || isUnderWay()) return;
  const [first] = waiting;
  leave(first);
  first();
}

function leave(work: () => void): void {
  waiting.delete(work);
  if (waiting.size === 0) clearInterval(timer);
}

/** Does `work` in its turn, unless the returned function is called before. */
export function inTurn(work: () => void): () => void {
  if (waiting.size === 0) timer = setInterval(next, restMs);
  waiting.add(work);
  return () => leave(work);
}

/** The value; where it need not be so `now`, as it was until its turn has come. Compared part by part. */
export function useInTurn<Value extends object>(value: Value, now: boolean): Value {
  const [held, setHeld] = useState(value);
  const same = (Object.keys(value) as (keyof Value)[]).every((part) => held[part] === value[part]);
  if (now && !same) setHeld(value);
  useEffect(() => {
    if (!now && !same) return inTurn(() => setHeld(value));
  });
  return now ? value : held;
}
