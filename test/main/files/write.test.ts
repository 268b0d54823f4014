import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { readWhole } from '../../../main/files/read.ts';
import { makeFolder, writeDurably, writeWhole } from '../../../main/files/write.ts';
import { mounted, temporaryFolder } from '../store/temporaryFolder.ts';

const windows = process.platform === 'win32';

let folder = '';
beforeEach(() => {
  folder = temporaryFolder();
});

describe('writing whole', () => {
  it('makes and replaces a file, and leaves no other', async () => {
    const path = join(folder, 'a.txt');
    expect(await writeWhole(path, 'long text')).toEqual({ ok: true, value: undefined });
    expect(await writeWhole(path, Uint8Array.of(65))).toMatchObject({ ok: true });
    expect(readFileSync(path, 'utf8')).toBe('A');
    expect(readdirSync(folder)).toEqual(['a.txt']);
  });

  it('gives every reader one of two writers whole', async () => {
    const path = join(folder, 'a.txt');
    const contents = ['a', 'b'].map((letter) => letter.repeat(4_000_000));
    const results = await Promise.all(contents.map((content) => writeWhole(path, content)));
    expect(results.map(({ ok }) => ok)).toEqual([true, true]);
    expect(contents).toContain(readFileSync(path, 'utf8'));
    expect(readdirSync(folder)).toEqual(['a.txt']);
  });

  it.skipIf(windows)('keeps what is private private', async () => {
    const path = join(folder, 'inner', 'a.txt');
    await makeFolder(join(folder, 'inner'), { mode: 0o700 });
    await writeWhole(path, 'text', { mode: 0o600 });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'inner')).mode & 0o777).toBe(0o700);
  });

  it('says what is in the way, and leaves it', async () => {
    mkdirSync(join(folder, 'a'));
    writeFileSync(join(folder, 'b'), 'kept');
    expect(await writeWhole(join(folder, 'a'), 'x')).toMatchObject({ problem: { kind: 'unwritable' } });
    expect(await makeFolder(join(folder, 'b', 'c'))).toMatchObject({ problem: { kind: 'unwritable' } });
    expect(await writeWhole(join(folder, 'absent', 'c'), 'x')).toMatchObject({
      problem: { kind: 'unwritable' },
    });
    expect(readdirSync(folder)).toEqual(['a', 'b']);
    expect(readFileSync(join(folder, 'b'), 'utf8')).toBe('kept');
  });

  it('says of a folder that is there whether it can be written to', async ({ skip }) => {
    expect(await makeFolder(folder)).toMatchObject({ ok: true });
    const readOnly = [
      ['-t', 'tmpfs', 'none', folder],
      ['-o', 'remount,ro', folder],
    ];
    if (!mounted(folder, ...readOnly)) skip();
    expect(await makeFolder(folder)).toMatchObject({ problem: { kind: 'unwritable', file: folder } });
  });

  it.skipIf(windows)('writes through a link instead of replacing it', async () => {
    writeFileSync(join(folder, 'target'), '');
    symlinkSync(join(folder, 'target'), join(folder, 'link'));
    await writeWhole(join(folder, 'link'), 'text');
    expect(lstatSync(join(folder, 'link')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(folder, 'target'), 'utf8')).toBe('text');
  });

  it('keeps the earlier file and leaves no part where the disk is full', async (context) => {
    if (!mounted(folder, ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder]))
      context.skip('cannot mount here');
    await writeWhole(join(folder, 'a'), 'kept');
    const written = await writeWhole(join(folder, 'a'), new Uint8Array(100_000));
    expect(written).toMatchObject({ problem: { kind: 'disk-full' } });
    expect(readdirSync(folder)).toEqual(['a']);
    expect(readFileSync(join(folder, 'a'), 'utf8')).toBe('kept');
  });

  it.skipIf(!existsSync('/dev/full'))('writes to a device, which may be full', async () => {
    expect(await writeWhole('/dev/null', 'text')).toMatchObject({ ok: true });
    expect(await writeWhole('/dev/full', 'text')).toMatchObject({ problem: { kind: 'disk-full' } });
    expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true);
  });
});

describe('writing durably', () => {
  it('makes a new file and replaces none', async () => {
    const path = join(folder, 'a');
    await writeDurably(path, Uint8Array.of(1));
    await expect(writeDurably(path, Uint8Array.of(2))).rejects.toMatchObject({ code: 'EEXIST' });
    expect([...readFileSync(path)]).toEqual([1]);
  });
});

describe('reading whole', () => {
  it('reads plain files up to a size', async () => {
    const path = join(folder, 'a');
    writeFileSync(path, 'text');
    expect(await readWhole(path, 4)).toMatchObject({ ok: true });
    expect(await readWhole(path, 3)).toMatchObject({ problem: { kind: 'too-large', file: path } });
    expect(await readWhole(folder)).toMatchObject({ problem: { kind: 'unreadable' } });
    expect(await readWhole(join(folder, 'absent'))).toMatchObject({ problem: { kind: 'not-found' } });
  });
});
