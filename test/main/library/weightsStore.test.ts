import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Result } from '../../../contract/problem.ts';
import { sha256 } from '../../../main/library/hash.ts';
import { createUntrainedWeights } from '../../../main/library/weightsImport.ts';
import {
  checkName,
  findCard,
  listWeights,
  readWeights,
  removeWeights,
  saveWeights,
  verifyWeights,
  type NewCard,
} from '../../../main/library/weightsStore.ts';
import { registry } from '../../../models/registry.ts';
import type { Weights } from '../../../models/checkpoint/tensors.ts';
import { initialise } from '../../../models/initialise.ts';
import { mounted, temporaryFolder } from '../store/temporaryFolder.ts';

const newCard: NewCard = {
  name: 'first',
  architecture: 'hds-uresnet',
  source: { file: 'a.pt', sha256: 'a'.repeat(64) },
  licence: 'CC0',
  created: '2026-11-20T12:00:00.000Z',
  trainingData: 'none',
  metrics: { auc: 0.5 },
  untrained: false,
  seed: null,
  preparation: { rule: 'hds-uresnet/1', mean: 87.2532, std: 67.7831 },
  percentT: null,
};

/** Enough for what does not read them again. */
const few: Weights = new Map([['a.weight', { shape: [2], data: Float32Array.of(1, 2) }]]);
let whole: Weights = new Map();
let dataDir = '';
const noBuiltIn = join(tmpdir(), 'mammoscope-no-such-folder');
const weightsFile = (name: string) => join(dataDir, 'weights', name, 'weights.safetensors');
const cardFile = (name: string) => join(dataDir, 'weights', name, 'card.json');

const save = (name: string, weights: Weights = few) =>
  saveWeights(dataDir, { ...newCard, name }, weights, { builtIn: noBuiltIn });
const list = () => listWeights(dataDir, noBuiltIn);

function kindOf(result: Result<unknown>): string {
  return result.ok ? 'done' : result.problem.kind;
}

beforeAll(() => {
  whole = initialise(registry['hds-uresnet'].weightTable, 1);
});
beforeEach(() => {
  dataDir = temporaryFolder();
});

describe('weights on disk', () => {
  test('come back with their card', async () => {
    const saved = await save('first', whole);
    if (!saved.ok) throw new Error(saved.problem.message);
    expect(saved.value).toEqual({
      ...newCard,
      version: 1,
      sha256: sha256(readFileSync(weightsFile('first'))),
    });
    const read = await readWeights(dataDir, 'first', noBuiltIn);
    expect(read.ok && read.value.card).toEqual(saved.value);
    expect(read.ok && [...read.value.weights.keys()]).toEqual([...whole.keys()]);
    for (const [name, { data }] of whole) {
      expect(read.ok && Buffer.compare(bytesOf(read.value.weights.get(name)!.data), bytesOf(data))).toBe(0);
    }
    expect((await list()).weights).toEqual([{ card: saved.value, builtIn: false }]);
    expect(readdirSync(join(dataDir, 'weights'))).toEqual(['first']);
  });

  test('the same weights give the same hash under any name', async () => {
    const [a, b] = [await save('a'), await save('b')];
    expect(a.ok && b.ok && a.value.sha256 === b.value.sha256).toBe(true);
  });

  test('a name is given once', async () => {
    await save('first');
    expect(kindOf(await save('first'))).toBe('name-taken');
    const both = await Promise.all([save('second'), save('second')]);
    expect(both.map(kindOf).sort()).toEqual(['done', 'name-taken']);
    expect(readdirSync(join(dataDir, 'weights')).sort()).toEqual(['first', 'second']);
  });

  test('removed weights are gone, and the name is free', async () => {
    await save('first');
    expect(kindOf(await removeWeights(dataDir, 'first', noBuiltIn))).toBe('done');
    expect(readdirSync(join(dataDir, 'weights'))).toEqual([]);
    expect(kindOf(await removeWeights(dataDir, 'first', noBuiltIn))).toBe('unknown-weights');
    expect(kindOf(await save('first'))).toBe('done');
  });

  test('half-precision files are read as float32', async () => {
    await save('half');
    const halved = writeHalves(whole);
    writeFileSync(weightsFile('half'), halved);
    rewriteCard('half', { sha256: sha256(halved) });
    const read = await readWeights(dataDir, 'half', noBuiltIn);
    const name = 'trunk.blocks.0.0.bn1.weight';
    expect(read.ok && read.value.weights.get(name)?.data).toEqual(new Float32Array(16).fill(1));
  });

  test('weights that come with the program are listed, read, and cannot be removed or shadowed', async () => {
    await save('shipped', whole);
    const builtIn = join(dataDir, 'weights');
    const elsewhere = join(dataDir, 'elsewhere');
    expect((await listWeights(elsewhere, builtIn)).weights).toMatchObject([
      { card: { name: 'shipped' }, builtIn: true },
    ]);
    expect(kindOf(await verifyWeights(elsewhere, 'shipped', builtIn))).toBe('done');
    expect(kindOf(await removeWeights(elsewhere, 'shipped', builtIn))).toBe('bad-input');
    const again = await saveWeights(elsewhere, { ...newCard, name: 'shipped' }, few, { builtIn });
    expect(kindOf(again)).toBe('name-taken');
  });
});

