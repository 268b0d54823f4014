import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Result } from '../../../contract/problem.ts';
import { forkHost, type ComputeHost } from '../../../main/compute/host.ts';
import type { AnalyseOutcome, AnalyseTask } from '../../../main/compute/protocol.ts';
import { Supervisor, type RunHooks, type SupervisorOptions } from '../../../main/compute/supervisor.ts';
import { unpack } from '../../../main/store/packed.ts';
import { projectRoot } from '../../needs.ts';
import { sampleAnalysis } from '../store/sampleRecords.ts';

const scripted = forkHost(new URL('./scriptedChild.ts', import.meta.url));

function supervisor(options: SupervisorOptions = {}, host: ComputeHost = scripted): Supervisor {
  const made = new Supervisor(host, options);
  onTestFinished(() => made.stop());
  return made;
}

function task(file: string): AnalyseTask {
  const weights = ['v', 'w'].map((name) => ({ name, sha256: '' }));
  return { type: 'analyse', file, entry: '', frame: 0, dataDir: '', device: 'cpu', weights, stated: null };
}

function run(on: Supervisor, file: string, hooks: Partial<RunHooks> = {}): Promise<Result<AnalyseOutcome>> {
  return on.run(task(file), { signal: new AbortController().signal, ...hooks });
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

/** Runs a task and cancels it in its network step; tells how long the rest took. */
async function cancelledInNetwork(on: Supervisor, file: string) {
  const controller = new AbortController();
  let cancelledAt = 0;
  let pid = 0;
  const result = await run(on, file, {
    signal: controller.signal,
    onStep: ({ name }) => {
      if (name !== 'network') return;
      pid = on.pid!;
      // The child is blocked by the time the cancel arrives.
      setTimeout(() => {
        cancelledAt = performance.now();
        controller.abort();
      }, 50);
    },
  });
  return { result, pid, tookMs: performance.now() - cancelledAt };
}

describe('Supervisor', () => {
  it('does tasks in one child, tells the steps, and keeps typed arrays', async () => {
    const on = supervisor();
    const steps: string[] = [];
    const first = await run(on, 'a', { onStep: ({ name }) => steps.push(name) });
    const pid = on.pid;
    expect(steps).toEqual(['start', 'read', 'network', 'findings']);
    expect(first).toMatchObject({ ok: true, value: { pixelHash: 'pixels of a' } });
    if (!first.ok) return;
    expect(first.value.analyses.map(unpack)).toEqual(
      ['v', 'w'].map((weightsName) => ({ ...sampleAnalysis(), weightsName })),
    );
    expect(await run(on, 'fails')).toEqual({ ok: false, problem: { kind: 'corrupt', message: 'Damaged.' } });
    expect((await run(on, 'b')).ok).toBe(true);
    expect(on.pid).toBe(pid);
  });

  it('asks which weights are still to be run', async () => {
    const result = await run(supervisor(), 'a', {
      onDecoded: async (image) => {
        expect(image.pixelHash).toBe('pixels of a');
        return ['w'];
      },
    });
    expect(result.ok && result.value.analyses.map(unpack)).toMatchObject([{ weightsName: 'w' }]);
  });

  it('cancels softly between two steps, and keeps the child', async () => {
    const on = supervisor();
    const { result, pid, tookMs } = await cancelledInNetwork(on, 'blocks shortly');
    expect(result).toMatchObject({ ok: false, problem: { kind: 'cancelled' } });
    expect(tookMs).toBeLessThan(900);
    expect(on.pid).toBe(pid);
    expect((await run(on, 'a')).ok).toBe(true);
  });

  it.each(['blocks forever', 'waits forever'])(
    'kills a child that %s after a cancel: gone within 2 s, and the next task works',
    async (file) => {
      const on = supervisor();
      const { result, pid, tookMs } = await cancelledInNetwork(on, file);
      expect(result).toMatchObject({ ok: false, problem: { kind: 'cancelled' } });
      expect(isAlive(pid)).toBe(false);
      expect(tookMs).toBeGreaterThan(900);
      expect(tookMs).toBeLessThan(1700);
      expect((await run(on, 'a')).ok).toBe(true);
    },
  );

  it('does not begin a task that is cancelled already', async () => {
    const on = supervisor();
    const result = await run(on, 'a', { signal: AbortSignal.abort() });
    expect(result).toMatchObject({ ok: false, problem: { kind: 'cancelled' } });
    expect(on.pid).toBe(undefined);
  });

  it.each([
    ['exits', /while running w \(exit code 3\); the other images go on/],
    ['aborts', /while running w \(SIGABRT\)/],
    ['complains', /while running w \(SIGKILL: out of memory\).*Memory may have run out/],
  ])('reports a child that %s, and the next task works', async (file, message) => {
    const on = supervisor();
    expect(await run(on, file)).toMatchObject({
      ok: false,
      problem: { kind: 'compute-failed', message: expect.stringMatching(message) },
    });
    expect((await run(on, 'a')).ok).toBe(true);
  });

  it('reports a child killed from outside (kill -9) in the middle of a network', async () => {
    const on = supervisor();
    const result = await run(on, 'blocks forever', {
      onStep: ({ name }) => {
        if (name === 'network') process.kill(on.pid!, 'SIGKILL');
      },
    });
    expect(result).toMatchObject({
      problem: {
        kind: 'compute-failed',
        message: expect.stringMatching(
          /stopped unexpectedly while running w \(SIGKILL\); the other images go on/,
        ),
      },
    });
    expect((await run(on, 'a')).ok).toBe(true);
  });

  it('starts another child where an idle one was killed', async () => {
    const on = supervisor();
    await run(on, 'a');
    const pid = on.pid!;
    process.kill(pid, 'SIGKILL');
    while (on.pid !== undefined) await delay(5);
    expect((await run(on, 'b')).ok).toBe(true);
    expect(on.pid).not.toBe(pid);
  });

  it('turns an exception in the child into a problem of that task', async () => {
    const on = supervisor();
    expect(await run(on, 'throws')).toMatchObject({
      problem: { kind: 'compute-failed', message: expect.stringContaining('TypeError: bug') },
    });
    expect((await run(on, 'a')).ok).toBe(true);
  });

  it('ends a child that is silent for too long, but not one that only takes its time', async () => {
    const on = supervisor({ silenceLimitMs: 1500 });
    expect(await run(on, 'blocks forever')).toMatchObject({
      problem: { kind: 'compute-failed', message: expect.stringContaining('did not answer') },
    });
    const controller = new AbortController();
    const patient = run(on, 'waits forever', { signal: controller.signal });
    const first = await Promise.race([patient, delay(2500, 'still working')]);
    expect(first).toBe('still working');
    controller.abort();
    await patient;
  });

  it('gives up for a while after failed starts in a row', async () => {
    let starts = 0;
    const startless = forkHost(new URL('./startlessChild.ts', import.meta.url));
    let host = startless;
    const on = supervisor({ coolDownMs: 500 }, { start: () => ((starts += 1), host.start()) });
    for (let attempt = 0; attempt < 5; attempt++) {
      expect(await run(on, 'a')).toMatchObject({
        problem: { kind: 'compute-failed', message: expect.stringContaining('cannot be started') },
      });
    }
    expect(starts).toBe(3);
    await delay(600);
    host = scripted;
    expect((await run(on, 'a')).ok).toBe(true);
  });

  it('says why a child did not start', async () => {
    const on = supervisor({}, forkHost(new URL('./startlessChild.ts', import.meta.url)));
    expect(await run(on, 'a')).toMatchObject({
      problem: { message: expect.stringContaining('cannot be started (exit code 5: library not found)') },
    });
  });

  it('quotes the error of a child that did not start, not the stack under it', async () => {
    const on = supervisor({}, forkHost(new URL('./missingChild.ts', import.meta.url)));
    expect(await run(on, 'a')).toMatchObject({
      problem: { message: expect.stringMatching(/\(exit code 1: Error: Cannot find module .*missingChild/) },
    });
  });

  it('ends an idle child', async () => {
    const on = supervisor({ idleMs: 100 });
    await run(on, 'a');
    const pid = on.pid!;
    await delay(50);
    expect(isAlive(pid)).toBe(true);
    await delay(400);
    expect(isAlive(pid)).toBe(false);
    expect((await run(on, 'b')).ok).toBe(true);
  });

  it('stops in the middle of a task', async () => {
    const on = supervisor();
    const running = run(on, 'blocks forever');
    await delay(50);
    await on.stop();
    expect(await running).toMatchObject({ problem: { kind: 'cancelled' } });
    expect(on.pid).toBe(undefined);
  });

  it.each(['blocks forever', 'waits forever'])(
    'leaves no child behind that %s when the program is killed',
    async (file) => {
      const program = spawn(
        process.execPath,
        [join(projectRoot, 'test/main/compute/supervisedProgram.ts'), file],
        {
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      );
      const pid = await new Promise<number>((resolve) =>
        program.stdout.on('data', (text) => resolve(Number(text))),
      );
      expect(isAlive(pid)).toBe(true);
      program.kill('SIGKILL');
      const killedAt = performance.now();
      while (isAlive(pid) && performance.now() - killedAt < 5000) await delay(20);
      expect(performance.now() - killedAt).toBeLessThan(2000);
    },
  );
});
