import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findRealImages, realMarks } from '../../../main/evaluation/realMarks.ts';
import { encodePng } from '../../../main/exports/png.ts';
import { createUntrainedWeights } from '../../../main/library/weightsImport.ts';
import { projectRoot } from '../../needs.ts';

const folder = mkdtempSync(join(tmpdir(), 'real-marks-'));
const shared = join(folder, 'shared');
const films = join(shared, 'real-mammograms/ddsm-tissue');
const digital = join(shared, 'fixtures/images');
const dataDir = join(folder, 'data');
const silent = { onImage: () => undefined, onProblem: () => undefined };

/** A breast at the right: half an ellipse. */
function half(width: number, height: number, inside: number, outside: number): Buffer {
  const data = Uint8Array.from({ length: width * height }, (_, at) => {
    const x = (width - (at % width)) / (0.8 * width);
    const y = (Math.floor(at / width) - height / 2) / (0.4 * height);
    return x * x + y * y < 1 ? inside + (at % 7) : outside;
  });
  return encodePng({ width, height, channels: 1, data });
}

beforeAll(async () => {
  mkdirSync(films, { recursive: true });
  mkdirSync(digital, { recursive: true });
  writeFileSync(join(films, 'a.RIGHT_MLO.png'), half(240, 480, 120, 10));
  writeFileSync(join(films, 'a.RIGHT_MLO_tissue.png'), half(240, 480, 128, 64));
  writeFileSync(join(films, 'b.RIGHT_MLO.png'), half(240, 480, 120, 10));
  writeFileSync(join(films, 'b.RIGHT_MLO_tissue.png'), half(120, 480, 128, 64));
  writeFileSync(join(digital, '0_R-CC.png'), half(300, 400, 90, 0));
  writeFileSync(join(digital, '0_R-CC_benign_seg.png'), half(300, 400, 255, 0));
  const made = await createUntrainedWeights(dataDir, {
    architecture: 'hds-uresnet',
    seed: 1,
    name: 'masses',
  });
  if (!made.ok) throw new Error(made.problem.message);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('marks on real mammograms', () => {
  it('finds films with their tissue labels and full-field images, and no masks', async () => {
    expect(await findRealImages(shared)).toEqual([
      {
        set: 'DDSM film',
        file: join(films, 'a.RIGHT_MLO.png'),
        tissueFile: join(films, 'a.RIGHT_MLO_tissue.png'),
      },
      {
        set: 'DDSM film',
        file: join(films, 'b.RIGHT_MLO.png'),
        tissueFile: join(films, 'b.RIGHT_MLO_tissue.png'),
      },
      { set: 'full-field', file: join(digital, '0_R-CC.png'), tissueFile: null },
    ]);
    expect(await findRealImages(join(folder, 'nowhere'))).toEqual([]);
  });

  it('are counted by set, and an image that fails does not stop the others', async () => {
    const outDir = join(folder, 'out');
    const images = await findRealImages(shared);
    const done = await realMarks(
      { dataDir, weights: ['masses'], images, device: 'cpu', outDir, pictures: true },
      silent,
      new AbortController().signal,
    );
    if (!done.ok) throw new Error(done.problem.message);
    const [{ sets, images: marked, untrained, threshold }] = done.value.weights;
    expect({ untrained, threshold }).toEqual({ untrained: true, threshold: 0.5 });
    expect(sets.map(({ set, images: count }) => [set, count])).toEqual([
      ['DDSM film', 1],
      ['full-field', 1],
      ['all', 2],
    ]);
    expect(marked.map(({ image }) => image)).toEqual(['a.RIGHT_MLO.png', '0_R-CC.png']);
    expect(done.value.problems).toMatchObject([{ kind: 'bad-input', file: images[1].tissueFile }]);
    expect(existsSync(join(outDir, 'marks.json'))).toBe(true);
    expect(existsSync(join(outDir, 'masses-0_R-CC.png'))).toBe(true);
  });

  const script = (...args: string[]) =>
    spawnSync(process.execPath, [join(projectRoot, 'main/evaluation/realMarksProgram.ts'), ...args], {
      encoding: 'utf8',
    });

  it('are skipped, saying so, where there are no real mammograms', () => {
    const nowhere = join(folder, 'nowhere');
    const args = ['--out', nowhere, '--shared', nowhere, '--data', dataDir, 'masses'];
    expect(script(...args)).toMatchObject({
      status: 0,
      stdout: `Skipped: there are no real mammograms in ${nowhere}.\n`,
    });
    expect(script('masses')).toMatchObject({ status: 2, stderr: expect.stringContaining('usage:') });
  });
});
