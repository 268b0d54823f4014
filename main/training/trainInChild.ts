import { setTimeout as delay } from 'node:timers/promises';
import { fail, type Result } from '../../contract/problem.ts';
import { exitInWords, forkHost, type ChildExit, type ChildHost } from '../compute/host.ts';
import { moduleBeside } from '../files/moduleBeside.ts';
import type { RunnerContext } from '../jobs/queue.ts';
import type {
  FromTraining,
  ToTraining,
  TrainingNews,
  TrainingOutcome,
  TrainingTask,
} from './trainingProtocol.ts';

/** Starts training children. */
export type TrainingHost = ChildHost<ToTraining, FromTraining>;

export function forkTrainingHost(): TrainingHost {
  return forkHost(moduleBeside(import.meta.url, 'trainingChild'));
}

export interface TrainingLimits {
  /** How long a cancel may stay unanswered before the child is killed. */
  readonly graceMs?: number;
  /** How long others wait for the end of a step before they run beside it: a step may take minutes. */
  readonly holdLimitMs?: number;
}

/**
 * Runs a training, as a job of the queue, in a process of its own. Held, it keeps all that it has and does no further step. After
 * the signal the result is `cancelled`, and comes when the process is gone; a process that crashes is `compute-failed`. Both cost
 * what was learned since the last epoch.
 */
export async function trainInChild(
  host: TrainingHost,
  task: TrainingTask,
  { signal, onStep, canBeHeld }: Omit<RunnerContext<TrainingNews>, 'freeSlot'>,
  { graceMs = 2000, holdLimitMs = 3000 }: TrainingLimits = {},
): Promise<Result<TrainingOutcome>> {
  const link = host.start();
  const gone = new Promise<ChildExit>((resolve) => link.onExit(resolve));
  const finished = Promise.withResolvers<Result<TrainingOutcome>>();
  let ready = false;
  let onHeld = () => undefined as void;
  link.onMessage((message) => {
    switch (message.type) {
      case 'ready':
        ready = true;
        return;
      case 'news':
        onStep(message.news);
        return;
      case 'held':
        onHeld();
        return;
      case 'finished':
        finished.resolve(message.result);
    }
  });
  canBeHeld({
    hold: async () => {
      const held = new Promise<void>((resolve) => (onHeld = resolve));
      link.send({ type: 'hold' });
      await Promise.race([held, delay(holdLimitMs, undefined, { ref: false })]);
    },
    goOn: () => link.send({ type: 'go-on' }),
  });
  let graceTimer: NodeJS.Timeout | undefined;
  const cancel = () => {
    link.send({ type: 'cancel' });
    graceTimer = setTimeout(() => link.kill(), graceMs);
  };
  signal.addEventListener('abort', cancel, { once: true });
  link.send({ type: 'begin', task });
  const ended = gone.then((exit) => (signal.aborted ? stopped : crash(exit, ready)));
  const result = await Promise.race([finished.promise, ended]);
  signal.removeEventListener('abort', cancel);
  clearTimeout(graceTimer);
  // It has done what it was started for.
  link.kill();
  await gone;
  return result;
}

const stopped = fail('cancelled', 'Stopped. The same command goes on where it was.');

function crash(exit: ChildExit, ready: boolean): Result<never> {
  const how = exitInWords(exit);
  // The kernel ends a process with SIGKILL when memory runs out.
  const memory = exit.signal === 'SIGKILL' ? ' Memory may have run out: close other programs.' : '';
  const message = ready
    ? `The training process stopped unexpectedly (${how}). What it had learned up to its last epoch is kept: the same command goes on from there.${memory}`
    : `The training process cannot be started (${how}). Install the program again; if memory is short, close other programs.`;
  return fail('compute-failed', message);
}
