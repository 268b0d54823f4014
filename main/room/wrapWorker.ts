import { parentPort } from 'node:worker_threads';
import { wrapAsDicom } from '../../imaging/pixels/wrap.ts';
import { isSamePicture } from '../library/copies.ts';
import { readImageBytes } from '../library/readImage.ts';
import type { WrapAnswer, WrapRequest, WrapTask } from './wrapThread.ts';

parentPort?.on('message', ({ id, task }: WrapRequest) => {
  // A rejection is a bug: it ends the thread, and `createWrapper` hears of it.
  void answer(task).then((result) => {
    // A stack is hundreds of megabytes: it is given away, not copied.
    const given =
      task.type === 'read' && typeof result === 'object' && result.ok ? [result.value.buffer] : [];
    parentPort?.postMessage({ id, result } satisfies WrapAnswer, given as ArrayBuffer[]);
  });
});

async function answer(task: WrapTask): Promise<WrapAnswer['result']> {
  switch (task.type) {
    case 'wrap':
      return wrapAsDicom(task.bytes, task.name);
    case 'read':
      return readImageBytes(task.location);
    case 'compare':
      return isSamePicture(task.one, task.other);
  }
}
