/** Scans on a thread of its own: pictures are decoded to be listed, and a file that brings the reader down takes no window along. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Problem } from '../../contract/problem.ts';
import { scanStacks } from '../library/scanStacks.ts';
import type { FoundImage } from '../library/scan.ts';
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
    files: 0,
    read: [] as string[],
  };
}

/** Its files were counted when they were held back. */
function isSliceOrStack({ slices, header, pixelProblem }: FoundImage): boolean {
  return slices.length > 0 || (header.slice !== null && pixelProblem === null);
}

const tell = (message: ScanMessage) => parentPort?.postMessage(message);
let found = nothing();
let told = performance.now();
for await (const scanned of scanStacks(paths)) {
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
    case 'held':
      found.read.push(scanned.file);
      break;
    case 'skipped':
      break;
  }
  const wasHeld = scanned.type === 'image' && isSliceOrStack(scanned.image);
  if (!wasHeld) found.files += 1;
  if (!wasHeld && scanned.type === 'image') found.read.push(scanned.image.file);
  const size = Math.max(found.files, found.images.length);
  if (size < batchFiles && performance.now() - told < batchMs) continue;
  tell({ type: 'found', found });
  found = nothing();
  told = performance.now();
}
tell({ type: 'found', found });
tell({ type: 'end' });
