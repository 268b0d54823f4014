import { parentPort, workerData } from 'node:worker_threads';
import { writePhantomExam } from '../exports/phantomFiles.ts';

const { folder } = workerData as { readonly folder: string };
const seed = 1;
const index = 1;
parentPort?.postMessage(await writePhantomExam(folder, seed, index));
