import { fail, type Result } from '../../contract/problem.ts';
import { endWithProgram, type ChildPort } from '../compute/serve.ts';
import { Pauses } from './pauses.ts';
import type {
  FromTraining,
  ToTraining,
  TrainingNews,
  TrainingOutcome,
  TrainingTask,
} from './trainingProtocol.ts';
import type { TrainWeightsListener } from './trainWeights.ts';

/** Does a training. */
export type Train = (
  task: TrainingTask,
  listener: TrainWeightsListener,
  signal: AbortSignal,
  pauses: Pauses,
) => Promise<Result<TrainingOutcome>>;

/** The training child's main loop: does the one training that it is started for, and ends with the program. */
export function serveTraining(port: ChildPort<ToTraining, FromTraining>, train: Train): void {
  const cancel = new AbortController();
  const pauses = new Pauses(cancel.signal);
  const tell = (news: TrainingNews) => port.send({ type: 'news', news });
  const listener: TrainWeightsListener = {
    onNotice: (sentence) => tell({ type: 'notice', sentence }),
    onProblem: (problem) => tell({ type: 'problem', problem }),
    onProgress: (telling) => tell({ type: 'progress', telling }),
    onEpoch: (figures) => tell({ type: 'epoch', figures }),
  };
  port.onMessage((message) => {
    switch (message.type) {
      case 'begin':
        void train(message.task, listener, cancel.signal, pauses)
          .catch(unexpected)
          .then((result) => port.send({ type: 'finished', result }));
        return;
      case 'hold':
        pauses.hold(() => port.send({ type: 'held' }));
        return;
      case 'go-on':
        pauses.goOn();
        return;
      case 'cancel':
        cancel.abort();
    }
  });
  endWithProgram(port);
  // An interrupt at the terminal goes to all its processes; the program decides what becomes of this one.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
  port.send({ type: 'ready' });
}

/** A bug, or a file that has gone meanwhile; its stack goes to standard error. */
function unexpected(error: unknown): Result<never> {
  console.error(error);
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return fail(
    'compute-failed',
    `The training failed unexpectedly (${reason}). What it had learned up to its last epoch is kept: the same command goes on from there.`,
  );
}
