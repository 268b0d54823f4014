import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { WeightsCard } from '../../../contract/card.ts';
import { chooseWeights, untrainedBesideTrained } from '../../../main/library/chooseWeights.ts';
import { createUntrainedWeights } from '../../../main/library/weightsImport.ts';
import { saveWeights } from '../../../main/library/weightsStore.ts';
import { initialise } from '../../../models/initialise.ts';
import { registry } from '../../../models/registry.ts';

let dataDir = '';
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'mammoscope-choose-'));
});
afterEach(() => {
  rmSync(dataDir, { recursive: true, force: true });
});

async function untrained(seed: number): Promise<WeightsCard> {
  const made = await createUntrainedWeights(dataDir, { architecture: 'hds-uresnet', seed });
  if (!made.ok) throw new Error(made.problem.message);
  return made.value;
}

async function names(named: readonly string[] | null, builtIn?: string): Promise<readonly string[]> {
  const chosen = await chooseWeights(dataDir, named, builtIn);
  if (!chosen.ok) throw new Error(chosen.problem.message);
  return chosen.value.cards.map((card) => card.name);
}

describe('weights to analyse with', () => {
  test('an empty store gets untrained ones of every architecture, and says so', async () => {
    const chosen = await chooseWeights(dataDir, null);
    expect(chosen).toMatchObject({ ok: true, value: { notices: [expect.stringContaining('untrained')] } });
    if (!chosen.ok) return;
    expect(chosen.value.cards.map((card) => card.architecture).toSorted()).toEqual(['gmic', 'hds-uresnet']);
    expect(chosen.value.cards.every((card) => card.untrained)).toBe(true);
    // The second time they are there.
    expect(await names(null)).toEqual(chosen.value.cards.map((card) => card.name));
  });

  test('trained ones go before untrained ones of their architecture', async () => {
    const card = await untrained(1);
    const { weightTable } = registry['hds-uresnet'];
    const trained = { ...card, name: 'trained', untrained: false, seed: null };
    await saveWeights(dataDir, trained, initialise(weightTable, 2));
    expect(await names(null)).toEqual(['trained']);
    expect(await names(['hds-uresnet'])).toEqual(['trained']);
    expect(await chooseWeights(dataDir, null)).toMatchObject({
      value: { leftOut: ['hds-uresnet-untrained-1'] },
    });
    expect(await chooseWeights(dataDir, ['trained'])).toMatchObject({ value: { leftOut: [] } });
  });

  test('untrained ones that stand in where there are no trained ones are not left out', async () => {
    await untrained(1);
    expect(await chooseWeights(dataDir, null, join(dataDir, 'none'))).toMatchObject({
      value: { leftOut: [] },
    });
  });

  test('untrained and trained ones of one architecture are told apart, those of two are not', async () => {
    const card = await untrained(1);
    const trained = { ...card, name: 'trained', untrained: false, seed: null };
    expect(untrainedBesideTrained([card, trained])).toMatchObject({
      kind: 'bad-input',
      message: expect.stringMatching(/hds-uresnet.*\(trained\).*\(hds-uresnet-untrained-1\)/),
    });
    expect(untrainedBesideTrained([card, { ...trained, architecture: 'gmic' }])).toBeNull();
    expect(untrainedBesideTrained([card, { ...card, name: 'other' }])).toBeNull();
  });

  test("the user's own trained ones go before the program's, and those before untrained ones", async () => {
    const card = await untrained(1);
    const { weightTable } = registry['hds-uresnet'];
    const trained = { ...card, untrained: false, seed: null };
    const builtIn = join(dataDir, 'program');
    await saveWeights(dataDir, { ...trained, name: 'program' }, initialise(weightTable, 2));
    cpSync(join(dataDir, 'weights/program'), join(builtIn, 'program'), { recursive: true });
    rmSync(join(dataDir, 'weights/program'), { recursive: true });
    expect(await names(null, builtIn)).toEqual(['program']);
    await saveWeights(dataDir, { ...trained, name: 'own' }, initialise(weightTable, 3));
    expect(await names(null, builtIn)).toEqual(['own']);
    expect(await names(['program'], builtIn)).toEqual(['program']);
  });

  test('a name means those weights, an architecture all of its weights, each once', async () => {
    await untrained(1);
    await untrained(2);
    expect(await names(['hds-uresnet-untrained-2'])).toEqual(['hds-uresnet-untrained-2']);
    expect(await names(['hds-uresnet-untrained-2', 'hds-uresnet'])).toEqual([
      'hds-uresnet-untrained-2',
      'hds-uresnet-untrained-1',
    ]);
  });

  test('an unknown name is a problem that lists what is there', async () => {
    await untrained(1);
    expect(await chooseWeights(dataDir, ['nobody'])).toMatchObject({
      ok: false,
      problem: { kind: 'unknown-weights', message: expect.stringContaining('hds-uresnet-untrained-1') },
    });
  });
});