describe('names', () => {
  test.each(['a', 'GMIC-1_v2.0', '0', 'x'.repeat(100)])('%s is one', (name) => {
    expect(checkName(name).ok).toBe(true);
  });
  test.each([
    '',
    '.',
    '..',
    '../x',
    'a/b',
    'a\\b',
    '.hidden',
    '-x',
    'a.',
    'a b',
    'é',
    'CON',
    'nul.txt',
    'a\n',
    'x'.repeat(101),
    'C:x',
  ])('%j is none, whatever is asked', async (name) => {
    expect(kindOf(await save(name))).toBe('bad-input');
    expect(kindOf(await readWeights(dataDir, name, noBuiltIn))).toBe('bad-input');
    expect(kindOf(await findCard(dataDir, name, noBuiltIn))).toBe('bad-input');
    expect(kindOf(await removeWeights(dataDir, name, noBuiltIn))).toBe('bad-input');
  });
});

describe('damage', () => {
  test('one changed bit is found; other weights are still there', async () => {
    await save('good', whole);
    await save('bad', whole);
    const bytes = readFileSync(weightsFile('bad'));
    bytes[bytes.length >> 1] ^= 1;
    writeFileSync(weightsFile('bad'), bytes);
    expect(await verifyWeights(dataDir, 'bad', noBuiltIn)).toMatchObject({
      ok: false,
      problem: { kind: 'corrupt', file: weightsFile('bad') },
    });
    expect(kindOf(await verifyWeights(dataDir, 'good', noBuiltIn))).toBe('done');
    expect((await list()).weights).toHaveLength(2);
  });

  test('a missing file', async () => {
    await save('first');
    rmSync(weightsFile('first'));
    expect(kindOf(await readWeights(dataDir, 'first', noBuiltIn))).toBe('unreadable');
  });

  test.each<[string, string]>([
    ['no JSON', '{'],
    ['a list', '[]'],
    ['nothing', ''],
    ['too long', ' '.repeat((1 << 20) + 1)],
    ['of other weights', JSON.stringify({ ...newCard, version: 1, sha256: 'a'.repeat(64), name: 'other' })],
  ])('a card that is %s: named, others listed, removable', async (_, text) => {
    await save('good');
    await save('bad');
    writeFileSync(cardFile('bad'), text);
    const { weights: listed, problems } = await list();
    expect(listed.map(({ card }) => card.name)).toEqual(['good']);
    expect(problems).toMatchObject([{ kind: 'corrupt', file: cardFile('bad') }]);
    expect(kindOf(await readWeights(dataDir, 'bad', noBuiltIn))).toBe('corrupt');
    expect(kindOf(await removeWeights(dataDir, 'bad', noBuiltIn))).toBe('done');
  });

  test.each<[string, unknown]>([
    ['version', 2],
    ['architecture', 'vgg'],
    ['sha256', 'short'],
    ['source', { file: 'x' }],
    ['created', 'yesterday'],
    ['metrics', { auc: 'high' }],
    ['untrained', 'no'],
    ['seed', '1'],
    ['preparation', { rule: 'hds-uresnet/1', mean: 1, std: 0 }],
    ['preparation', { rule: 'other/1' }],
    ['percentT', 2],
  ])('a card with a wrong %s says so', async (field, value) => {
    await save('first');
    rewriteCard('first', { [field]: value });
    const found = await findCard(dataDir, 'first', noBuiltIn);
    expect(!found.ok && found.problem).toMatchObject({ kind: 'corrupt' });
    expect(!found.ok && found.problem.message).toContain(`"${field}"`);
  });

  test('what a killed program left is not listed, and swept away once it is old', async () => {
    const left = join(dataDir, 'weights', '.incoming-0123456789abcdef');
    mkdirSync(left, { recursive: true });
    writeFileSync(join(left, 'weights.safetensors'), 'half');
    expect((await list()).weights).toEqual([]);
    await save('first');
    expect(existsSync(left)).toBe(true);
    utimesSync(left, 0, 0);
    await save('second');
    expect(readdirSync(join(dataDir, 'weights')).sort()).toEqual(['first', 'second']);
  });
});

