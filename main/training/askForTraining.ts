import { fail, type Result } from '../../contract/problem.ts';
import type { JobProgress, JobRequest, JobTicket } from '../jobs/queue.ts';
import type { TrainingNews, TrainingOutcome, TrainingTask } from './trainingProtocol.ts';
import type { TrainWeightsListener, TrainWeightsRequest } from './trainWeights.ts';

/** A training on the engine's device. Its name is of the weights that come out. */
export interface TrainingRequest extends Omit<TrainWeightsRequest, 'dataDir' | 'device'> {
  /** GMIC's search of hyper-parameters, instead of one training. */
  readonly search?: boolean;
}

export interface TrainingTicket {
  /**
   * Resolves when the weights are stored, the training has failed, or its process is gone after `cancel`. What was learned up to
   * the last epoch is kept in any case; the same request goes on from there.
   */
  readonly done: Promise<Result<TrainingOutcome>>;
  cancel(): void;
}

/** A training as a job. */
export interface TrainingJob {
  readonly type: 'training';
  readonly task: TrainingTask;
}

/** What trainings need of a queue that has other jobs, too. */
export interface TrainingQueue {
  wanted(key: string): unknown;
  add(
    wanted: JobRequest<TrainingJob>,
    onProgress: (progress: JobProgress<unknown>) => void,
  ): JobTicket<unknown>;
}

/** After everything else. */
const priority = -Infinity;

/**
 * Asks a queue for a training, or joins the same one where it waits or runs. Problem `name-taken` where that is another one of
 * this name.
 */
export function askForTraining(
  queue: TrainingQueue,
  task: TrainingTask,
  listener: TrainWeightsListener,
): TrainingTicket {
  const { name } = task.request;
  const key = JSON.stringify(['training', name]);
  const request: TrainingJob = { type: 'training', task };
  const other = queue.wanted(key);
  if (other !== null && JSON.stringify(other) !== JSON.stringify(request)) {
    const message = `Another training of ${name} waits or runs: stop it, or choose another name.`;
    return { done: Promise.resolve(fail('name-taken', message)), cancel: () => undefined };
  }
  let told: TrainingNews | null = null;
  const ticket = queue.add({ key, priority, request }, ({ step }) => {
    // Steps and outcome of a training's job are these.
    const news = step as TrainingNews | null;
    // The last come again with every state of the job.
    if (news !== null && news !== told) tell(news, listener);
    told = news;
  });
  return ticket as JobTicket<TrainingOutcome>;
}

function tell(news: TrainingNews, listener: TrainWeightsListener): void {
  switch (news.type) {
    case 'notice':
      return listener.onNotice(news.sentence);
    case 'problem':
      return listener.onProblem(news.problem);
    case 'progress':
      return listener.onProgress(news.telling);
    case 'epoch':
      return listener.onEpoch(news.figures);
  }
}
