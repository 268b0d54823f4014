/** The training child's entry: a process of its own for one training. */
import { ok } from '../../contract/problem.ts';
import { forkedPort } from '../compute/serve.ts';
import { serveTraining } from './serveTraining.ts';
import { searchWeights, trainWeights } from './trainWeights.ts';

serveTraining(forkedPort(), async ({ type, request }, listener, signal, pauses) => {
  switch (type) {
    case 'train': {
      const trained = await trainWeights(request, listener, signal, pauses);
      return trained.ok ? ok([trained.value]) : trained;
    }
    case 'search':
      return await searchWeights(request, listener, signal, pauses);
  }
});
