import { fail, type Result } from '../../contract/problem.ts';

/** `held`: stopped half-way, with all that it has, until jobs of higher priority are over. */
export type JobState = 'queued' | 'running' | 'held' | 'done' | 'failed' | 'cancelled';

/** What is to be done. Requests with the same key are the same job: it runs once, for all who asked. */
export interface JobRequest<Request> {
  readonly key: string;
  /** Higher runs first; equal ones run in the order of their arrival. */
  readonly priority: number;
  readonly request: Request;
}

/** Where a job is now. */
export interface JobProgress<Step> {
  readonly state: JobState;
  /** The last step that the runner named; null before the first. */
  readonly step: Step | null;
}

/** One asker's hold on a job. */
export interface JobTicket<Outcome> {
  /** The job's number; askers of the same job get the same one. */
  readonly id: number;
  /**
   * Resolves when the job has ended, with problem `cancelled` where it was cancelled before its end. Rejects only
   * where the runner threw, which is a bug.
   */
  readonly done: Promise<Result<Outcome>>;
  /**
   * Gives up this hold. The job itself is cancelled when nobody else holds it: at once while it waits, else
   * through the runner's signal, and then `done` resolves when the runner has returned.
   */
  cancel(): void;
}

/** How a running job is held while jobs of higher priority wait or run. */
export interface Holdable {
  /** Resolves when the work stands still, so that others may run. */
  hold(): Promise<void>;
  /** After each `hold` that was resolved. */
  goOn(): void;
}

export interface RunnerContext<Step> {
  readonly signal: AbortSignal;
  readonly onStep: (step: Step) => void;
  /** What is left of the job (storing its results, say) need not hold up the next: that may start now. */
  readonly freeSlot: () => void;
  /** From now on the job is held whenever one of higher priority waits for its slot. */
  readonly canBeHeld: (how: Holdable) => void;
}

/** Does one job. It resolves only when its work is really over, also after the signal. */
export type JobRunner<Request, Outcome, Step> = (
  request: Request,
  context: RunnerContext<Step>,
) => Promise<Result<Outcome>>;

interface Holder<Outcome, Step> {
  readonly onProgress: ((progress: JobProgress<Step>) => void) | undefined;
  readonly resolve: (result: Result<Outcome>) => void;
  readonly reject: (error: unknown) => void;
}

interface Job<Request, Outcome, Step> {
  readonly id: number;
  readonly key: string;
  readonly request: Request;
  readonly controller: AbortController;
  readonly holders: Set<Holder<Outcome, Step>>;
  priority: number;
  state: JobState;
  step: Step | null;
  /** Counts among those that run at a time. */
  holdsSlot: boolean;
  /** Null where it cannot be held. */
  holdable: Holdable | null;
  /** Was told to stand still, and does not yet. */
  stopping: boolean;
}

/**
 * Jobs that wait and run: by priority, each key once, at most `concurrency` at a time. Jobs that can be held make way for those
 * of higher priority, and go on before others of their own.
 */
export class JobQueue<Request, Outcome, Step> {
  readonly #run: JobRunner<Request, Outcome, Step>;
  readonly #concurrency: number;
  readonly #live = new Set<Job<Request, Outcome, Step>>();
  /** The latest live job of each key. */
  readonly #byKey = new Map<string, Job<Request, Outcome, Step>>();
  #slotsTaken = 0;
  #idleWaiters: (() => void)[] = [];
  #lastId = 0;

  constructor(run: JobRunner<Request, Outcome, Step>, concurrency = 1) {
    this.#run = run;
    this.#concurrency = concurrency;
  }

