/** A program with a compute child that is blocked in native code: prints the child's process number and waits. */
import { forkHost } from '../../../main/compute/host.ts';
import { Supervisor } from '../../../main/compute/supervisor.ts';

const supervisor = new Supervisor(forkHost(new URL('./scriptedChild.ts', import.meta.url)));
void supervisor.run(
  {
    type: 'analyse',
    file: process.argv[2],
    entry: '',
    frame: 0,
    dataDir: '',
    device: 'cpu',
    weights: [{ name: 'w', sha256: '' }],
    stated: null,
  },
  {
    signal: new AbortController().signal,
    onStep: ({ name }) => {
      if (name === 'network') process.stdout.write(`${supervisor.pid}\n`);
    },
  },
);
