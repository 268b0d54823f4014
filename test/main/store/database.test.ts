import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openLibrary, type Library } from '../../../main/store/database.ts';
import { findImage, saveImage } from '../../../main/store/images.ts';
import { latestVersion } from '../../../main/store/migrations/all.ts';
import { storageProblem } from '../../../main/store/failures.ts';
import { projectRoot } from '../../needs.ts';
import { sampleHeader, sampleSource } from './sampleRecords.ts';
import { mounted, temporaryFolder } from './temporaryFolder.ts';

const known = { header: sampleHeader(), pixelHash: 'aa', imageHash: 'bb' };

function open(dataDir: string): Library {
  const library = openLibrary(dataDir);
  if (!library.ok) throw new Error(library.problem.message);
  return library.value;
}

/** A library with one image, closed. */
function withOneImage(dataDir = temporaryFolder()): string {
  const library = open(dataDir);
  saveImage(library, sampleSource(), known);
  library.close();
  return dataDir;
}

describe('openLibrary', () => {
  it('makes folder and library, for this user only, durable and checked', () => {
    const dataDir = join(temporaryFolder(), 'deep', 'folder');
    const library = open(dataDir);
    const value = (pragma: string) => Object.values(library.database.prepare(`PRAGMA ${pragma}`).get()!)[0];
    expect(value('user_version')).toBe(latestVersion);
    expect(value('journal_mode')).toBe('wal');
    expect(value('synchronous')).toBe(2);
    expect(value('foreign_keys')).toBe(1);
    expect(value('busy_timeout')).toBeGreaterThan(0);
    expect(library).toMatchObject({ readOnly: false, notice: null });
    if (process.platform !== 'win32') expect(statSync(dataDir).mode & 0o077).toBe(0);
    library.close();
    library.close();
  });

  it('finds again what was saved', () => {
    const library = open(withOneImage());
    expect(findImage(library, sampleSource())).toEqual(known);
    library.close();
  });

  it('refuses the library of a newer program and leaves it as it is', () => {
    const dataDir = withOneImage();
    const path = join(dataDir, 'library.sqlite');
    const database = new DatabaseSync(path);
    database.exec(`PRAGMA user_version = ${latestVersion + 5}`);
    database.close();
    const before = readFileSync(path);
    expect(openLibrary(dataDir)).toMatchObject({
      ok: false,
      problem: {
        kind: 'unsupported',
        message: expect.stringMatching(/newer Mammoscope .*Update the program/),
        file: path,
      },
    });
    expect(readFileSync(path)).toEqual(before);
    expect(readdirSync(dataDir)).toEqual(['library.sqlite']);
  });

  it.each([
    ['is no database', (path: string) => writeFileSync(path, 'not a database '.repeat(1000))],
    [
      'has its first pages overwritten',
      (path: string) => {
        const bytes = readFileSync(path);
        bytes.fill(0x55, 100, 8192);
        writeFileSync(path, bytes);
      },
    ],
    ['was cut short', (path: string) => truncateSync(path, 4096)],
  ])('keeps a library that %s under another name, begins a new one, and says so', (_name, damage) => {
    const dataDir = withOneImage();
    const path = join(dataDir, 'library.sqlite');
    damage(path);
    const damaged = readFileSync(path);
    const library = open(dataDir);
    expect(library.notice).toMatchObject({ kind: 'corrupt', message: expect.stringContaining('is kept as') });
    const kept = readdirSync(dataDir).filter((name) => name.includes('damaged'));
    expect(kept).toHaveLength(1);
    expect(readFileSync(join(dataDir, kept[0]))).toEqual(damaged);
    expect(library.notice!.message).toContain(kept[0]);
    expect(findImage(library, sampleSource())).toBe(null);
    saveImage(library, sampleSource(), known);
    library.close();
    const again = open(dataDir);
    expect(again.notice).toBe(null);
    expect(findImage(again, sampleSource())).toEqual(known);
    again.close();
  });

  it('says that a folder that cannot be made is unwritable', () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    for (const dataDir of [file, join(file, 'data')]) {
      expect(openLibrary(dataDir)).toMatchObject({
        ok: false,
        problem: { kind: 'unwritable', file: dataDir },
      });
    }
  });

  it('opens a library in a read-only folder for reading, and refuses a folder without one', (context) => {
    const dataDir = withOneImage();
    const empty = temporaryFolder();
    for (const folder of [dataDir, empty]) {
      if (!mounted(folder, ['--bind', folder, folder], ['-o', 'remount,bind,ro', folder])) {
        if (process.getuid?.() === 0 || process.platform === 'win32') context.skip('cannot mount here');
        chmodSync(folder, 0o500);
        onTestFinished(() => chmodSync(folder, 0o700));
      }
    }
    const library = open(dataDir);
    expect(library.readOnly).toBe(true);
    expect(findImage(library, sampleSource())).toEqual(known);
    try {
      saveImage(library, sampleSource({ file: '/b' }), known);
      expect.unreachable();
    } catch (error) {
      expect(storageProblem(error, library.path)).toMatchObject({ kind: 'unwritable' });
    }
    library.close();
    expect(openLibrary(empty)).toMatchObject({ ok: false, problem: { kind: 'unwritable', file: empty } });
  });

  it('reports a full disk, and is whole afterwards', (context) => {
    const dataDir = temporaryFolder();
    if (!mounted(dataDir, ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', dataDir]))
      context.skip('cannot mount here');
    const library = open(dataDir);
    const bulky = sampleHeader({ studyDescription: 'x'.repeat(50_000) });
    let saved = 0;
    let problem = null;
    for (; problem === null && saved < 100; saved++) {
      try {
        saveImage(library, sampleSource({ file: `/${saved}` }), { ...known, header: bulky });
      } catch (error) {
        problem = storageProblem(error, library.path);
      }
    }
    expect(problem).toMatchObject({ kind: 'disk-full' });
    library.close();
    const again = open(dataDir);
    expect(again.notice).toBe(null);
    expect(again.database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
    expect(again.database.prepare('SELECT count(*) AS n FROM image').get()).toEqual({ n: saved - 1 });
    again.close();
  });

  it('begins a full disk with a clear problem', (context) => {
    const dataDir = temporaryFolder();
    if (!mounted(dataDir, ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', dataDir]))
      context.skip('cannot mount here');
    try {
      writeFileSync(join(dataDir, 'filler'), new Uint8Array(100_000));
    } catch {
      // As much as fits.
    }
    expect(openLibrary(dataDir)).toMatchObject({ ok: false, problem: { kind: 'disk-full' } });
  });

  it('serves several programs at once, from the first moment', async () => {
    const dataDir = temporaryFolder();
    const writer = join(projectRoot, 'test/main/store/writer.ts');
    const codes = await Promise.all(
      Array.from({ length: 4 }, (_, index) =>
        exitOf(spawn(process.execPath, [writer, dataDir, String(index), '40'])),
      ),
    );
    expect(codes).toEqual([0, 0, 0, 0]);
    const library = open(dataDir);
    expect(library.notice).toBe(null);
    expect(library.database.prepare('SELECT count(*) AS n FROM image').get()).toEqual({ n: 160 });
    expect(library.database.prepare('SELECT count(*) AS n FROM analysis').get()).toEqual({ n: 160 });
    library.close();
    expect(existsSync(join(dataDir, 'library.sqlite-wal'))).toBe(false);
  });

  it('is used without a warning about SQLite being experimental', () => {
    const script = `import ${JSON.stringify(join(projectRoot, 'main/store/database.ts'))}`;
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    expect(output).toBe('');
  });
});

function exitOf(child: ReturnType<typeof spawn>): Promise<number | null> {
  child.stderr?.pipe(process.stderr);
  return new Promise((resolve) => child.on('exit', resolve));
}
