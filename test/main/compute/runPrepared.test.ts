import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WeightsCard } from '../../../contract/card.ts';
import type { Size } from '../../../contract/geometry.ts';
import type { Result } from '../../../contract/problem.ts';
import { forkHost } from '../../../main/compute/host.ts';
import type { RunPreparedTask } from '../../../main/compute/protocol.ts';
import { openRuntime } from '../../../main/compute/session.ts';
import { Supervisor } from '../../../main/compute/supervisor.ts';
import { createUntrainedWeights } from '../../../main/library/weightsImport.ts';
import { readWeights } from '../../../main/library/weightsStore.ts';
import { loadGmic } from '../../../models/gmic/run.ts';
import { loadHds } from '../../../models/hdsUresnet/run.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'mammoscope-run-prepared-'));
const supervisor = new Supervisor(forkHost());
const cards: Partial<Record<WeightsCard['architecture'], WeightsCard>> = {};

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
}

beforeAll(async () => {
  for (const architecture of ['hds-uresnet', 'gmic'] as const) {
    cards[architecture] = valueOf(await createUntrainedWeights(dataDir, { architecture, seed: 1 }));
  }
});
afterAll(async () => {
  await supervisor.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

function task(architecture: 'hds-uresnet' | 'gmic', size: Size): RunPreparedTask {
  const { name, sha256 } = cards[architecture]!;
  const image = Float32Array.from({ length: size.width * size.height }, (_, i) => Math.sin(i * 0.01));
  return { type: 'run-prepared', dataDir, device: 'cpu', weights: { name, sha256 }, size, image };
}

const run = (one: RunPreparedTask) => supervisor.run(one, { signal: new AbortController().signal });

describe('a prepared image in the compute child', () => {
  it('comes back from HDS U-ResNet as findings in its own pixels', async () => {
    const one = task('hds-uresnet', { width: 128, height: 256 });
    const { findings } = valueOf(await run(one));
    const { weights } = valueOf(await readWeights(dataDir, one.weights.name));
    const network = await loadHds(weights, await openRuntime('cpu'), one.size, { innerExits: false });
    const expected = await network.run(one.image);
    await network.release();
    if (findings.architecture !== 'hds-uresnet') throw new Error(findings.architecture);
    expect(findings.probabilities.imageOfficial).toBeCloseTo(expected.imageProbabilityOfficial, 6);
    expect(findings.probabilityMap).toMatchObject({ ...one.size, toSource: { a: 1, d: 1, e: 0, f: 0 } });
    expect(findings.probabilityMap.data).toEqual(expected.segmentationProbability);
  });

  it('comes back from GMIC with patches in its own pixels', async () => {
    const one = task('gmic', { width: 384, height: 512 });
    const { findings, peakMemoryBytes } = valueOf(await run(one));
    const { weights, card } = valueOf(await readWeights(dataDir, one.weights.name));
    const options = { percentT: card.percentT!, size: one.size };
    const network = await loadGmic(weights, await openRuntime('cpu'), options);
    const expected = await network.run(one.image);
    await network.release();
    if (findings.architecture !== 'gmic') throw new Error(findings.architecture);
    expect(findings.probabilities.fusion.malignant).toBeCloseTo(expected.yFusion[1], 6);
    const corners = findings.patches
      .toSorted((a, b) => a.retrieval - b.retrieval)
      .map(({ rect: { x, y } }) => [y, x]);
    expect(corners).toEqual(expected.patchLocations);
    expect(peakMemoryBytes).toBeGreaterThan(1e7);
  });

  it('is refused at a size that the network does not take', async () => {
    const refused = await run(task('gmic', { width: 100, height: 512 }));
    expect(refused).toMatchObject({ ok: false, problem: { kind: 'bad-input' } });
  });
});
