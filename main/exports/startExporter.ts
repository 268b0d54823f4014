import { Worker } from 'node:worker_threads';
import type { Result } from '../../contract/problem.ts';
import type { ResultsImage } from '../../contract/results.ts';
import type { ImageLocation } from '../library/scan.ts';
import type { ExporterOptions, WrittenResults } from './exporter.ts';
import type { AnalysedForExport } from './imageResults.ts';
import type { RunForExport } from './results.ts';

export interface ExportWorkerOptions extends Omit<ExporterOptions, 'cache'> {
  /** The data folder: pictures drawn before are taken from its cache. */
  readonly dataDir: string;
}

/** An analysed image and where its pixels are: they are read again only where a picture is to be drawn. */
export interface ImageToExport extends Omit<AnalysedForExport, 'display'> {
  readonly location: ImageLocation;
}

type Finish = Omit<RunForExport, 'programVersion'>;

export type ExportCall =
  | { readonly type: 'image'; readonly id: number; readonly image: ImageToExport }
  | { readonly type: 'finish'; readonly id: number; readonly run: Finish };

export interface ExportAnswer {
  readonly id: number;
  readonly result: Result<unknown>;
}

/** The exporter of `createExporter`, on a thread of its own, so that drawing and networks run side by side. */
export interface ExporterThread {
  addImage(image: ImageToExport): Promise<Result<ResultsImage>>;
  finish(run: Finish): Promise<Result<WrittenResults>>;
  close(): Promise<void>;
}

/** Calls reject where the thread fails, which is a bug. */
export function startExporter(options: ExportWorkerOptions): ExporterThread {
  const worker = new Worker(new URL('./exportWorker.ts', import.meta.url), { workerData: options });
  const waiting = new Map<number, PromiseWithResolvers<Result<unknown>>>();
  let failure: Error | null = null;
  let calls = 0;
  worker.on('message', ({ id, result }: ExportAnswer) => {
    waiting.get(id)?.resolve(result);
    waiting.delete(id);
  });
  worker.on('error', (error: Error) => {
    failure = error;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  });
  const ask = (call: ExportCall): Promise<Result<unknown>> => {
    if (failure !== null) return Promise.reject(failure);
    const answer = Promise.withResolvers<Result<unknown>>();
    waiting.set(call.id, answer);
    worker.postMessage(call);
    return answer.promise;
  };
  return {
    addImage: (image) => ask({ type: 'image', id: calls++, image }) as Promise<Result<ResultsImage>>,
    finish: (run) => ask({ type: 'finish', id: calls++, run }) as Promise<Result<WrittenResults>>,
    close: async () => {
      await worker.terminate();
    },
  };
}