describe('disks that fail', () => {
  test.each([
    ['ENOSPC', 'disk-full'],
    ['EDQUOT', 'disk-full'],
    ['EACCES', 'unwritable'],
  ])('%s half-way is %s, and nothing is left', async (code, kind) => {
    const write = async (path: string, bytes: Uint8Array) => {
      writeFileSync(path, bytes.subarray(0, 1000));
      throw Object.assign(new Error(`${code}: failed`), { code });
    };
    const saved = await saveWeights(dataDir, newCard, whole, { builtIn: noBuiltIn, write });
    expect(kindOf(saved)).toBe(kind);
    expect(readdirSync(join(dataDir, 'weights'))).toEqual([]);
  });

  test('a data folder that is a file', async () => {
    const file = join(dataDir, 'file');
    writeFileSync(file, '');
    const made = await createUntrainedWeights(file, { architecture: 'hds-uresnet', seed: 1 });
    expect(kindOf(made)).toBe('unwritable');
  });

  test('a read-only data folder', async ({ skip }) => {
    const root = process.getuid?.() === 0;
    if (!root) chmodSync(dataDir, 0o500);
    else if (!mounted(dataDir, ['--bind', dataDir, dataDir], ['-o', 'remount,bind,ro', dataDir])) {
      skip('root without the right to mount a read-only folder');
    }
    expect(kindOf(await save('first'))).toBe('unwritable');
    if (!root) chmodSync(dataDir, 0o700);
  });

  test('a full disk', async ({ skip }) => {
    if (!mounted(dataDir, ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', dataDir])) {
      skip('no right to mount a small disk');
    }
    const made = await createUntrainedWeights(dataDir, { architecture: 'hds-uresnet', seed: 1 });
    expect(kindOf(made)).toBe('disk-full');
    expect(readdirSync(join(dataDir, 'weights'))).toEqual([]);
  });
});

function bytesOf(data: Float32Array): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function rewriteCard(name: string, change: Readonly<Record<string, unknown>>): void {
  const card = JSON.parse(readFileSync(cardFile(name), 'utf8'));
  writeFileSync(cardFile(name), JSON.stringify({ ...card, ...change }));
}

/** The weights' shapes as a half-precision safetensors file; ones for batch norm scales and variances, zeros otherwise. */
function writeHalves(all: Weights): Uint8Array {
  const header: Record<string, unknown> = {};
  const blocks: Uint8Array[] = [];
  let at = 0;
  for (const [name, { shape, data }] of all) {
    const halves = Uint16Array.from(data, (value) => (value === 1 ? 0x3c00 : 0));
    header[name] = { dtype: 'F16', shape, data_offsets: [at, at + halves.byteLength] };
    blocks.push(new Uint8Array(halves.buffer));
    at += halves.byteLength;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const length = new Uint8Array(new BigUint64Array([BigInt(text.length)]).buffer);
  return Buffer.concat([length, text, ...blocks]);
}
