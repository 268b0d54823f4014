/** What program and training child say to each other. Everything is plain data that structured cloning keeps. */
import type { Problem, Result } from '../../contract/problem.ts';
import type { Telling } from '../../training/progress.ts';
import type { EpochFigures } from '../../training/runState.ts';
import type { TrainedWeights, TrainWeightsRequest } from './trainWeights.ts';

/** A training, or GMIC's search, which trains many times. */
export interface TrainingTask {
  readonly type: 'train' | 'search';
  readonly request: TrainWeightsRequest;
}

/** What came of it: one of a training, as many as the recipe keeps of a search, the best first. */
export type TrainingOutcome = readonly TrainedWeights[];

/** What is told while it runs. */
export type TrainingNews =
  | { readonly type: 'notice'; readonly sentence: string }
  | { readonly type: 'problem'; readonly problem: Problem }
  | { readonly type: 'progress'; readonly telling: Telling }
  | { readonly type: 'epoch'; readonly figures: EpochFigures };

export type ToTraining =
  | { readonly type: 'begin'; readonly task: TrainingTask }
  /** Answered with `held` at the end of the step that runs. */
  | { readonly type: 'hold' }
  | { readonly type: 'go-on' }
  | { readonly type: 'cancel' };

export type FromTraining =
  | { readonly type: 'ready' }
  | { readonly type: 'news'; readonly news: TrainingNews }
  | { readonly type: 'held' }
  | { readonly type: 'finished'; readonly result: Result<TrainingOutcome> };
