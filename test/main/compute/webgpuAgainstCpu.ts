/**
 * Runs both networks at a small size on the CPU and through WebGPU, and prints how far apart the outputs are, as
 * JSON. A program of its own: the Vulkan driver is chosen by the environment, and a driver that hangs can be
 * killed.
 */
import { openRuntime } from '../../../main/compute/session.ts';
import { weightTable as gmicTable } from '../../../models/gmic/weights.ts';
import { loadGmic } from '../../../models/gmic/run.ts';
import { weightTable as hdsTable } from '../../../models/hdsUresnet/weights.ts';
import { loadHds } from '../../../models/hdsUresnet/run.ts';
import { initialise } from '../../../models/initialise.ts';
import type { Size } from '../../../contract/geometry.ts';

/** The largest difference; more than any where the lengths differ. */
function difference(one: ArrayLike<number>, other: ArrayLike<number>): number {
  if (one.length !== other.length) return Infinity;
  let most = 0;
  for (let i = 0; i < one.length; i++) {
    const apart = Math.abs(one[i] - other[i]);
    if (!(apart <= most)) most = apart;
  }
  return most;
}

/** Small: software Vulkan takes minutes. */
const hdsSize = { width: 128, height: 128 };
const gmicSize = { width: 128, height: 192 };

function image({ width, height }: Size): Float32Array {
  return Float32Array.from({ length: width * height }, (_, i) => Math.sin(i * 0.37) + Math.cos(i * 0.011));
}

async function run(device: 'cpu' | 'webgpu') {
  const loadGraph = await openRuntime(device);
  const hds = await loadHds(initialise(hdsTable, 3), loadGraph, hdsSize, { innerExits: false });
  const gmic = await loadGmic(initialise(gmicTable, 3), loadGraph, { percentT: 0.5, size: gmicSize });
  const [masses, findings] = [await hds.run(image(hdsSize)), await gmic.run(image(gmicSize))];
  return {
    segmentation: masses.segmentationProbability,
    classification: masses.classificationProbability,
    saliency: findings.saliency,
    attention: findings.patchAttentions,
    predictions: [...findings.yGlobal, ...findings.yLocal, ...findings.yFusion],
    locations: findings.patchLocations.flat(),
  };
}

const cpu = await run('cpu');
const webgpu = await run('webgpu');
const differences = Object.entries(cpu).map(([name, values]) => {
  return [name, difference(values, webgpu[name as keyof typeof cpu])];
});
process.stdout.write(`${JSON.stringify(Object.fromEntries(differences))}\n`);
