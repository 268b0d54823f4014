import { Worker } from 'node:worker_threads';
import type { Problem } from '../../contract/problem.ts';
import { moduleBeside } from '../files/moduleBeside.ts';
import type { ListedDocument } from '../store/documents.ts';
import type { ListedImage } from '../store/exams.ts';

/** What a scan found since it last told. */
export interface FoundFiles {
  /** With the file as the user would name it. */
  readonly images: readonly { readonly file: string; readonly listed: ListedImage }[];
  readonly problems: readonly Problem[];
  readonly documents: readonly ListedDocument[];
  /** Files that were looked at since; slices count when they are found, not with their stack. */
  readonly files: number;
  /** Those of them that could be read as images. */
  readonly read: readonly string[];
}

export type ScanMessage = { readonly type: 'found'; readonly found: FoundFiles } | { readonly type: 'end' };

/**
 * Scans absolute paths on a thread of its own, which ends with the last batch, or at once with the signal. Throws where the
 * thread failed, which is a bug.
 */
export async function* scanInThread(
  paths: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<FoundFiles> {
  if (signal.aborted) return;
  const worker = new Worker(moduleBeside(import.meta.url, 'scanWorker'), { workerData: { paths } });
  const waiting: ScanMessage[] = [];
  let failure: unknown = null;
  let wake: () => void = () => undefined;
  const add = (message: ScanMessage) => {
    waiting.push(message);
    wake();
  };
  worker.on('message', add);
  worker.on('error', (error) => {
    failure = error;
    wake();
  });
  worker.on('exit', () => add({ type: 'end' }));
  const stop = () => add({ type: 'end' });
  signal.addEventListener('abort', stop, { once: true });
  try {
    for (;;) {
      const message = waiting.shift();
      if (message === undefined) {
        if (failure !== null) throw failure;
        await new Promise<void>((resolve) => (wake = resolve));
      } else if (signal.aborted || message.type === 'end') {
        if (failure !== null) throw failure;
        return;
      } else {
        yield message.found;
      }
    }
  } finally {
    signal.removeEventListener('abort', stop);
    await worker.terminate();
  }
}
