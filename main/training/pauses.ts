import { setImmediate as nextTurn } from 'node:timers/promises';

/** The pauses between the steps of a training: there it hears that it is to stop, and waits while it is held. */
export class Pauses {
  readonly #signal: AbortSignal;
  #hold: { readonly onHeld: () => void; readonly over: PromiseWithResolvers<void> } | null = null;
  #heldMs = 0;

  /** After `signal` the training is to stop, also where it is held. */
  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener('abort', () => this.goOn(), { once: true });
  }

  /** Holds the training at its next pause, and says so there. */
  hold(onHeld: () => void): void {
    this.#hold ??= { onHeld, over: Promise.withResolvers<void>() };
  }

  goOn(): void {
    this.#hold?.over.resolve();
    this.#hold = null;
  }

  /** A pause: lets messages in, since a step blocks this thread, and waits while held. False where the training is to stop. */
  async next(): Promise<boolean> {
    await nextTurn();
    while (this.#hold !== null && !this.#signal.aborted) {
      const sinceMs = performance.now();
      this.#hold.onHeld();
      await this.#hold.over.promise;
      this.#heldMs += performance.now() - sinceMs;
    }
    return !this.#signal.aborted;
  }

  /** A clock in milliseconds that stands still while the training is held. */
  now(): number {
    return performance.now() - this.#heldMs;
  }
}
