import { Worker } from 'node:worker_threads';
import type { Result } from '../../contract/problem.ts';
import type { ResultsImage } from '../../contract/results.ts';
import { moduleBeside } from '../files/moduleBeside.ts';
import type { FramePlace } from '../library/readImage.ts';
import type { ExporterOptions, RunToFinish, WrittenResults } from './exporter.ts';
import type { AnalysedForExport } from './imageResults.ts';

export interface ExportFolderOptions extends Omit<ExporterOptions, 'cache'> {
  /** The data folder: pictures drawn before are taken from its cache. */
  readonly dataDir: string;
  /** Draws also what was drawn before. */
  readonly drawAnew: boolean;
}

/** An analysed image and where its pixels are: they are read again only where a picture is to be drawn. */
export interface ImageToExport extends Omit<AnalysedForExport, 'display'> {
  readonly place: FramePlace;
}

/** What the thread is asked; `folder` numbers the exports that were begun. */
export type ExportRequest =
  | { readonly type: 'begin'; readonly folder: number; readonly options: ExportFolderOptions }
  | { readonly type: 'image'; readonly folder: number; readonly image: ImageToExport }
  | { readonly type: 'finish'; readonly folder: number; readonly run: RunToFinish };

export interface ExportCall {
  readonly id: number;
  readonly request: ExportRequest;
}

export interface ExportAnswer {
  readonly id: number;
  readonly result: Result<unknown>;
}

/** The exporter of `createExporter` for one output folder. */
export interface FolderExport {
  addImage(image: ImageToExport): Promise<Result<ResultsImage>>;
  finish(run: RunToFinish): Promise<Result<WrittenResults>>;
}

/** Exports on a thread of its own, so that drawing and networks run side by side. */
export interface ExporterThread {
  begin(options: ExportFolderOptions): FolderExport;
  close(): Promise<void>;
}

/** Starts the thread. Calls reject where it fails, which is a bug. */
export function startExporter(): ExporterThread {
  const worker = new Worker(moduleBeside(import.meta.url, 'exportWorker'));
  const waiting = new Map<number, PromiseWithResolvers<Result<unknown>>>();
  let failure: Error | null = null;
  let calls = 0;
  let folders = 0;
  worker.on('message', ({ id, result }: ExportAnswer) => {
    waiting.get(id)?.resolve(result);
    waiting.delete(id);
  });
  worker.on('error', (error: Error) => {
    failure = error;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  });
  const ask = (request: ExportRequest): Promise<Result<unknown>> => {
    if (failure !== null) return Promise.reject(failure);
    const call: ExportCall = { id: calls++, request };
    const answer = Promise.withResolvers<Result<unknown>>();
    waiting.set(call.id, answer);
    worker.postMessage(call);
    return answer.promise;
  };
  return {
    begin: (options) => {
      const folder = folders++;
      const begun = ask({ type: 'begin', folder, options });
      const after = async (request: ExportRequest) => {
        await begun;
        return ask(request);
      };
      return {
        addImage: (image) => after({ type: 'image', folder, image }) as Promise<Result<ResultsImage>>,
        finish: (run) => after({ type: 'finish', folder, run }) as Promise<Result<WrittenResults>>,
      };
    },
    close: async () => {
      await worker.terminate();
    },
  };
}
