import { parentPort } from 'node:worker_threads';
import { wrapAsDicom } from '../../imaging/pixels/wrap.ts';
import { isSamePicture } from '../library/copies.ts';
import type { WrapAnswer, WrapRequest, WrapTask } from './wrapThread.ts';

parentPort?.on('message', ({ id, task }: WrapRequest) => {
  // A rejection is a bug: it ends the thread, and `createWrapper` hears of it.
  void answer(task).then((result) => parentPort?.postMessage({ id, result } satisfies WrapAnswer));
});

async function answer(task: WrapTask): Promise<WrapAnswer['result']> {
  return task.type === 'wrap' ? wrapAsDicom(task.bytes, task.name) : isSamePicture(task.one, task.other);
}
