/** `npm start` as a process, for a browser that is opened by hand. */
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { afterAll, expect, it, vi } from 'vitest';
import type { AppState } from '../../../contract/api.ts';
import type { ExamRow } from '../../../contract/exam.ts';
import type { Result } from '../../../contract/problem.ts';
import { writePhantomExam } from '../../../main/exports/phantomFiles.ts';
import { projectRoot } from '../../needs.ts';

const script = join(projectRoot, 'scripts/start.mjs');
const folder = mkdtempSync(join(tmpdir(), 'mammoscope-start-'));
const running: ChildProcess[] = [];
afterAll(() => {
  running.forEach((child) => child.kill('SIGKILL'));
  rmSync(folder, { recursive: true, force: true });
});

/** The first build of the renderer is waited for, too. */
const limitMs = 300_000;

interface Started {
  readonly output: string;
  readonly child: ChildProcess;
  call<T>(name: string): Promise<T>;
}

/** Starts it as npm does from `folder`, opens the page, and resolves when it can be called. */
async function start(...args: string[]): Promise<Started> {
  const child = spawn(process.execPath, [script, '--no-open', ...args], {
    cwd: projectRoot,
    env: { ...process.env, INIT_CWD: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.push(child);
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (output += text));
  await vi.waitFor(() => expect(output).toContain('Ctrl+C'), { timeout: limitMs, interval: 100 });
  const address = new URL(/http:\S+/.exec(output)?.[0] ?? '');
  const entered = await fetch(address, { redirect: 'manual' });
  const headers = {
    Cookie: entered.headers.get('set-cookie')?.split(';')[0] ?? '',
    'Content-Type': 'application/json',
  };
  const page = await fetch(address.origin, { headers });
  expect(await page.text()).toContain('<title>Mammoscope</title>');
  return {
    output,
    child,
    call: async <T>(name: string) => {
      const answer = await fetch(`${address.origin}/call/${name}`, { method: 'POST', headers, body: 'null' });
      return valueOf((await answer.json()) as Result<T>);
    },
  };
}

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
}

/** Resolves with its exit code. */
function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  child.kill(signal);
  return ended;
}

it(
  'npm start -- PATHS indexes what it is given, from where the user is, and ends with Ctrl+C',
  async () => {
    const exam = join(folder, 'exams', 'one');
    expect((await writePhantomExam(exam, 1, 1, { size: 256 })).ok).toBe(true);
    const { output, child, call } = await start('--library', 'library', 'exams/one');
    expect(output).toMatch(
      /^Mammoscope: for research use only\.\nReading room: http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}\nCtrl\+C ends it\.\n$/,
    );
    await vi.waitFor(
      async () => {
        expect(await call<readonly ExamRow[]>('listExams')).toHaveLength(1);
      },
      { timeout: 20_000, interval: 100 },
    );
    expect(await end(child, 'SIGINT')).toBe(0);
  },
  limitMs,
);

it(
  'npm start makes the sample exam where nothing is listed, and shows it first',
  async () => {
    const { output, child, call } = await start('--library', 'sample-library');
    expect(output).toContain('Making the sample exam');
    const [exam] = await call<readonly ExamRow[]>('listExams');
    expect((await call<AppState>('appState')).openExamId).toBe(exam.examId);
    expect(await end(child, 'SIGTERM')).toBe(0);
    const again = await start('--library', 'sample-library');
    expect(again.output).not.toContain('Making');
    expect((await again.call<AppState>('appState')).openExamId).toBeNull();
    expect(await end(again.child, 'SIGINT')).toBe(0);
  },
  limitMs,
);

it('npm start explains its arguments, and refuses others with exit code 2', () => {
  const run = (...args: string[]) => spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });
  expect(run('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('--no-open') as string });
  for (const args of [['--port', 'x'], ['--port', '70000'], ['--unknown'], ['--library']]) {
    const { status, stderr } = run(...args);
    expect([status, stderr]).toEqual([2, expect.stringContaining('usage: npm start')]);
  }
});

it(
  'npm start says which port is taken',
  async () => {
    const { child, output } = await start('--library', 'library');
    const port = /:(\d+)\//.exec(output)?.[1] ?? '';
    const second = spawnSync(
      process.execPath,
      [script, '--no-open', '--port', port, '--library', 'library'],
      {
        encoding: 'utf8',
        env: { ...process.env, INIT_CWD: folder },
      },
    );
    expect(second).toMatchObject({ status: 1, stderr: expect.stringContaining(`Port ${port}`) as string });
    await end(child, 'SIGINT');
  },
  limitMs,
);
