import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { lockFolder } from '../../../main/store/folderLock.ts';
import { projectRoot } from '../../needs.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const { signal } = new AbortController();
const taken = { ok: false, problem: { kind: 'name-taken', message: 'Somebody is at it.' } };

const lock = (folder: string, limitMs = 0, onWait = () => {}) =>
  lockFolder(folder, { limitMs, onWait, busy: 'Somebody is at it.' }, signal);

async function locked(folder: string, limitMs = 0) {
  const result = await lock(folder, limitMs);
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
}

describe('lockFolder', () => {
  it('gives a folder to one at a time', async () => {
    const folder = temporaryFolder();
    const first = await locked(folder);
    expect(await lock(folder)).toEqual(taken);
    first.release();
    (await locked(folder)).release();
  });

  it('waits for its turn, and says so once', async () => {
    const folder = temporaryFolder();
    const first = await locked(folder);
    let waits = 0;
    const second = lock(folder, 60_000, () => waits++);
    setTimeout(() => first.release(), 500);
    expect((await second).ok).toBe(true);
    expect(waits).toBe(1);
  });

  it('waits no longer when it is cancelled', async () => {
    const folder = temporaryFolder();
    const first = await locked(folder);
    const controller = new AbortController();
    const onWait = () => controller.abort();
    const second = await lockFolder(folder, { limitMs: 60_000, onWait, busy: '' }, controller.signal);
    expect(second).toMatchObject({ ok: false, problem: { kind: 'cancelled' } });
    first.release();
  });

  it('holds against another process, until that is killed', async () => {
    const folder = temporaryFolder();
    const module = pathToFileURL(join(projectRoot, 'main/store/folderLock.ts'));
    const code = `import { lockFolder } from ${JSON.stringify(module.href)};
      const wait = { limitMs: 0, onWait: () => {}, busy: '' };
      const lock = await lockFolder(${JSON.stringify(folder)}, wait, new AbortController().signal);
      console.log(lock.ok);
      setInterval(() => lock, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', code]);
    const [told] = (await once(child.stdout, 'data')) as [Buffer];
    expect(told.toString()).toBe('true\n');
    expect(await lock(folder)).toEqual(taken);
    child.kill('SIGKILL');
    await once(child, 'exit');
    (await locked(folder)).release();
  });

  it('says that a folder cannot be written', async () => {
    const problem = await lock(join(temporaryFolder(), 'missing'));
    expect(problem).toMatchObject({ ok: false, problem: { kind: 'unwritable' } });
  });
});
