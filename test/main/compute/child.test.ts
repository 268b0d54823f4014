/** The real compute child, with ONNX Runtime and both networks, behind the engine. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Architecture } from '../../../contract/card.ts';
import { createEngine, type AnalysedImage, type Engine } from '../../../main/compute/engine.ts';
import { forkHost } from '../../../main/compute/host.ts';
import { pixelHash } from '../../../main/library/hash.ts';
import { saveWeights } from '../../../main/library/weightsStore.ts';
import { initialise } from '../../../models/initialise.ts';
import { registry } from '../../../models/registry.ts';

const rows = 900;
const columns = 600;
/** A bright half disc at the left edge, rippled: a breast as simple as can be, with something for the networks to see. */
const samples = Uint16Array.from({ length: rows * columns }, (_, index) => {
  const [y, x] = [Math.floor(index / columns), index % columns];
  if (Math.hypot(x / 400, (y - rows / 2) / 380) > 1) return 0;
  return 2000 + Math.round(800 * Math.sin(x / 9) * Math.cos(y / 11) + (index % 37));
});

let folder: string;
let dataDir: string;
let engine: Engine;
const pids: (number | undefined)[] = [];

async function initWeights(name: string, architecture: Architecture): Promise<void> {
  const { weightTable, preparation, percentT } = registry[architecture];
  const card = {
    name,
    architecture,
    source: null,
    licence: null,
    created: new Date().toISOString(),
    trainingData: null,
    metrics: {},
    untrained: true,
    seed: 1,
    preparation,
    percentT,
  };
  const saved = await saveWeights(dataDir, card, initialise(weightTable, 1));
  if (!saved.ok) throw new Error(saved.problem.message);
}

/** 16-bit binary PGM. */
function writePgm(path: string): void {
  const body = Buffer.alloc(samples.length * 2);
  samples.forEach((sample, index) => body.writeUInt16BE(sample, index * 2));
  writeFileSync(path, Buffer.concat([Buffer.from(`P5 ${columns} ${rows} 4095\n`), body]));
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mammoscope-child-'));
  dataDir = join(folder, 'data');
  await initWeights('masses', 'hds-uresnet');
  await initWeights('lesions', 'gmic');
  writePgm(join(folder, 'L-CC.pgm'));
  writeFileSync(join(folder, 'R-CC.pgm'), readFileSync(join(folder, 'L-CC.pgm')).subarray(0, 5000));
  const host = forkHost();
  engine = createEngine({
    dataDir,
    device: 'cpu',
    host: {
      start: () => {
        const link = host.start();
        pids.push(link.pid);
        return link;
      },
    },
  });
});

afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

async function analyse(name: string, weights: readonly string[], force = false): Promise<AnalysedImage> {
  const result = await engine.analyse({ file: join(folder, name), weights, force }).done;
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
}

