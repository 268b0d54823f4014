import { fail } from '../../contract/problem.ts';
import type { Result } from '../../contract/problem.ts';
import type { AnalysedImage, AnalysisTicket } from '../compute/engine.ts';
import type { StoredImage } from '../store/exams.ts';
import type { LiveAnalysis } from './examRow.ts';

/** An image that waits for its analysis, or is in it. */
export interface QueuedImage {
  readonly image: StoredImage;
  readonly force: boolean;
  state: 'queued' | 'running';
  /** What is being done, in words. */
  step: string | null;
}

interface Job extends QueuedImage {
  urgent: boolean;
  cancelled: boolean;
  ticket: AnalysisTicket | null;
}

/** What the queue needs done. */
export interface QueueWork {
  /** Hands an image to the engine; `onStep` hears of each step of its work. Problem where it cannot be asked for. */
  start(
    queued: QueuedImage,
    urgent: boolean,
    onStep: (step: string) => void,
  ): Promise<Result<AnalysisTicket>>;
  /** State or step of an image is another one. */
  onChange(queued: QueuedImage): void;
  /** The end of an image that was handed over. */
  onEnd(queued: QueuedImage, result: Result<AnalysedImage>): void;
  /** Images that were cancelled while they waited. */
  onWithdrawn(images: readonly StoredImage[]): void;
}

/** Images that the engine has at a time: the one that runs, and one to follow without a pause. */
const handedOver = 2;

/** Images of the worklist that wait for the engine: those of exams that are looked at before all others. */
export class AnalysisQueue {
  readonly #work: QueueWork;
  readonly #jobs = new Map<string, Job>();
  readonly #byExam = new Map<string, Set<Job>>();
  readonly #waiting = { urgent: new Set<Job>(), later: new Set<Job>() };
  readonly #started = { urgent: 0, later: 0 };
  readonly #running = new Set<Promise<void>>();

  constructor(work: QueueWork) {
    this.#work = work;
  }

  get(imageId: string): QueuedImage | null {
    return this.#jobs.get(imageId) ?? null;
  }

  live(examId: string): LiveAnalysis | null {
    const jobs = this.#byExam.get(examId);
    if (jobs === undefined) return null;
    const running = [...jobs].filter(({ state }) => state === 'running').length;
    return { queued: jobs.size - running, running };
  }

  /** Adds images; one that waits already is moved up where it has become urgent. */
  add(images: readonly StoredImage[], { urgent, force }: { urgent: boolean; force: boolean }): void {
    for (const image of images) {
      const known = this.#jobs.get(image.imageId);
      // One that was cancelled is on its way out, and what is asked for now is another.
      if (known !== undefined && !known.cancelled) {
        if (urgent && this.#waiting.later.delete(known)) {
          known.urgent = true;
          this.#waiting.urgent.add(known);
        }
        continue;
      }
      const job: Job = {
        image,
        force,
        state: 'queued',
        step: null,
        urgent,
        cancelled: false,
        ticket: null,
      };
      this.#jobs.set(image.imageId, job);
      const ofExam = this.#byExam.get(image.examId) ?? new Set();
      this.#byExam.set(image.examId, ofExam.add(job));
      this.#waiting[urgent ? 'urgent' : 'later'].add(job);
      this.#work.onChange(job);
    }
    this.#startNext();
  }

  /** Cancels the images of an exam, or, with null, all. Their end follows. */
  cancel(examId: string | null): void {
    const jobs = examId === null ? [...this.#jobs.values()] : [...(this.#byExam.get(examId) ?? [])];
    const withdrawn: StoredImage[] = [];
    for (const job of jobs) {
      job.cancelled = true;
      job.ticket?.cancel();
      if (!this.#waiting.urgent.delete(job) && !this.#waiting.later.delete(job)) continue;
      this.#forget(job);
      withdrawn.push(job.image);
    }
    if (withdrawn.length > 0) this.#work.onWithdrawn(withdrawn);
  }

  /** Resolves when nothing is started any more. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  #startNext(): void {
    for (const kind of ['urgent', 'later'] as const) {
      for (const job of this.#waiting[kind]) {
        if (this.#started[kind] >= handedOver) break;
        this.#waiting[kind].delete(job);
        this.#started[kind] += 1;
        const run = this.#run(job).finally(() => {
          this.#started[kind] -= 1;
          this.#running.delete(run);
          this.#startNext();
        });
        this.#running.add(run);
      }
      // What is looked at is not made to wait for a worklist.
      if (this.#waiting.urgent.size > 0 || this.#started.urgent > 0) return;
    }
  }

  async #run(job: Job): Promise<void> {
    const started = await this.#work.start(job, job.urgent, (step) => {
      job.state = 'running';
      job.step = step;
      this.#work.onChange(job);
    });
    if (!started.ok) {
      this.#end(job, started);
      return;
    }
    job.ticket = started.value;
    if (job.cancelled) job.ticket.cancel();
    this.#end(job, await job.ticket.done.catch(bug));
  }

  #end(job: Job, result: Result<AnalysedImage>): void {
    this.#forget(job);
    this.#work.onEnd(job, result);
  }

  #forget(job: Job): void {
    const { imageId, examId } = job.image;
    if (this.#jobs.get(imageId) === job) this.#jobs.delete(imageId);
    const ofExam = this.#byExam.get(examId);
    ofExam?.delete(job);
    if (ofExam?.size === 0) this.#byExam.delete(examId);
  }
}

/** A mistake of the program costs its image, never the window. */
function bug(error: unknown): Result<never> {
  const reason = error instanceof Error ? error.message : String(error);
  return fail('compute-failed', `The analysis stopped at an error in the program (${reason}).`);
}
