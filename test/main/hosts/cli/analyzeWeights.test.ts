import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Results } from '../../../../contract/results.ts';
import { writePhantomExam } from '../../../../main/exports/phantomFiles.ts';
import { createUntrainedWeights } from '../../../../main/library/weightsImport.ts';
import { saveWeights } from '../../../../main/library/weightsStore.ts';
import { initialise } from '../../../../models/initialise.ts';
import { registry } from '../../../../models/registry.ts';
import { projectRoot } from '../../../needs.ts';

const folder = mkdtempSync(join(tmpdir(), 'mammoscope-analyze-weights-'));
const data = join(folder, 'data');
const out = join(folder, 'out');

beforeAll(async () => {
  expect((await writePhantomExam(join(folder, 'exam'), 5, 1, { size: 400 })).ok).toBe(true);
  const untrained = await createUntrainedWeights(data, { architecture: 'hds-uresnet', seed: 1 });
  if (!untrained.ok) throw new Error(untrained.problem.message);
  const trained = { ...untrained.value, name: 'trained', untrained: false, seed: null };
  const { weightTable } = registry['hds-uresnet'];
  expect((await saveWeights(data, trained, initialise(weightTable, 2))).ok).toBe(true);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function analyse(...options: string[]) {
  const args = [
    'analyze',
    join(folder, 'exam', 'L-CC.dcm'),
    '--out',
    out,
    '--device',
    'cpu',
    '--library',
    data,
  ];
  return spawnSync(process.execPath, [join(projectRoot, 'main/hosts/cli.ts'), ...args, ...options], {
    encoding: 'utf8',
  });
}

test('untrained weights beside trained ones are left out with a word', () => {
  expect(analyse().stderr).toContain(
    'Left out: untrained weights beside trained ones (hds-uresnet-untrained-1).\n',
  );
  const { weights } = JSON.parse(readFileSync(join(out, 'results.json'), 'utf8')) as Results;
  expect(weights.map(({ name }) => name)).toContain('trained');
  expect(weights.map(({ name }) => name)).not.toContain('hds-uresnet-untrained-1');
}, 60_000);

test('untrained weights named together with trained ones are refused', () => {
  const run = analyse('--models', 'trained,hds-uresnet-untrained-1');
  expect(run.stderr).toContain('their mean would mean nothing');
  expect(run.status).toBe(2);
});
