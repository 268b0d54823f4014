import { createHash } from 'node:crypto';
import type { Example, ExampleSource } from '../../training/data/example.ts';
import { pack } from '../store/packed.ts';

/**
 * What data are, as one number for a card: SHA-256, hexadecimal, over the source's description and everything in the examples
 * with these indices (all by default), in order: pixels, masks, labels, whose they are. Reads each of them.
 */
export async function manifestHash(source: ExampleSource, indices?: readonly number[]): Promise<string> {
  const manifest = createHash('sha256');
  const wanted = indices ?? Array.from({ length: source.count }, (_, index) => index);
  manifest.update(JSON.stringify([source.description, source.count]));
  for (const index of wanted) manifest.update(`\n${index} ${exampleHash(await source.example(index))}`);
  return manifest.digest('hex');
}

function exampleHash(example: Example): string {
  const { json, bytes } = pack(example);
  return createHash('sha256').update(json).update(bytes).digest('hex');
}
