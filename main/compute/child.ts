/** The compute child's entry: the one process that loads ONNX Runtime. */
import { analyseImage } from './analyseImage.ts';
import { LoadedNetworks } from './networks.ts';
import { runPrepared } from './runPrepared.ts';
import { selfCheck } from './selfCheck.ts';
import { forkedPort, serve, utilityPort } from './serve.ts';
import type { UtilityParentPort } from './serve.ts';

const { parentPort } = process as { readonly parentPort?: UtilityParentPort };
const networks = new LoadedNetworks();
serve(parentPort === undefined ? forkedPort() : utilityPort(parentPort), {
  analyse: (task, context) => analyseImage(task, context, networks),
  runPrepared: (task, context) => runPrepared(task, context, networks),
  selfCheck,
});
