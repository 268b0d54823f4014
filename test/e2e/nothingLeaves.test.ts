/**
 * No request leaves the machine: seen from outside, by the system calls of the program and all its children, and by the
 * browser's own log of its network. The pages of all other end-to-end tests are watched, too (`watch.ts`).
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { lacks, needing, projectRoot } from '../needs.ts';
import { phantomFolder, temporaryFolder } from './app.ts';
import { launchBrowser } from './browser.ts';
import { openedApp } from './openedApp.ts';
import type { App } from './openedApp.ts';
import { watch } from './watch.ts';

const skipped = lacks('chromium') || lacks('strace');
describe.skipIf(skipped)(needing('no request leaves the machine', 'chromium', 'strace'), () => {
  it('while an exam is opened, shown and analysed', async () => {
    const folder = temporaryFolder();
    const systemCalls = join(folder, 'system-calls.txt');
    const netLog = join(folder, 'net-log.json');
    const program = await startTraced(systemCalls, folder, await phantomFolder());
    const browser = await launchBrowser(`--log-net-log=${netLog}`);
    const context = await browser.newContext();
    const watched = await watch(context, new URL(program.address).origin);
    const page = await context.newPage();
    await page.goto(program.address);
    const app = openedApp(page, folder, watched, () => browser.close());
    const views = await analysedViews(app);
    expect(views).toBe(4);
    await untilDrawn(page);
    await app.close();
    await program.interrupt();

    const reached = addressesOfCalls(readFileSync(systemCalls, 'utf8'));
    expect(reached.calls).toBeGreaterThan(0);
    expect(reached.elsewhere).toEqual([]);
    expect(addressesOfNetLog(readFileSync(netLog, 'utf8'))).toEqual([
      `127.0.0.1:${new URL(program.address).port}`,
    ]);
  }, 180_000);
});

interface TracedProgram {
  readonly address: string;
  /** As Ctrl+C does; resolves when it has ended. */
  interrupt(): Promise<void>;
}

/** Starts the app for a browser below strace, which writes down every call that could reach a network. */
async function startTraced(log: string, dataDir: string, exams: string): Promise<TracedProgram> {
  const host = [process.execPath, 'main/hosts/browser.ts', '--library', join(dataDir, 'data'), '--', exams];
  const traced = spawn(
    'strace',
    [
      ...['-f', '--seccomp-bpf', '-e', 'trace=connect,sendto,sendmsg,sendmmsg', '-o', log],
      // A shell tells the number that the program will have.
      ...['sh', '-c', 'echo "pid $$"; exec "$@"', 'sh', ...host],
    ],
    { cwd: projectRoot, stdio: ['ignore', 'pipe', 'inherit'], env: outsideCi(process.env) },
  );
  const ended = new Promise<void>((resolve) => traced.on('exit', () => resolve()));
  const text = await outputUntil(traced, /Reading room: (\S+)/);
  return {
    address: /Reading room: (\S+)/.exec(text)?.[1] ?? '',
    interrupt: () => {
      process.kill(Number(/pid (\d+)/.exec(text)?.[1]), 'SIGINT');
      return ended;
    },
  };
}

/** Libraries keep their telemetry to themselves in CI, which is not how users run them. */
function outsideCi(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(CI|GITHUB_.*|VITEST.*)$/.test(name)));
}

function outputUntil({ stdout }: ChildProcess, pattern: RegExp): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    stdout?.setEncoding('utf8').on('data', (data: string) => {
      text += data;
      if (pattern.test(text)) resolve(text);
    });
  });
}

/** Opens the first exam of the list; resolves with the number of its views when all are analysed. */
async function analysedViews(app: App): Promise<number> {
  let examId: string | undefined;
  await expect
    .poll(async () => {
      const listed = await app.call('listExams', null);
      return (examId = listed.ok ? listed.value[0]?.examId : undefined);
    })
    .toBeDefined();
  await app.call('analyseExam', { examId: examId!, force: false });
  let states: readonly string[] = [];
  await expect
    .poll(
      async () => {
        const shown = await app.call('shownExam', { examId: examId! });
        states = shown.ok ? shown.value.images.map(({ state }) => state) : [];
        return states.length > 0 && states.every((state) => state === 'done');
      },
      { timeout: 120_000, interval: 500 },
    )
    .toBe(true);
  return states.length;
}

async function untilDrawn(page: Page): Promise<void> {
  await page.locator('canvas').first().waitFor();
}

/** Addresses outside this computer, and name servers, in what strace wrote. */
function addressesOfCalls(text: string) {
  const internet = text.split('\n').filter((line) => /AF_INET6?\b/.test(line));
  const own = /inet_addr\("127\.\d+\.\d+\.\d+"\)|inet_pton\(AF_INET6, "(::1|::ffff:127\.0\.0\.1)"/;
  const nameServer = /htons\(53\)/;
  return {
    calls: text.split('\n').length,
    elsewhere: internet.filter((line) => !own.test(line) || nameServer.test(line)),
  };
}

interface NetLog {
  readonly constants: { readonly logEventTypes: Readonly<Record<string, number>> };
  readonly events: readonly { readonly type: number; readonly params?: { readonly address?: string } }[];
}

/** Addresses that the browser connected to or sent to, each once. */
function addressesOfNetLog(text: string): readonly string[] {
  const { constants, events } = JSON.parse(text) as NetLog;
  const { TCP_CONNECT_ATTEMPT, UDP_BYTES_SENT } = constants.logEventTypes;
  const types = [TCP_CONNECT_ATTEMPT, UDP_BYTES_SENT];
  const addresses = events.flatMap(({ type, params }) =>
    types.includes(type) && params?.address !== undefined ? [params.address] : [],
  );
  return [...new Set(addresses)];
}