  /** Jobs that wait, also half-way, and jobs that run, now. */
  counts(): { readonly queued: number; readonly running: number } {
    let running = 0;
    for (const job of this.#live) if (job.state === 'running') running += 1;
    return { queued: this.#live.size - running, running };
  }

  /** Asks for a job, or joins the one with the same key that waits or runs; the higher priority wins. */
  add(wanted: JobRequest<Request>, onProgress?: (progress: JobProgress<Step>) => void): JobTicket<Outcome> {
    const job = this.#joinable(wanted.key) ?? this.#create(wanted);
    job.priority = Math.max(job.priority, wanted.priority);
    const { promise, resolve, reject } = Promise.withResolvers<Result<Outcome>>();
    const holder = { onProgress, resolve, reject };
    job.holders.add(holder);
    notify(holder, { state: job.state, step: job.step });
    queueMicrotask(() => this.#startNext());
    return { id: job.id, done: promise, cancel: () => this.#giveUp(job, holder) };
  }

  /** What a request with this key would join; null where it would be a job of its own. */
  wanted(key: string): Request | null {
    return this.#joinable(key)?.request ?? null;
  }

  /** Cancels everything that waits or runs. */
  cancelAll(): void {
    for (const job of this.#live) this.#cancel(job);
  }

  /** Resolves when nothing waits or runs any more. */
  async drained(): Promise<void> {
    if (this.#live.size === 0) return;
    await new Promise<void>((resolve) => this.#idleWaiters.push(resolve));
  }

  #joinable(key: string): Job<Request, Outcome, Step> | undefined {
    const job = this.#byKey.get(key);
    return job?.controller.signal.aborted ? undefined : job;
  }

  #create(wanted: JobRequest<Request>): Job<Request, Outcome, Step> {
    const job: Job<Request, Outcome, Step> = {
      id: ++this.#lastId,
      key: wanted.key,
      request: wanted.request,
      controller: new AbortController(),
      holders: new Set(),
      priority: wanted.priority,
      state: 'queued',
      step: null,
      holdsSlot: false,
      holdable: null,
      stopping: false,
    };
    this.#live.add(job);
    this.#byKey.set(job.key, job);
    return job;
  }

  #startNext(): void {
    while (this.#slotsTaken < this.#concurrency) {
      const next = this.#next();
      if (next === null) return;
      if (next.state === 'held') this.#goOn(next);
      else void this.#start(next);
    }
    this.#makeWay();
  }

  /** The job that is to run next, of those that wait. */
  #next(): Job<Request, Outcome, Step> | null {
    let next: Job<Request, Outcome, Step> | null = null;
    for (const job of this.#live) {
      if (job.state !== 'queued' && job.state !== 'held') continue;
      // What was cancelled half-way may still be at work.
      if (this.#isEnding(job.key)) continue;
      // A set keeps the order of arrival, and only a strictly higher priority overtakes.
      if (next === null || job.priority > next.priority) next = job;
    }
    return next;
  }

  #isEnding(key: string): boolean {
    for (const job of this.#live) if (job.key === key && job.controller.signal.aborted) return true;
    return false;
  }

  /** Has a running job held where one of higher priority waits; one at a time, since each frees a slot. */
  #makeWay(): void {
    const waiting = this.#next();
    if (waiting === null) return;
    let lowest: Job<Request, Outcome, Step> | null = null;
    for (const job of this.#live) {
      if (job.stopping) return;
      if (job.holdable === null || !job.holdsSlot || job.controller.signal.aborted) continue;
      if (job.priority < (lowest ?? waiting).priority) lowest = job;
    }
    if (lowest !== null) void this.#hold(lowest, lowest.holdable!);
  }

  async #hold(job: Job<Request, Outcome, Step>, holdable: Holdable): Promise<void> {
    job.stopping = true;
    await holdable.hold();
    job.stopping = false;
    if (!this.#live.has(job)) return;
    if (job.holdsSlot) {
      this.#tell(job, 'held');
      this.#freeSlot(job);
    } else {
      // It has given up its slot meanwhile, and is in nobody's way.
      holdable.goOn();
    }
  }

  #goOn(job: Job<Request, Outcome, Step>): void {
    job.holdsSlot = true;
    this.#slotsTaken += 1;
    this.#tell(job, 'running');
    job.holdable?.goOn();
  }

  async #start(job: Job<Request, Outcome, Step>): Promise<void> {
    job.holdsSlot = true;
    this.#slotsTaken += 1;
    this.#tell(job, 'running');
    try {
      const result = await this.#run(job.request, {
        signal: job.controller.signal,
        onStep: (step) => {
          job.step = step;
          if (job.state === 'running' || job.state === 'held') this.#tell(job, job.state);
        },
        freeSlot: () => this.#freeSlot(job),
        canBeHeld: (how) => {
          job.holdable = how;
          queueMicrotask(() => this.#startNext());
        },
      });
      this.#end(job, result.ok ? 'done' : result.problem.kind === 'cancelled' ? 'cancelled' : 'failed');
      for (const holder of job.holders) holder.resolve(result);
    } catch (error) {
      this.#end(job, 'failed');
      for (const holder of job.holders) holder.reject(error);
    }
  }

  #freeSlot(job: Job<Request, Outcome, Step>): void {
    if (!job.holdsSlot) return;
    job.holdsSlot = false;
    this.#slotsTaken -= 1;
    queueMicrotask(() => this.#startNext());
  }

  #tell(job: Job<Request, Outcome, Step>, state: JobState): void {
    job.state = state;
    for (const holder of job.holders) notify(holder, { state, step: job.step });
  }

  #end(job: Job<Request, Outcome, Step>, state: JobState): void {
    this.#live.delete(job);
    if (this.#byKey.get(job.key) === job) this.#byKey.delete(job.key);
    this.#freeSlot(job);
    // One that was held may have kept another of its key waiting.
    queueMicrotask(() => this.#startNext());
    this.#tell(job, state);
    if (this.#live.size > 0) return;
    const waiters = this.#idleWaiters;
    this.#idleWaiters = [];
    for (const resolve of waiters) resolve();
  }

  #giveUp(job: Job<Request, Outcome, Step>, holder: Holder<Outcome, Step>): void {
    if (!this.#live.has(job) || !job.holders.has(holder)) return;
    if (job.holders.size === 1) {
      this.#cancel(job);
    } else {
      job.holders.delete(holder);
      notify(holder, { state: 'cancelled', step: job.step });
      holder.resolve(cancelled());
    }
  }

  #cancel(job: Job<Request, Outcome, Step>): void {
    job.controller.abort();
    if (job.state === 'queued') {
      this.#end(job, 'cancelled');
      for (const holder of job.holders) holder.resolve(cancelled());
    }
  }
}

/** Calls a listener; one that throws is a bug of its own, and must not leave the queue half-way. */
function notify<Outcome, Step>(holder: Holder<Outcome, Step>, progress: JobProgress<Step>): void {
  try {
    holder.onProgress?.(progress);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}

function cancelled(): Result<never> {
  return fail('cancelled', 'Cancelled.');
}
