import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { ok } from '../../contract/problem.ts';
import type { Result } from '../../contract/problem.ts';
import type { WrittenExam } from '../exports/phantomFiles.ts';
import { moduleBeside } from '../files/moduleBeside.ts';

/** The sample exam's folder and one of its images. */
export interface SampleExam {
  readonly folder: string;
  readonly image: string;
}

/**
 * The synthetic exam that comes with the program: made once, on a thread of its own, in `<data>/sample/exams`. Problems:
 * `disk-full`, `unwritable`.
 */
export async function sampleExam(dataDir: string): Promise<Result<SampleExam>> {
  const folder = join(dataDir, 'sample', 'exams', 'exam-1');
  const sample = { folder, image: join(folder, 'R-CC.dcm') };
  // Written last.
  if (existsSync(join(folder, 'truth.json'))) return ok(sample);
  const made = await make(folder);
  return made.ok ? ok(sample) : made;
}

function make(folder: string): Promise<Result<WrittenExam>> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(moduleBeside(import.meta.url, 'sampleWorker'), { workerData: { folder } });
    worker.once('message', (made: Result<WrittenExam>) => resolve(made));
    worker.once('error', reject);
  });
}
