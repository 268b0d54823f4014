import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { receiveUpload, uploadFolder, uploadParts } from '../../../main/room/uploads.ts';
import { mounted, temporaryFolder } from '../store/temporaryFolder.ts';

async function* chunks(...parts: readonly (string | Uint8Array | Error)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) {
    await Promise.resolve();
    if (part instanceof Error) throw part;
    yield typeof part === 'string' ? new TextEncoder().encode(part) : part;
  }
}

describe('names of uploaded files', () => {
  it.each(['a.dcm', 'exam 1/R-CC.dcm', 'ä/ü.dcm', 'IM000001', '..a', 'a..b/c'])('%j is taken', (name) => {
    expect(uploadParts(name)).toEqual({ ok: true, value: name.split('/') });
  });

  it.each([
    '',
    '.',
    '..',
    '../a',
    'a/../b',
    '/etc/passwd',
    'a//b',
    'a/',
    'a\0b',
    'a\nb',
    'C:/a',
    'C:a',
    'a\\..\\b',
    '\\\\server\\share',
    'a. ',
    'nul',
    'con.dcm',
    'a:stream',
    'a?b',
    'x'.repeat(201),
    'ä'.repeat(150),
    'a/'.repeat(40) + 'b',
    'abcdefgh/'.repeat(120) + 'b',
  ])('%j is refused', (name) => {
    expect(uploadParts(name)).toMatchObject({ ok: false, problem: { kind: 'bad-input' } });
  });

  it.each(['', '..', 'a/b', 'a\\b', 'a b', 'a'.repeat(101), '\0'])('upload %j is refused', (id) => {
    expect(uploadFolder('/data', id)).toMatchObject({ ok: false, problem: { kind: 'bad-input' } });
  });
});

describe('receiving', () => {
  it('writes a file as it comes, for this user only, and replaces one of the same name', async () => {
    const dataDir = temporaryFolder();
    const path = join(dataDir, 'incoming', 'u1', 'exam', 'a.dcm');
    for (const end of ['two', 'more']) {
      expect(await receiveUpload(dataDir, 'u1', 'exam/a.dcm', chunks('one ', end))).toEqual({
        ok: true,
        value: null,
      });
      expect(readFileSync(path, 'utf8')).toBe(`one ${end}`);
    }
    expect(readdirSync(join(dataDir, 'incoming', 'u1', 'exam'))).toEqual(['a.dcm']);
  });

  it('leaves nothing of a file whose sender broke off', async () => {
    const dataDir = temporaryFolder();
    const result = await receiveUpload(dataDir, 'u1', 'a.dcm', chunks('one', new Error('aborted')));
    expect(result).toMatchObject({ ok: false, problem: { kind: 'cancelled' } });
    expect(readdirSync(join(dataDir, 'incoming', 'u1'))).toEqual([]);
  });

  it('writes nowhere for a bad name', async () => {
    const dataDir = temporaryFolder();
    expect(await receiveUpload(dataDir, 'u1', '../../a.dcm', chunks('x'))).toMatchObject({ ok: false });
    expect(existsSync(join(dataDir, 'incoming'))).toBe(false);
  });

  it('says that a data folder is none', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    const result = await receiveUpload(file, 'u1', 'a.dcm', chunks('x'));
    expect(result).toMatchObject({ ok: false, problem: { kind: 'unwritable' } });
    expect(JSON.stringify(result)).not.toContain(file);
  });

  it('says that the disk is full, and keeps no part', async (context) => {
    const dataDir = temporaryFolder();
    if (!mounted(dataDir, ['-t', 'tmpfs', '-o', 'size=200k', 'tmpfs', dataDir]))
      context.skip('cannot mount here');
    const result = await receiveUpload(dataDir, 'u1', 'a.dcm', chunks(new Uint8Array(400_000)));
    expect(result).toMatchObject({ ok: false, problem: { kind: 'disk-full' } });
    expect(readdirSync(join(dataDir, 'incoming', 'u1'))).toEqual([]);
  });
});