describe('the compute child', () => {
  it('gives findings of both networks in source pixels, and the same from the cache', async () => {
    const steps: string[] = [];
    const request = { file: join(folder, 'L-CC.pgm'), weights: ['masses', 'lesions'] };
    const result = await engine.analyse(request, ({ step }) => {
      const text = `${step?.name} ${step?.weights}`;
      if (step && text !== steps.at(-1)) steps.push(text);
    }).done;
    if (!result.ok) throw new Error(result.problem.message);
    const image = result.value;
    expect(steps).toEqual([
      'start null',
      'read null',
      'decode null',
      ...['masses', 'lesions'].flatMap((name) =>
        ['prepare', 'load', 'network', 'findings'].map((step) => `${step} ${name}`),
      ),
    ]);
    expect(image).toMatchObject({
      header: { rows, columns, laterality: 'L', viewPosition: 'CC' },
      pixelHash: pixelHash({ rows, columns, samplesPerPixel: 1, samples }),
      fromCache: [false, false],
      problems: [],
      notKept: null,
    });
    const [masses, lesions] = image.analyses;
    expect(masses).toMatchObject({ architecture: 'hds-uresnet', weightsName: 'masses', untrained: true });
    expect(lesions).toMatchObject({ architecture: 'gmic', weightsName: 'lesions', device: 'cpu' });
    if (masses.findings.architecture !== 'hds-uresnet' || lesions.findings.architecture !== 'gmic') {
      throw new Error('findings of another architecture');
    }
    for (const value of Object.values(masses.findings.probabilities)) {
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(1);
    }
    for (const { x, y } of masses.findings.contours.flatMap(({ points }) => points)) {
      expect(x >= -1 && x <= columns + 1 && y >= -1 && y <= rows + 1).toBe(true);
    }
    expect(lesions.findings.patches.map(({ rank }) => rank)).toEqual([1, 2, 3, 4, 5, 6]);
    for (const { timingsMs } of image.analyses) {
      expect(timingsMs).toMatchObject({ prepare: expect.any(Number), findings: expect.any(Number) });
      expect(timingsMs.runtime).toBeGreaterThan(0);
    }

    const again = await analyse('L-CC.pgm', ['masses', 'lesions']);
    expect(again.fromCache).toEqual([true, true]);
    expect(again.analyses).toEqual(image.analyses);

    // Another file with the same pixels, of the same side, is known once it is decoded.
    copyFileSync(join(folder, 'L-CC.pgm'), join(folder, 'copy-L-CC.pgm'));
    const copy = await analyse('copy-L-CC.pgm', ['masses', 'lesions']);
    expect(copy.fromCache).toEqual([true, true]);
    // On the other side they are another image.
    copyFileSync(join(folder, 'L-CC.pgm'), join(folder, 'copy-R-CC.pgm'));
    const mirrored = await analyse('copy-R-CC.pgm', ['masses']);
    expect(mirrored).toMatchObject({ pixelHash: image.pixelHash, fromCache: [false] });
  });

  it('loads a network once', async () => {
    const { analyses } = await analyse('L-CC.pgm', ['masses'], true);
    expect(analyses[0].timingsMs.load).toBeLessThan(analyses[0].timingsMs.runtime);
    expect(pids).toHaveLength(1);
  });

  it('reports a damaged image and damaged weights, and goes on', async () => {
    const damaged = await engine.analyse({ file: join(folder, 'R-CC.pgm'), weights: ['masses'] }).done;
    expect(damaged).toMatchObject({ ok: false, problem: { file: join(folder, 'R-CC.pgm') } });
    const path = join(dataDir, 'weights', 'spoilt', 'weights.safetensors');
    await initWeights('spoilt', 'hds-uresnet');
    writeFileSync(path, readFileSync(path).subarray(0, 100_000));
    // They have the hash of the good ones, which are loaded: those must not be taken for these.
    const mixed = await analyse('copy-L-CC.pgm', ['spoilt', 'masses'], true);
    expect(mixed.analyses.map(({ weightsName }) => weightsName)).toEqual(['masses']);
    expect(mixed.problems).toMatchObject([{ weights: 'spoilt', problem: { kind: 'corrupt', file: path } }]);
    const only = await engine.analyse({ file: join(folder, 'L-CC.pgm'), weights: ['spoilt'], force: true })
      .done;
    expect(only).toMatchObject({ ok: false, problem: { kind: 'corrupt', file: path } });
  });

  it('survives kill -9 in the middle of a network, and is cancelled there within 2 s', async () => {
    const inNetwork = (then: () => void) => {
      const file = join(folder, 'L-CC.pgm');
      const ticket = engine.analyse({ file, weights: ['lesions'], force: true }, ({ state, step }) => {
        if (state === 'running' && step?.name === 'network') then();
      });
      return ticket;
    };
    const killed = inNetwork(() => process.kill(pids.at(-1)!, 'SIGKILL'));
    expect(await killed.done).toMatchObject({
      ok: false,
      problem: {
        kind: 'compute-failed',
        message: expect.stringContaining('while running lesions (SIGKILL)'),
      },
    });
    const { promise, resolve } = Promise.withResolvers<void>();
    const ticket = inNetwork(resolve);
    await promise;
    await delay(20);
    const start = performance.now();
    ticket.cancel();
    expect(await ticket.done).toMatchObject({ ok: false, problem: { kind: 'cancelled' } });
    expect(performance.now() - start).toBeLessThan(2000);
    expect((await analyse('L-CC.pgm', ['masses'], true)).fromCache).toEqual([false]);
  });
});
