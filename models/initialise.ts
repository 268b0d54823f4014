/**
 * Weights to start training from, and to try the program with: they know nothing, and are the same everywhere for the
 * same seed.
 */
import type { WeightTable } from './graph/weightTable.ts';
import { elementCount, type Weights } from './checkpoint/tensors.ts';

/**
 * He initialisation (He et al. 2015, eq. 10, uniform): kernels and matrices are uniform in +-sqrt(6 / fan-in), so that a
 * ReLU layer keeps the variance. Batch norm starts as the identity (scale 1, shift 0, mean 0, variance 1), biases as 0,
 * except where a layer tells mass (1) from background (0): mass is rare, so its logit starts lower (compare Lin et al.
 * 2017, "Focal loss", section 3.3).
 *
 * Inference uses those running statistics, so nothing rescales what L residual blocks add up; the last kernel of each
 * block is therefore scaled by L^-1/2, which keeps the growth of variance below e (compare Zhang et al. 2019, Fixup). Without
 * it the outputs would be saturated.
 *
 * The random numbers are a hash of seed, tensor name and position (FNV-1a, then MurmurHash3's finaliser twice), so that a tensor's
 * values do not depend on the others.
 */
export function initialise(table: WeightTable, seed: number): Weights {
  return new Map(
    table.map(({ name, shape }) => {
      const data = new Float32Array(elementCount(shape));
      if (massAgainstBackground.test(name)) data.set([0, rareClassBias]);
      else if (shape.length === 1) data.fill(constantOf(name));
      else fillUniform(data, hashText(`${seed}/${name}`), kernelBound(name, shape, table));
      return [name, { shape, data }];
    }),
  );
}

function constantOf(name: string): number {
  return name.endsWith('.running_var') || name.endsWith('.weight') ? 1 : 0;
}

/** The last bias of each exit of HDS U-ResNet, (2). */
const massAgainstBackground = /^exit_(seg|cls)\..*\.model\.2\.bias$/;
const rareClassBias = -0.75;

const lastOfBlock = /\.conv2\.weight$/;

function kernelBound(name: string, shape: readonly number[], table: WeightTable): number {
  const fanIn = elementCount(shape.slice(1));
  const part = name.split('.')[0];
  const blocks = lastOfBlock.test(name)
    ? table.filter((other) => other.name.startsWith(`${part}.`) && lastOfBlock.test(other.name)).length
    : 1;
  return Math.sqrt(6 / fanIn / blocks);
}

/** Uniform in [-bound, bound), in steps of 2^-23 of it. */
function fillUniform(data: Float32Array, stream: number, bound: number): void {
  for (let index = 0; index < data.length; index++) {
    const bits = mix(stream ^ mix(index)) >>> 8;
    data[index] = (bound * (bits - 2 ** 23)) / 2 ** 23;
  }
}

/** FNV-1a, 32 bits, of the text's UTF-8 bytes. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

/** MurmurHash3's 32-bit finaliser (Appleby 2011): a bijection in which every input bit changes half of the output. */
function mix(value: number): number {
  let x = value ^ (value >>> 16);
  x = Math.imul(x, 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}
