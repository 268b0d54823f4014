/** A training child whose trainings do what their name says, in steps of 10 ms, to try the program's side with. */
import { setTimeout as delay } from 'node:timers/promises';
import { fail, ok } from '../../../contract/problem.ts';
import { forkedPort } from '../../../main/compute/serve.ts';
import { serveTraining } from '../../../main/training/serveTraining.ts';

/** Steps of a training that goes well. */
const steps = 20;

serveTraining(forkedPort(), async ({ type, request: { name } }, listener, _signal, pauses) => {
  listener.onNotice(`${type} ${name}`);
  for (let step = 1; step <= steps; step++) {
    if (!(await pauses.next())) return fail('cancelled', `Stopped after step ${step - 1}.`);
    await delay(10);
    listener.onProgress({ epoch: step, epochs: steps, loss: null, validation: [], leftMs: null });
    if (step < 5) continue;
    if (name === 'exits') process.exit(3);
    if (name === 'complains') {
      await new Promise((resolve) => process.stderr.write('first line\nError: no memory', resolve));
      process.kill(process.pid, 'SIGKILL');
    }
    if (name === 'throws') throw new TypeError('bug');
    if (name === 'fails') return fail('bad-input', 'Too few images.');
    if (name === 'blocks') {
      // Lets the news out, and then blocks this thread, as native code does.
      await delay(10);
      for (;;);
    }
  }
  listener.onEpoch({ epoch: 1, figures: { loss: 0.5 } });
  return ok([{ name, reportFile: '', ended: '', measured: [], peakMemoryBytes: 0 }]);
});
