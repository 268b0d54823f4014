import type { TrainingRequest } from '../../../main/training/askForTraining.ts';

/** A request for a training of this name. */
export function trainingOf(name: string): TrainingRequest {
  return {
    architecture: 'hds-uresnet',
    data: 'phantom:3:8',
    phantoms: {},
    from: null,
    recipeFile: null,
    name,
    minutes: null,
    epochs: 4,
    program: 'test',
  };
}
