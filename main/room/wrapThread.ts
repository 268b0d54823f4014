import { Worker } from 'node:worker_threads';
import type { Result } from '../../contract/problem.ts';
import type { PlacedPicture } from '../library/copies.ts';
import type { ImageLocation } from '../library/readImage.ts';
import { moduleBeside } from '../files/moduleBeside.ts';

export type WrapTask =
  | { readonly type: 'wrap'; readonly bytes: Uint8Array; readonly name: string }
  | { readonly type: 'read'; readonly location: ImageLocation }
  | { readonly type: 'compare'; readonly one: PlacedPicture; readonly other: PlacedPicture };

export interface WrapRequest {
  readonly id: number;
  readonly task: WrapTask;
}

export interface WrapAnswer {
  readonly id: number;
  readonly result: Result<Uint8Array> | boolean;
}

/** Does what takes its time with whole images on a thread of its own, which is started by the first. Calls reject where it fails, which is a bug. */
export interface Wrapper {
  /** A picture as DICOM (`wrapAsDicom`). */
  wrap(bytes: Uint8Array, name: string): Promise<Result<Uint8Array>>;
  /** The bytes of a stack, as one DICOM object (`readImageBytes`). */
  readStack(location: ImageLocation): Promise<Result<Uint8Array>>;
  /** True where two images are one picture (`isSamePicture`). */
  isSame(one: PlacedPicture, other: PlacedPicture): Promise<boolean>;
  close(): Promise<void>;
}

export function createWrapper(): Wrapper {
  const waiting = new Map<number, PromiseWithResolvers<WrapAnswer['result']>>();
  let worker: Worker | null = null;
  let last = 0;
  const start = (): Worker => {
    const started = new Worker(moduleBeside(import.meta.url, 'wrapWorker'));
    started.on('message', ({ id, result }: WrapAnswer) => {
      waiting.get(id)?.resolve(result);
      waiting.delete(id);
    });
    started.on('error', (error) => {
      worker = null;
      for (const { reject } of waiting.values()) reject(error);
      waiting.clear();
    });
    return started;
  };
  const ask = (task: WrapTask) => {
    worker ??= start();
    const answer = Promise.withResolvers<WrapAnswer['result']>();
    const request: WrapRequest = { id: ++last, task };
    waiting.set(request.id, answer);
    worker.postMessage(request);
    return answer.promise;
  };
  return {
    wrap: (bytes, name) => ask({ type: 'wrap', bytes, name }) as Promise<Result<Uint8Array>>,
    readStack: (location) => ask({ type: 'read', location }) as Promise<Result<Uint8Array>>,
    isSame: (one, other) => ask({ type: 'compare', one, other }) as Promise<boolean>,
    close: async () => {
      await worker?.terminate();
    },
  };
}
