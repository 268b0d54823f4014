import { fail, type Problem, type Result } from '../../contract/problem.ts';
import { exitInWords, type ChildExit, type ComputeHost, type ComputeLink } from './host.ts';
import { stepInWords } from './protocol.ts';
import type { ComputeStep, DecodedImage, FromChild, Outcome, OutcomeOf, Task } from './protocol.ts';

export interface SupervisorOptions {
  /** How long a soft cancel may stay unanswered before the child is killed. */
  readonly graceMs?: number;
  /** How long a working child may say nothing. One run inside ONNX Runtime is silent, and slow devices are slow. */
  readonly silenceLimitMs?: number;
  /** How long a child may take to start. */
  readonly startLimitMs?: number;
  /** How long an idle child, with its loaded networks, is kept. */
  readonly idleMs?: number;
  /** How long nothing is started after children have failed to start several times in a row. */
  readonly coolDownMs?: number;
}

const defaults: Required<SupervisorOptions> = {
  graceMs: 1000,
  silenceLimitMs: 300_000,
  startLimitMs: 60_000,
  idleMs: 300_000,
  coolDownMs: 30_000,
};

/** After so many failed starts in a row no further one is tried for a while. */
const failedStartsLimit = 3;

export interface RunHooks {
  readonly signal: AbortSignal;
  readonly onStep?: (step: ComputeStep) => void;
  /** Answers which weights are still to be run; all of the task's where there is no hook. */
  readonly onDecoded?: (image: DecodedImage) => Promise<readonly string[]>;
}

interface Child {
  readonly link: ComputeLink;
  readonly gone: Promise<ChildExit>;
  ready: boolean;
  /** Ticks of the running task's clock since the child was last heard of. */
  silentTicks: number;
  /** Why it was killed from here; null where it was not. */
  killedFor: Problem | null;
  /** The running task's ears. */
  onMessage: (message: FromChild) => void;
  onGone: (exit: ChildExit) => void;
}

/**
 * Keeps one compute child: starts it when there is work, stops it when it is idle or does not answer, and starts
 * another after a crash. One task at a time; a task that fails is not tried again.
 */
export class Supervisor {
  readonly #host: ComputeHost;
  readonly #options: Required<SupervisorOptions>;
  #child: Child | null = null;
  #busy = false;
  #lastId = 0;
  #idleTimer: NodeJS.Timeout | undefined;
  #failedStarts = 0;
  #noStartBefore = 0;

  constructor(host: ComputeHost, options: SupervisorOptions = {}) {
    this.#host = host;
    this.#options = { ...defaults, ...options };
  }

  /** The child's process; undefined where none is running. */
  get pid(): number | undefined {
    return this.#child?.link.pid;
  }

