import type { Weights } from '../checkpoint/tensors.ts';
import { toOnnx } from '../graph/onnx.ts';
import type { Size } from '../../contract/geometry.ts';
import type { FloatTensor, LoadGraph, LoadedGraph } from '../runtime.ts';
import { globalGraph, localGraph, names } from './graph.ts';
import type { ClassPair, GmicOutputs } from './outputs.ts';
import {
  cutPatches,
  type Extent,
  patchSizeFor,
  pixelOfCell,
  patchCount,
  publishedSize,
  retrieveWindows,
  windowExtent,
} from './patches.ts';

export interface GmicOptions {
  /** Share of the saliency values that `yGlobal` averages, 0..1. */
  readonly percentT: number;
  /** Size of the input, pixels; the published size by default. */
  readonly size?: Size;
}

/** GMIC made ready to run. */
export interface GmicNetwork {
  /** `input`: prepared image, (height, width) float32, C order. */
  run(input: Float32Array): Promise<GmicOutputs>;
  release(): Promise<void>;
}

/** Builds both graphs of GMIC from weights that fit `weightTable`, and loads them. */
export async function loadGmic(
  weights: Weights,
  loadGraph: LoadGraph,
  { percentT, size = publishedSize }: GmicOptions,
): Promise<GmicNetwork> {
  const patchSize = patchSizeFor(size);
  const global = await loadGraph(toOnnx(globalGraph(weights, size, percentT)));
  const local = await loadGraph(toOnnx(localGraph(weights, { count: patchCount, size: patchSize })));
  return {
    run: (input) => runGmic(global, local, input, size, patchSize),
    release: async () => {
      await global.release();
      await local.release();
    },
  };
}

async function runGmic(
  global: LoadedGraph,
  local: LoadedGraph,
  input: Float32Array,
  size: Size,
  patchSize: number,
): Promise<GmicOutputs> {
  const start = performance.now();
  const image: FloatTensor = { dims: [1, 1, size.height, size.width], data: input };
  const seen = await global.run({ [names.image]: image }, [
    names.saliency,
    names.yGlobal,
    names.globalVector,
  ]);
  const globalEnd = performance.now();

  const saliency = seen[names.saliency];
  const map: Extent = [saliency.dims[2], saliency.dims[3]];
  const extent: Extent = [size.height, size.width];
  const cells = retrieveWindows(saliency.data, map, windowExtent(patchSize, map, extent), patchCount);
  const locations = cells.map((cell) => pixelOfCell(cell, map, extent));
  const patches = cutPatches(input, extent, locations, patchSize);
  const patchesEnd = performance.now();

  const looked = await local.run(
    { [names.patches]: patches, [names.globalVector]: seen[names.globalVector] },
    [names.attention, names.yLocal, names.yFusion],
  );
  const yGlobal = classPair(seen[names.yGlobal]);
  const yLocal = classPair(looked[names.yLocal]);
  return {
    size,
    mapSize: { width: map[1], height: map[0] },
    patchSize,
    saliency: saliency.data,
    patchLocations: locations,
    patchAttentions: Array.from(looked[names.attention].data),
    yGlobal,
    yLocal,
    yFusion: classPair(looked[names.yFusion]),
    paperMean: [(yGlobal[0] + yLocal[0]) / 2, (yGlobal[1] + yLocal[1]) / 2],
    msPerStep: {
      global: globalEnd - start,
      patches: patchesEnd - globalEnd,
      local: performance.now() - patchesEnd,
    },
  };
}

function classPair({ data }: FloatTensor): ClassPair {
  return [data[0], data[1]];
}
