/** The program as JavaScript, as Electron runs it: everything that starts by address is there, and it works. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExamRow } from '../../../../contract/exam.ts';
import type { Result } from '../../../../contract/problem.ts';
import { writePhantomExam } from '../../../../main/exports/phantomFiles.ts';
import { projectRoot } from '../../../needs.ts';

const out = join(projectRoot, 'build/app-under-test');
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mammoscope-compiled-'));
  const compiler = join(projectRoot, 'node_modules/typescript/bin/tsc');
  const compiled = spawnSync(
    process.execPath,
    [compiler, '-p', join(projectRoot, 'tsconfig.desktop.json'), '--outDir', out],
    { encoding: 'utf8' },
  );
  if (compiled.status !== 0) throw new Error(compiled.stdout);
}, 120_000);
afterAll(() => {
  rmSync(out, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
});

describe('the compiled program', () => {
  it('has every worker and child that the sources start', () => {
    const main = join(projectRoot, 'main');
    const started = readdirSync(main, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .flatMap((name) =>
        [
          ...readFileSync(join(main, name), 'utf8').matchAll(/moduleBeside\(import\.meta\.url, '(\w+)'\)/g),
        ].map(([, module]) => join(out, 'main', dirname(name), `${module}.js`)),
      );
    expect(started.length).toBeGreaterThanOrEqual(4);
    for (const file of started) expect(existsSync(file), file).toBe(true);
    expect(existsSync(join(out, 'main/hosts/electron.js'))).toBe(true);
    const preload = readFileSync(join(out, 'main/hosts/electron/preload.cjs'), 'utf8');
    expect(preload).toContain("require('electron')");
    expect(preload).not.toMatch(/^(import|export) /m);
  });

  it('lists and analyses an exam, its compute child compiled, too', async () => {
    const written = await writePhantomExam(join(folder, 'exam'), 1, 1, { size: 400 });
    expect(written.ok).toBe(true);
    // Plain Node without type stripping, as in Electron.
    const script = `
      import { openDesktop } from ${JSON.stringify(pathToFileURL(join(out, 'main/desktop.js')).href)};
      const desktop = openDesktop({ dataDir: ${JSON.stringify(join(folder, 'data'))}, device: 'cpu', hostName: 'electron' });
      // What a window does: the program alone does not stay.
      const stay = setInterval(() => undefined, 1000);
      const done = new Set();
      let analysing = false;
      desktop.onEvent(async (event) => {
        if (event.type === 'indexing' && event.indexing.state === 'done' && !analysing) {
          analysing = true;
          const exams = await desktop.call('listExams', null);
          await desktop.call('analyseExam', { examId: exams.value[0].examId, force: false });
        }
        if (event.type === 'analysis' && ['done', 'failed'].includes(event.image.state)) done.add(event.image.imageId);
        if (done.size < 4) return;
        done.clear();
        console.log(JSON.stringify(await desktop.call('listExams', null)));
        await desktop.close();
        clearInterval(stay);
      });
      desktop.index([${JSON.stringify(join(folder, 'exam'))}], 'exam');
    `;
    // A file, not --eval: worker threads inherit the flags of the process.
    const file = join(folder, 'run.mjs');
    writeFileSync(file, script);
    const run = spawnSync(process.execPath, ['--no-experimental-strip-types', file], {
      encoding: 'utf8',
      timeout: 110_000,
    });
    const listed = JSON.parse(run.stdout || '{}') as Result<readonly ExamRow[]>;
    expect(listed.ok, run.stderr).toBe(true);
    expect(listed.ok && listed.value[0].analysis).toMatchObject({ state: 'done', done: 4, total: 4 });
  }, 120_000);
});
