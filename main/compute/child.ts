/** The compute child's entry: the one process that loads ONNX Runtime. */
import { analyseImage } from './analyseImage.ts';
import { LoadedNetworks } from './networks.ts';
import { selfCheck } from './selfCheck.ts';
import { forkedPort, serve } from './serve.ts';

const networks = new LoadedNetworks();
serve(forkedPort(), {
  analyse: (task, context) => analyseImage(task, context, networks),
  selfCheck,
});