  /**
   * Has a task done. After `hooks.signal` the result is `cancelled`, and comes when the work is really over: within
   * `graceMs` and the time that the system takes to end a process. A child that crashes or hangs fails the task with
   * `compute-failed`.
   */
  async run<T extends Task>(task: T, hooks: RunHooks): Promise<Result<OutcomeOf<T>>> {
    if (this.#busy) throw new Error('the compute child does one task at a time');
    if (hooks.signal.aborted) return cancelled;
    if (this.#child === null && performance.now() < this.#noStartBefore) return cannotStart('');
    this.#busy = true;
    clearTimeout(this.#idleTimer);
    try {
      // The child answers a task with the outcome of its type.
      return (await this.#runOn(this.#child ?? this.#start(), task, hooks)) as Result<OutcomeOf<T>>;
    } finally {
      this.#busy = false;
      this.#idleTimer = setTimeout(() => void this.stop(), this.#options.idleMs).unref();
    }
  }

  /** Ends the child, if there is one; resolves when it is gone. The next task starts another. */
  async stop(): Promise<void> {
    clearTimeout(this.#idleTimer);
    const child = this.#child;
    if (child === null) return;
    // It holds nothing that would be lost.
    this.#kill(child, cancelled.problem);
    await child.gone;
  }

  #start(): Child {
    const link = this.#host.start();
    const child: Child = {
      link,
      gone: new Promise((resolve) => link.onExit(resolve)),
      ready: false,
      silentTicks: 0,
      killedFor: null,
      onMessage: () => undefined,
      onGone: () => undefined,
    };
    link.onMessage((message) => {
      child.silentTicks = 0;
      if (message.type === 'ready') {
        child.ready = true;
        this.#failedStarts = 0;
      }
      child.onMessage(message);
    });
    void child.gone.then((exit) => {
      if (this.#child === child) this.#child = null;
      child.onGone(exit);
      if (child.ready || child.killedFor?.kind === 'cancelled') return;
      this.#failedStarts += 1;
      if (this.#failedStarts >= failedStartsLimit) {
        this.#noStartBefore = performance.now() + this.#options.coolDownMs;
      }
    });
    this.#child = child;
    return child;
  }

  #kill(child: Child, reason: Problem): void {
    child.killedFor ??= reason;
    // No further task goes to it, even if the system takes its time.
    if (this.#child === child) this.#child = null;
    child.link.kill();
  }

  async #runOn(child: Child, task: Task, hooks: RunHooks): Promise<Result<Outcome>> {
    const id = ++this.#lastId;
    let step: ComputeStep = { name: 'start', weights: null };
    hooks.onStep?.(step);
    const ended = new Promise<Result<Outcome>>((resolve, reject) => {
      child.onGone = (exit) => resolve(crash(child, exit, task, step));
      child.onMessage = (message) => {
        if (!('id' in message) || message.id !== id) return;
        switch (message.type) {
          case 'step':
            step = message.step;
            hooks.onStep?.(step);
            return;
          case 'question':
            this.#answer(child, id, task, message.question, hooks).catch(reject);
            return;
          case 'finished':
            resolve(message.result);
        }
      };
    });
    const stopWatching = this.#watch(child);
    let graceTimer: NodeJS.Timeout | undefined;
    const cancel = () => {
      child.link.send({ type: 'cancel', id });
      graceTimer = setTimeout(() => this.#kill(child, cancelled.problem), this.#options.graceMs);
    };
    hooks.signal.addEventListener('abort', cancel, { once: true });
    child.link.send({ type: 'task', id, task });
    try {
      return await ended;
    } catch (error) {
      // The child still waits for an answer that will not come.
      this.#kill(child, cancelled.problem);
      throw error;
    } finally {
      child.onMessage = () => undefined;
      child.onGone = () => undefined;
      hooks.signal.removeEventListener('abort', cancel);
      clearTimeout(graceTimer);
      stopWatching();
    }
  }

  async #answer(child: Child, id: number, task: Task, image: DecodedImage, hooks: RunHooks): Promise<void> {
    const all = task.type === 'analyse' ? task.weights.map(({ name }) => name) : [];
    const answer = (await hooks.onDecoded?.(image)) ?? all;
    child.link.send({ type: 'answer', id, answer });
  }

  /** Kills a child that says nothing for too long. Counts ticks, so that a sleeping computer is not taken for a hang. */
  #watch(child: Child): () => void {
    const { silenceLimitMs, startLimitMs } = this.#options;
    const tickMs = Math.min(1000, silenceLimitMs / 4, startLimitMs / 4);
    child.silentTicks = 0;
    const timer = setInterval(() => {
      child.silentTicks += 1;
      const limitMs = child.ready ? silenceLimitMs : startLimitMs;
      if (child.silentTicks * tickMs >= limitMs) this.#kill(child, silent(limitMs));
    }, tickMs);
    return () => clearInterval(timer);
  }
}

const cancelled = fail('cancelled', 'Cancelled.');

function silent(limitMs: number): Problem {
  const seconds = Math.round(limitMs / 1000);
  return {
    kind: 'compute-failed',
    message: `The analysis process did not answer for ${seconds} s and was ended; the other images go on. Try this image again, on the CPU (--device cpu) if it ran on another device.`,
  };
}

/** The problem of a task whose child is gone. */
function crash(child: Child, exit: ChildExit, task: Task, step: ComputeStep): Result<never> {
  if (child.killedFor !== null) return { ok: false, problem: child.killedFor };
  const how = exitInWords(exit);
  if (!child.ready) return cannotStart(` (${how})`);
  if (task.type === 'self-check') return fail('compute-failed', `it ended the process (${how})`);
  // The kernel ends a process with SIGKILL when memory runs out.
  const memory = exit.signal === 'SIGKILL' ? ' Memory may have run out: close other programs.' : '';
  return fail(
    'compute-failed',
    `The analysis process stopped unexpectedly while ${stepInWords(step)} (${how}); the other images go on. Try this image again, on the CPU (--device cpu) if it ran on another device.${memory}`,
  );
}

function cannotStart(details: string): Result<never> {
  return fail(
    'compute-failed',
    `The analysis process cannot be started${details}. Install the program again; if memory is short, close other programs.`,
  );
}
