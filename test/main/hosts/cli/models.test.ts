import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { registry } from '../../../../models/registry.ts';
import { writeSafetensors } from '../../../../models/checkpoint/safetensors.ts';
import type { Weights } from '../../../../models/checkpoint/tensors.ts';
import { initialise } from '../../../../models/initialise.ts';
import { projectRoot } from '../../../needs.ts';

const folder = mkdtempSync(join(tmpdir(), 'models-command-'));
const dataDir = join(folder, 'data');
const checkpoint = join(folder, 'gmic.safetensors');

beforeAll(() => writeFileSync(checkpoint, writeSafetensors(initialise(registry.gmic.weightTable, 5))));
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));
afterAll(() => rmSync(folder, { recursive: true }));

function models(...args: string[]) {
  const run = spawnSync(
    process.execPath,
    [join(projectRoot, 'main/hosts/cli.ts'), 'models', ...args, '--library', dataDir],
    { encoding: 'utf8' },
  );
  return { code: run.status, out: run.stdout, err: run.stderr };
}

function listed() {
  return JSON.parse(models('list', '--json').out);
}

describe('mammoscope models', () => {
  test('an empty store says what to do', () => {
    const { code, out } = models('list');
    expect(code).toBe(0);
    expect(out).toContain('models import');
    expect(out).toContain('models init');
    expect(listed()).toEqual({ weights: [], problems: [] });
  });

  test('import, list, show, verify, remove', () => {
    const options = ['--name', 'mine', '--percent-t', '0.05', '--licence', 'CC0', '--training-data', 'none'];
    expect(models('import', 'gmic', checkpoint, ...options)).toMatchObject({ code: 0, err: '' });
    expect(listed().weights).toMatchObject([
      {
        name: 'mine',
        architecture: 'gmic',
        percentT: 0.05,
        licence: 'CC0',
        trainingData: 'none',
        untrained: false,
        source: { file: 'gmic.safetensors' },
        preparation: { rule: 'gmic/1' },
        builtIn: false,
      },
    ]);
    expect(models('list').out).not.toContain('UNTRAINED');
    expect(models('show', 'mine').out).toMatch(/percent t +0\.05/);
    expect(JSON.parse(models('show', 'mine', '--json').out)).toEqual(listed().weights[0]);
    expect(models('verify')).toMatchObject({ code: 0, out: 'mine: whole\n' });
    expect(models('import', 'gmic', checkpoint, '--name', 'mine')).toMatchObject({ code: 1 });
    expect(models('remove', 'mine').code).toBe(0);
    expect(listed().weights).toEqual([]);
    expect(models('show', 'mine')).toMatchObject({
      code: 1,
      err: expect.stringContaining('unknown-weights'),
    });
  });

  test('init marks its weights untrained, and the same seed gives the same', () => {
    expect(models('init', 'hds-uresnet', '--seed', '7').code).toBe(0);
    expect(models('init', 'hds-uresnet', '--seed', '7', '--name', 'again').code).toBe(0);
    const [again, first] = listed().weights;
    expect(first).toMatchObject({
      name: 'hds-uresnet-untrained-7',
      untrained: true,
      seed: 7,
      source: null,
      percentT: null,
      preparation: { rule: 'hds-uresnet/1', mean: 87.2532, std: 67.7831 },
    });
    expect(again.sha256).toBe(first.sha256);
    expect(models('list').out.match(/UNTRAINED/g)).toHaveLength(2);
    expect(models('show', 'again').out).toContain('UNTRAINED');
  });

  test('verify finds the damaged ones and goes on', () => {
    models('init', 'hds-uresnet', '--seed', '1', '--name', 'a');
    models('init', 'hds-uresnet', '--seed', '1', '--name', 'b');
    const file = join(dataDir, 'weights', 'a', 'weights.safetensors');
    const bytes = readFileSync(file);
    bytes[100_000] ^= 1;
    writeFileSync(file, bytes);
    const { code, out, err } = models('verify');
    expect(code).toBe(1);
    expect(out).toBe('b: whole\n');
    expect(err).toContain(file);
    expect(err).toContain('SHA-256');
    expect(models('verify', 'b').code).toBe(0);
  });

  test('wrong checkpoints say why, and leave nothing behind', () => {
    const bad = join(folder, 'bad.p');
    const tries: readonly (readonly [Uint8Array, string, string])[] = [
      [Buffer.from('\u0080\u0002cposix\nsystem\nX\u0002\0\0\0id\u0085R.', 'latin1'), 'gmic', 'posix.system'],
      [readFileSync(checkpoint), 'hds-uresnet', 'These are weights of gmic'],
      [readFileSync(checkpoint).subarray(0, 1_000_000), 'gmic', 'truncated'],
      [
        writeSafetensors(withoutFirst(initialise(registry.gmic.weightTable, 5))),
        'gmic',
        'ds_net.first_conv.weight',
      ],
      [Buffer.from('nothing of the kind'), 'gmic', 'unsupported'],
    ];
    for (const [bytes, architecture, message] of tries) {
      writeFileSync(bad, bytes);
      const { code, err } = models('import', architecture, bad, '--name', 'bad');
      expect(code, message).toBe(1);
      expect(err).toContain(bad);
      expect(err).toContain(message);
    }
    expect(models('import', 'gmic', join(folder, 'absent.p'), '--name', 'bad').err).toContain('not-found');
    expect(models('import', 'gmic', folder, '--name', 'bad').err).toContain('unreadable');
    expect(existsSync(join(dataDir, 'weights'))).toBe(false);
  });

  test('unexpected tensors are refused, or left out when asked', () => {
    const more = new Map([
      ...initialise(registry.gmic.weightTable, 5),
      ['head.weight', { shape: [1], data: Float32Array.of(1) }],
    ]);
    const file = join(folder, 'more.safetensors');
    writeFileSync(file, writeSafetensors(more));
    expect(models('import', 'gmic', file, '--name', 'more').err).toContain(
      '1 tensor unexpected: head.weight',
    );
    expect(models('import', 'gmic', file, '--name', 'more', '--allow-unexpected').code).toBe(0);
  });

  test('killed while it writes, the store opens whole and the name can be used', async () => {
    const folderOfWeights = join(dataDir, 'weights');
    const begun = () =>
      existsSync(folderOfWeights) &&
      readdirSync(folderOfWeights).some((name) => name.startsWith('.incoming-'));
    for (const delayMs of [0, 10, 30]) {
      rmSync(folderOfWeights, { recursive: true, force: true });
      const child = spawn(process.execPath, [
        join(projectRoot, 'main/hosts/cli.ts'),
        ...['models', 'init', 'gmic', '--seed', '1', '--library', dataDir],
      ]);
      const ended = new Promise((resolve) => child.once('exit', resolve));
      while (child.exitCode === null && !begun()) await sleep(1);
      await sleep(delayMs);
      child.kill('SIGKILL');
      await ended;
      expect(models('verify')).toMatchObject({ code: 0, err: '' });
    }
    models('remove', 'gmic-untrained-1');
    expect(models('init', 'gmic', '--seed', '1').code).toBe(0);
    expect(models('verify').out).toBe('gmic-untrained-1: whole\n');
  });

  test.each([
    [['import', 'vgg', checkpoint, '--name', 'x']],
    [['import', 'gmic', checkpoint]],
    [['import', 'gmic', checkpoint, '--name', '../x']],
    [['import', 'gmic', checkpoint, '--name', 'x', '--percent-t', '0']],
    [['import', 'gmic', checkpoint, '--name', 'x', '--percent-t', '1.5']],
    [['import', 'gmic', checkpoint, '--name', 'x', '--percent-t', 'much']],
    [['import', 'hds-uresnet', checkpoint, '--name', 'x', '--percent-t', '0.1']],
    [['init', 'gmic']],
    [['init', 'gmic', '--seed', '-1']],
    [['init', 'gmic', '--seed', '1.5']],
    [['show']],
    [['dance']],
  ])('bad usage exits with 2: %j', (args) => {
    const { code, err } = models(...args);
    expect(code).toBe(2);
    expect(err).not.toBe('');
  });
});

function withoutFirst(weights: Weights): Weights {
  return new Map([...weights].slice(1));
}
