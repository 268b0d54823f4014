import { parentPort } from 'node:worker_threads';
import { wrapAsDicom } from '../../imaging/pixels/wrap.ts';
import type { WrapAnswer, WrapRequest } from './wrapThread.ts';

parentPort?.on('message', ({ id, bytes, name }: WrapRequest) => {
  const answer: WrapAnswer = { id, result: wrapAsDicom(bytes, name) };
  parentPort?.postMessage(answer);
});
