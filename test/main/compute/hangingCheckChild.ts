/** A compute child whose self-check blocks for ever, as a driver may. */
import { forkedPort, serve } from '../../../main/compute/serve.ts';

serve(forkedPort(), {
  analyse: () => new Promise(() => undefined),
  runPrepared: () => new Promise(() => undefined),
  selfCheck: async () => {
    for (;;);
  },
});
