/** A program with a training child that is blocked in native code: prints the child's process number and waits. */
import { forkHost } from '../../../main/compute/host.ts';
import { trainInChild, type TrainingHost } from '../../../main/training/trainInChild.ts';
import { trainingOf } from './trainingRequests.ts';

const scripted: TrainingHost = forkHost(new URL('./scriptedTraining.ts', import.meta.url));
let pid: number | undefined;
const host: TrainingHost = {
  start: () => {
    const link = scripted.start();
    pid = link.pid;
    return link;
  },
};
void trainInChild(
  host,
  { type: 'train', request: { ...trainingOf('blocks'), dataDir: '', device: 'cpu' } },
  {
    signal: new AbortController().signal,
    onStep: (news) => {
      if (news.type === 'progress' && news.telling.epoch === 5) process.stdout.write(`${pid}\n`);
    },
    canBeHeld: () => undefined,
  },
);
