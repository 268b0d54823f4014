import { spawn } from 'node:child_process';
import { readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { checkpointFolder, type Checkpoint } from '../../../main/training/checkpoint.ts';
import { projectRoot } from '../../needs.ts';
import { temporaryFolder } from '../store/temporaryFolder.ts';
import { emptyCheckpoint, train } from './smallTraining.ts';

const noSave = () => Promise.resolve();

/** Of a run that nothing disturbed, after each step. */
const undisturbed = new Map<number, Checkpoint>();
const steps = 40;

beforeAll(async () => {
  await train(emptyCheckpoint(), steps, (checkpoint) => {
    undisturbed.set(checkpoint.state.step, structuredClone(checkpoint));
    return Promise.resolve();
  });
});

async function loaded(folder: string): Promise<Checkpoint> {
  const result = await checkpointFolder(folder).load();
  if (!result.ok || result.value === null) throw new Error('nothing was loaded');
  return result.value;
}

/** Bit for bit, in the same order. Far faster than comparing the numbers one by one. */
function expectSame(actual: Checkpoint, expected: Checkpoint): void {
  expect(actual.state).toEqual(expected.state);
  const bits = (tensors: Checkpoint['optimiser']) =>
    [...tensors].map(
      ([name, data]) => [name, Buffer.from(data.buffer, data.byteOffset, data.byteLength)] as const,
    );
  const weights = (of: Checkpoint['weights'] | null) =>
    bits(new Map([...(of ?? [])].map(([name, { shape, data }]) => [`${name} ${shape.join('x')}`, data])));
  const pairs = [
    [weights(actual.weights), weights(expected.weights)],
    [weights(actual.best), weights(expected.best)],
    [weights(actual.mean), weights(expected.mean)],
    [bits(actual.optimiser), bits(expected.optimiser)],
  ];
  for (const [ours, theirs] of pairs) {
    expect(ours.map(([name]) => name)).toEqual(theirs.map(([name]) => name));
    expect(ours.filter(([, bytes], at) => !bytes.equals(theirs[at][1])).map(([name]) => name)).toEqual([]);
  }
}

describe('checkpoints', () => {
  test('of a training that never began: none', async () => {
    expect(await checkpointFolder(join(temporaryFolder(), 'new')).load()).toEqual({ ok: true, value: null });
  });

  test('come back as they were saved; the last two are kept', async () => {
    const folder = join(temporaryFolder(), 'run', 'checkpoints');
    const checkpoints = checkpointFolder(folder);
    for (const step of [1, 2, 3]) {
      expect(await checkpoints.save(undisturbed.get(step)!)).toEqual({ ok: true, value: undefined });
      expectSame(await loaded(folder), undisturbed.get(step)!);
    }
    expect(readdirSync(folder).toSorted()).toEqual(['checkpoint-000002', 'checkpoint-000003']);
  });

  test('without best weights and means come back without', async () => {
    const folder = temporaryFolder();
    await checkpointFolder(folder).save(emptyCheckpoint());
    expectSame(await loaded(folder), emptyCheckpoint());
    expect(await loaded(folder)).toMatchObject({ best: null, mean: null });
  });

  test('are copied when they are asked for, whatever training does meanwhile', async () => {
    const folder = temporaryFolder();
    const checkpoint = structuredClone(undisturbed.get(7)!);
    const saving = checkpointFolder(folder).save(checkpoint);
    for (const { data } of checkpoint.weights.values()) data.fill(0);
    for (const data of checkpoint.optimiser.values()) data.fill(0);
    await saving;
    expectSame(await loaded(folder), undisturbed.get(7)!);
  });

  test('asked for at once are saved one after the other', async () => {
    const folder = temporaryFolder();
    const checkpoints = checkpointFolder(folder);
    const saved = await Promise.all([4, 5, 6].map((step) => checkpoints.save(undisturbed.get(step)!)));
    expect(saved.every(({ ok }) => ok)).toBe(true);
    expectSame(await loaded(folder), undisturbed.get(6)!);
  });

  test('go on exactly', async () => {
    const folder = temporaryFolder();
    await checkpointFolder(folder).save(undisturbed.get(13)!);
    expectSame(await train(await loaded(folder), steps, noSave), undisturbed.get(steps)!);
  });
});

describe('damage', () => {
  async function twoCheckpoints(): Promise<string> {
    const folder = temporaryFolder();
    const checkpoints = checkpointFolder(folder);
    for (const step of [1, 2]) await checkpoints.save(undisturbed.get(step)!);
    return folder;
  }

  test.each(['state.json', 'state.safetensors'])('in %s: the checkpoint before it is used', async (file) => {
    const folder = await twoCheckpoints();
    const path = join(folder, 'checkpoint-000002', file);
    truncateSync(path, 1000);
    expectSame(await loaded(folder), undisturbed.get(1)!);
    writeFileSync(path, 'not at all what it was');
    expectSame(await loaded(folder), undisturbed.get(1)!);
  });

  test('of one bit of one number is noticed', async () => {
    const folder = await twoCheckpoints();
    const file = await open(join(folder, 'checkpoint-000002', 'state.safetensors'), 'r+');
    await file.write(new Uint8Array([1]), 0, 1, 500_000);
    await file.close();
    expectSame(await loaded(folder), undisturbed.get(1)!);
  });

  test('of all is a problem', async () => {
    const folder = await twoCheckpoints();
    for (const name of readdirSync(folder)) truncateSync(join(folder, name, 'state.json'), 0);
    const result = await checkpointFolder(folder).load();
    expect(!result.ok && result.problem).toMatchObject({ kind: 'corrupt', file: folder });
  });

  test('a full disk is a problem, and leaves the checkpoints before it', async () => {
    const folder = await twoCheckpoints();
    const full = checkpointFolder(folder, () =>
      Promise.reject(Object.assign(new Error(), { code: 'ENOSPC' })),
    );
    const saved = await full.save(undisturbed.get(3)!);
    expect(!saved.ok && saved.problem.kind).toBe('disk-full');
    expect(readdirSync(folder).toSorted()).toEqual(['checkpoint-000001', 'checkpoint-000002']);
    expect((await checkpointFolder(folder).save(undisturbed.get(3)!)).ok).toBe(true);
    expectSame(await loaded(folder), undisturbed.get(3)!);
  });
});

describe('a write that never comes to its end', () => {
  /** Writes the first `bytes` bytes of all, and then nothing more for ever: as if the power went. */
  function stuckAfter(bytes: number, reached: () => void) {
    let left = bytes;
    return async (path: string, content: Uint8Array): Promise<void> => {
      const part = content.subarray(0, left);
      left -= part.length;
      writeFileSync(path, part, { flag: 'wx' });
      if (part.length === content.length) return;
      reached();
      await new Promise(() => undefined);
    };
  }

  test.each([0, 1, 8, 200, 100_000, 5_000_000])(
    'after %i bytes leaves the checkpoint before',
    async (bytes) => {
      const folder = temporaryFolder();
      await checkpointFolder(folder).save(undisturbed.get(1)!);
      await new Promise<void>((resolve) => {
        void checkpointFolder(folder, stuckAfter(bytes, resolve)).save(undisturbed.get(2)!);
      });
      expect(readdirSync(folder).some((name) => name.startsWith('.incoming-'))).toBe(true);
      expectSame(await loaded(folder), undisturbed.get(1)!);
      await checkpointFolder(folder).save(undisturbed.get(3)!);
      expect(readdirSync(folder).toSorted()).toEqual(['checkpoint-000001', 'checkpoint-000002']);
    },
  );
});

describe('a training that is killed again and again', () => {
  const program = join(projectRoot, 'test/main/training/smallTraining.ts');

  /** Kills the training `delayMs` after it has told of its first step; gives the last step that it told of. */
  function killedAfter(folder: string, delayMs: number): Promise<number> {
    const child = spawn(process.execPath, [program, folder, '100000'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (more: string) => {
      if (text === '') setTimeout(() => child.kill('SIGKILL'), delayMs);
      text += more;
    });
    return new Promise((resolve) => {
      child.on('close', () => resolve(Number(text.split('\n').at(-2))));
    });
  }

  test('goes on each time, and comes to the same numbers', async () => {
    const folder = temporaryFolder();
    let interrupted = 0;
    for (let kill = 0; kill < 14; kill++) {
      const told = await killedAfter(folder, 7 * kill);
      interrupted += readdirSync(folder).filter((name) => name.startsWith('.')).length;
      const { state } = await loaded(folder);
      // One more may have been written that was not told.
      expect([told, told + 1]).toContain(state.step);
    }
    expect(interrupted).toBeGreaterThan(0);
    const resumed = await loaded(folder);
    const expected = await train(emptyCheckpoint(), resumed.state.step, noSave);
    expectSame(resumed, expected);
  }, 60_000);
});
