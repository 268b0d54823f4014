import { Worker } from 'node:worker_threads';
import type { Result } from '../../contract/problem.ts';
import { moduleBeside } from '../files/moduleBeside.ts';

export interface WrapRequest {
  readonly id: number;
  readonly bytes: Uint8Array;
  readonly name: string;
}

export interface WrapAnswer {
  readonly id: number;
  readonly result: Result<Uint8Array>;
}

/** Wraps pictures as DICOM (`wrapAsDicom`) on a thread of its own, which is started by the first. */
export interface Wrapper {
  /** Rejects where the thread failed, which is a bug. */
  wrap(bytes: Uint8Array, name: string): Promise<Result<Uint8Array>>;
  close(): Promise<void>;
}

export function createWrapper(): Wrapper {
  const waiting = new Map<number, PromiseWithResolvers<Result<Uint8Array>>>();
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
  return {
    wrap: (bytes, name) => {
      worker ??= start();
      const answer = Promise.withResolvers<Result<Uint8Array>>();
      const request: WrapRequest = { id: ++last, bytes, name };
      waiting.set(request.id, answer);
      worker.postMessage(request);
      return answer.promise;
    },
    close: async () => {
      await worker?.terminate();
    },
  };
}
