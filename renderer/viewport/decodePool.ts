/** Decoding in the background: a few workers, what is waited for before what is only ahead. */
import { type Result, fail } from '../../contract/problem.ts';
import type { DecodeRequest } from './decodeWorker.ts';
import type { DecodedFrame } from './decodedFrame.ts';

/** `now`: somebody waits; `ahead`: it may be wanted soon. */
export type Urgency = 'now' | 'ahead';

/** One frame to be decoded. */
export interface DecodeJob {
  /** Made when a worker is free, so that waiting jobs hold no copies; its buffer goes to the worker. */
  request(): Result<DecodeRequest>;
  /** Read whenever a worker is free; it may rise while the job waits. */
  urgency(): Urgency;
  readonly signal: AbortSignal;
}

/** The part of `Worker` that the pool uses. */
export interface DecodingWorker {
  postMessage(message: DecodeRequest, transfer: Transferable[]): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<Result<DecodedFrame>>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

interface Waiting {
  readonly job: DecodeJob;
  readonly settle: (decoded: Result<DecodedFrame>) => void;
  /** Stops listening to the job's signal, which outlives it: what listens keeps the image's file in memory. */
  readonly leave: () => void;
}

/** A frame that takes longer is one made to keep the program busy. */
const longestMs = 120_000;

const cancelled = fail('cancelled', 'The image is no longer waited for.');

export class DecodePool {
  readonly #createWorker: () => DecodingWorker;
  readonly #size: number;
  #waiting: Waiting[] = [];
  #idle: DecodingWorker[] = [];
  #workers = 0;

  constructor(size: number, createWorker: () => DecodingWorker) {
    this.#size = size;
    this.#createWorker = createWorker;
  }

  /** Problems: those of the request and of decoding, and `cancelled`. */
  decode(job: DecodeJob): Promise<Result<DecodedFrame>> {
    return new Promise((settle) => {
      const giveUp = () => {
        this.#waiting = this.#waiting.filter((other) => other !== waiting);
        settle(cancelled);
      };
      const waiting: Waiting = {
        job,
        settle,
        leave: () => job.signal.removeEventListener('abort', giveUp),
      };
      this.#waiting.push(waiting);
      job.signal.addEventListener('abort', giveUp, { once: true });
      this.#next();
    });
  }

  #next(): void {
    while (this.#waiting.length > 0 && (this.#idle.length > 0 || this.#workers < this.#size)) {
      const { job, settle, leave } = this.#take();
      leave();
      if (job.signal.aborted) {
        settle(cancelled);
        continue;
      }
      const request = job.request();
      if (request.ok) this.#run(request.value, settle);
      else settle(request);
    }
  }

  /** The latest that is waited for (the reader may have turned the page meanwhile), else the first. */
  #take(): Waiting {
    const urgent = this.#waiting.findLastIndex(({ job }) => job.urgency() === 'now');
    return this.#waiting.splice(Math.max(0, urgent), 1)[0];
  }

  #run(request: DecodeRequest, settle: Waiting['settle']): void {
    const worker = this.#idle.pop() ?? this.#start();
    const finish = (decoded: Result<DecodedFrame>, usable: boolean) => {
      clearTimeout(timer);
      worker.onmessage = null;
      worker.onerror = null;
      if (usable) this.#idle.push(worker);
      else {
        worker.terminate();
        this.#workers -= 1;
      }
      settle(decoded);
      this.#next();
    };
    const timer = setTimeout(
      () => finish(fail('corrupt', 'The image could not be decoded in two minutes; it is damaged.'), false),
      longestMs,
    );
    worker.onmessage = ({ data }) => finish(data, true);
    worker.onerror = (event) => {
      event.preventDefault();
      finish(
        fail('compute-failed', 'Decoding the image failed unexpectedly; open the exam again to retry.'),
        false,
      );
    };
    worker.postMessage(request, [request.encoded.buffer as ArrayBuffer]);
  }

  #start(): DecodingWorker {
    this.#workers += 1;
    return this.#createWorker();
  }
}
