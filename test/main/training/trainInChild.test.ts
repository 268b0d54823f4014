import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ok } from '../../../contract/problem.ts';
import { forkHost } from '../../../main/compute/host.ts';
import type { Holdable } from '../../../main/jobs/queue.ts';
import { trainInChild, type TrainingHost, type TrainingLimits } from '../../../main/training/trainInChild.ts';
import type { TrainingNews } from '../../../main/training/trainingProtocol.ts';
import { projectRoot } from '../../needs.ts';
import { trainingOf } from './trainingRequests.ts';

const scripted: TrainingHost = forkHost(new URL('./scriptedTraining.ts', import.meta.url));

/** Starts a training that does what its name says. */
function start(name: string, limits: TrainingLimits = {}, host: TrainingHost = scripted) {
  const controller = new AbortController();
  const news: TrainingNews[] = [];
  let pid = 0;
  let holdable: Holdable | null = null;
  const listening = Promise.withResolvers<void>();
  const watched: TrainingHost = {
    start: () => {
      const link = host.start();
      pid = link.pid!;
      return link;
    },
  };
  const done = trainInChild(
    watched,
    { type: 'train', request: { ...trainingOf(name), dataDir: '', device: 'cpu' } },
    {
      signal: controller.signal,
      onStep: (one) => {
        news.push(one);
        if (lastStep() === 5) listening.resolve();
      },
      canBeHeld: (how) => (holdable = how),
    },
    limits,
  );
  onTestFinished(async () => {
    controller.abort();
    await done;
  });
  const lastStep = () => {
    const last = news.at(-1);
    return last?.type === 'progress' ? last.telling.epoch : 0;
  };
  return {
    done,
    news,
    cancel: () => controller.abort(),
    pid: () => pid,
    holdable: () => holdable!,
    lastStep,
    /** Of this step every script lets hear. */
    fifthStep: listening.promise,
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A dead process keeps its number until its new parent asks for its exit code.
    return process.platform !== 'linux' || !/^State:\s*Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

describe('trainInChild', () => {
  it('tells the news in order, and the outcome when the process is gone', async () => {
    const { done, news, pid } = start('works');
    expect(await done).toMatchObject(ok([{ name: 'works' }]));
    expect(isAlive(pid())).toBe(false);
    expect(news[0]).toEqual({ type: 'notice', sentence: 'train works' });
    const steps = news.flatMap((one) => (one.type === 'progress' ? [one.telling.epoch] : []));
    expect(steps).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    expect(news.at(-1)).toEqual({ type: 'epoch', figures: { epoch: 1, figures: { loss: 0.5 } } });
  });

  it('does no step while it is held, and all of them in the end', async () => {
    const { done, news, holdable, lastStep, fifthStep } = start('works', { holdLimitMs: 30_000 });
    await fifthStep;
    await holdable().hold();
    const held = lastStep();
    expect(held).toBeLessThan(20);
    await delay(100);
    expect(lastStep()).toBe(held);
    holdable().goOn();
    expect((await done).ok).toBe(true);
    expect(news.filter(({ type }) => type === 'progress')).toHaveLength(20);
  });

  it('lets others run beside a step that takes too long', async () => {
    const { holdable, fifthStep } = start('blocks', { holdLimitMs: 50, graceMs: 50 });
    await fifthStep;
    await holdable().hold();
  });

  it.each([
    ['works', /^Stopped after step \d+\.$/],
    ['blocks', /^Stopped\. The same command goes on where it was\.$/],
  ])('is cancelled where the training %s, and the process is gone', async (name, message) => {
    const { done, cancel, fifthStep, pid } = start(name, { graceMs: name === 'blocks' ? 100 : 30_000 });
    await fifthStep;
    cancel();
    expect(await done).toMatchObject({
      ok: false,
      problem: { kind: 'cancelled', message: expect.stringMatching(message) },
    });
    expect(isAlive(pid())).toBe(false);
  });

  it.skipIf(process.platform === 'win32')('leaves an interrupt at the terminal to the program', async () => {
    const { done, pid, fifthStep } = start('works');
    await fifthStep;
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.kill(pid(), signal);
    expect((await done).ok).toBe(true);
  });

  it('is cancelled while it is held', async () => {
    const { done, cancel, fifthStep, holdable } = start('works', { graceMs: 30_000, holdLimitMs: 30_000 });
    await fifthStep;
    await holdable().hold();
    cancel();
    expect(await done).toMatchObject({ problem: { kind: 'cancelled' } });
  });

  it.each([
    ['exits', /stopped unexpectedly \(exit code 3\)\..* the same command goes on from there\.$/],
    ['complains', /stopped unexpectedly \(SIGKILL: Error: no memory\).* Memory may have run out/],
    ['throws', /failed unexpectedly \(TypeError: bug\).* the same command goes on from there\.$/],
  ])('says of a training that %s that the same command goes on', async (name, message) => {
    expect(await start(name).done).toMatchObject({
      ok: false,
      problem: { kind: 'compute-failed', message: expect.stringMatching(message) },
    });
  });

  it('passes on why a training failed', async () => {
    expect(await start('fails').done).toEqual({
      ok: false,
      problem: { kind: 'bad-input', message: 'Too few images.' },
    });
  });

  it('says why the process cannot be started', async () => {
    const startless: TrainingHost = forkHost(new URL('../compute/startlessChild.ts', import.meta.url));
    expect(await start('works', {}, startless).done).toMatchObject({
      problem: {
        kind: 'compute-failed',
        message: expect.stringContaining('cannot be started (exit code 5: library not found)'),
      },
    });
  });

  it('leaves no process behind when the program is killed', async () => {
    const program = spawn(process.execPath, [join(projectRoot, 'test/main/training/trainingProgram.ts')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const pid = await new Promise<number>((resolve) =>
      program.stdout.on('data', (text) => resolve(Number(text))),
    );
    expect(isAlive(pid)).toBe(true);
    program.kill('SIGKILL');
    const killedAt = performance.now();
    while (isAlive(pid) && performance.now() - killedAt < 10_000) await delay(20);
    expect(isAlive(pid)).toBe(false);
  });
});
