/** Scans on a thread of its own: pictures are decoded to be listed, and a file that brings the reader down takes no window along. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Problem } from '../../contract/problem.ts';
import { scan } from '../library/scan.ts';
import { listedDocument, listedImage } from './listedImage.ts';
import type { FoundFiles, ScanMessage } from './scanThread.ts';

const batchFiles = 100;
const batchMs = 100;

const { paths } = workerData as { readonly paths: readonly string[] };

function nothing() {
  return {
    images: [] as FoundFiles['images'][number][],
    problems: [] as Problem[],
    documents: [] as FoundFiles['documents'][number][],
    skipped: 0,
  };
}

const tell = (message: ScanMessage) => parentPort?.postMessage(message);
let found = nothing();
let told = performance.now();
for await (const scanned of scan(paths)) {
  switch (scanned.type) {
    case 'image':
      found.images.push({ file: scanned.image.file, listed: listedImage(scanned.image) });
      break;
    case 'problem':
      found.problems.push(scanned.problem);
      break;
    case 'document':
      found.documents.push(listedDocument(scanned.document));
      break;
    case 'skipped':
      found.skipped += 1;
      break;
  }
  const files = found.images.length + found.problems.length + found.documents.length + found.skipped;
  if (files < batchFiles && performance.now() - told < batchMs) continue;
  tell({ type: 'found', found });
  found = nothing();
  told = performance.now();
}
tell({ type: 'found', found });
tell({ type: 'end' });
