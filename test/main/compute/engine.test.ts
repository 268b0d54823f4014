import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { WeightsCard } from '../../../contract/card.ts';
import { createEngine, type AnalysisRequest, type Engine } from '../../../main/compute/engine.ts';
import { forkHost, type ComputeHost } from '../../../main/compute/host.ts';
import { writeCard } from '../../../main/library/weightsCard.ts';
import { mounted, temporaryFolder } from '../store/temporaryFolder.ts';

const scripted = forkHost(new URL('./scriptedChild.ts', import.meta.url));

/** Cards of weights; the scripted child needs no numbers. */
function writeCards(dataDir: string, ...names: readonly string[]): void {
  for (const name of names) {
    const card: WeightsCard = {
      version: 1,
      name,
      architecture: 'hds-uresnet',
      sha256: name.charCodeAt(0).toString(16).padStart(64, '0'),
      source: null,
      licence: null,
      created: '2026-11-01T00:00:00.000Z',
      trainingData: null,
      metrics: {},
      untrained: true,
      seed: 1,
      preparation: { rule: 'hds-uresnet/1', mean: 1, std: 1 },
      percentT: null,
    };
    mkdirSync(join(dataDir, 'weights', name), { recursive: true });
    writeFileSync(join(dataDir, 'weights', name, 'card.json'), writeCard(card));
  }
}

/** A data folder with weights v and w, and files that the scripted child does things with. */
function setUp(...files: readonly string[]) {
  const folder = temporaryFolder();
  const dataDir = join(folder, 'data');
  writeCards(dataDir, 'v', 'w');
  for (const file of files) writeFileSync(join(folder, file), file);
  const children = { starts: 0, pids: [] as (number | undefined)[] };
  const host: ComputeHost = {
    start: () => {
      const link = scripted.start();
      children.starts += 1;
      children.pids.push(link.pid);
      return link;
    },
  };
  const open = (): Engine => {
    const engine = createEngine({ dataDir, device: 'cpu', host });
    onTestFinished(() => engine.close());
    return engine;
  };
  const request = (file: string, more: Partial<AnalysisRequest> = {}): AnalysisRequest => ({
    file: join(folder, file),
    weights: ['v', 'w'],
    ...more,
  });
  return { folder, dataDir, children, open, request };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('engine', () => {
  it('analyses an image, tells the steps, and says how it runs', async () => {
    const { open, request } = setUp('a');
    const engine = open();
    expect(await engine.ready).toMatchObject({ ok: true, value: { device: 'cpu', notices: [] } });
    const seen: string[] = [];
    const result = await engine.analyse(request('a'), ({ state, step }) =>
      seen.push(`${state} ${step?.name}`),
    ).done;
    expect(result).toMatchObject({
      ok: true,
      value: { fromCache: [false, false], problems: [], notKept: null, timingsMs: { read: 1 } },
    });
    expect(result.ok && result.value.analyses.map(({ weightsName }) => weightsName)).toEqual(['v', 'w']);
    expect(seen).toEqual([
      'queued undefined',
      'running undefined',
      'running start',
      'running read',
      'running network',
      'running findings',
      'done findings',
    ]);
  });

  it('knows it the next time, without a child, also after a restart', async () => {
    const { open, request, children } = setUp('a');
    const engine = open();
    const first = await engine.analyse(request('a')).done;
    await engine.close();
    expect(children.starts).toBe(1);
    const again = await open().analyse(request('a')).done;
    expect(children.starts).toBe(1);
    expect(again).toMatchObject({ ok: true, value: { fromCache: [true, true] } });
    expect(again.ok && again.value.analyses).toEqual(first.ok && first.value.analyses);
    expect(again.ok && again.value.header).toEqual(first.ok && first.value.header);
  });

  it('tells what it knows without computing, of the weights that it knows it for', async () => {
    const { folder, open, request, children } = setUp('a');
    const engine = open();
    expect(await engine.lookUp(request('a'))).toBe(null);
    expect(children.starts).toBe(0);
    const done = await engine.analyse(request('a', { weights: ['w'] })).done;
    const known = await engine.lookUp(request('a'));
    expect(known).toMatchObject({ fromCache: [true] });
    expect(known?.analyses).toEqual(done.ok && done.value.analyses);
    expect(await engine.lookUp(request('a', { weights: ['v'] }))).toBe(null);
    expect(await engine.lookUp(request('a', { weights: ['unknown'] }))).toBe(null);
    expect(await engine.lookUp(request('absent'))).toBe(null);
    utimesSync(join(folder, 'a'), 1, 1);
    expect(await engine.lookUp(request('a'))).toBe(null);
    expect(children.starts).toBe(1);
  });

  it('analyses of a stack the slice that is asked for, and knows it while that file is the same', async () => {
    const { folder, open, request, children } = setUp('a', 'b', 'c');
    const engine = open();
    const slices = ['a', 'b', 'c'].map((name) => ({
      file: join(folder, name),
      entry: '',
      sizeBytes: 1,
      modifiedMs: 1,
    }));
    const ofStack = request('a', { slices, frame: 1 });
    const done = await engine.analyse(ofStack).done;
    expect(done.ok && done.value.pixelHash).toBe(`pixels of ${join(folder, 'b')}`);
    expect(done.ok && done.value.header.frames).toBe(3);
    expect(await engine.lookUp(ofStack)).toMatchObject({ fromCache: [true, true], header: { frames: 3 } });
    // The slice alone is one frame.
    expect(await engine.lookUp(request('b'))).toMatchObject({ header: { frames: 1 } });
    expect(children.starts).toBe(1);
    utimesSync(join(folder, 'b'), 1, 1);
    expect(await engine.lookUp(ofStack)).toBe(null);
  });

  it('runs only the weights that are new, in the order of the request', async () => {
    const { open, request } = setUp('a');
    const engine = open();
    await engine.analyse(request('a', { weights: ['w'] })).done;
    const both = await engine.analyse(request('a')).done;
    expect(both).toMatchObject({ ok: true, value: { fromCache: [false, true] } });
    expect(both.ok && both.value.analyses.map(({ weightsName }) => weightsName)).toEqual(['v', 'w']);
  });

  it('decodes a touched file again, and finds that its pixels are known', async () => {
    const { open, request, folder, children } = setUp('a');
    const engine = open();
    await engine.analyse(request('a')).done;
    utimesSync(join(folder, 'a'), 1, 1);
    const steps: string[] = [];
    const again = await engine.analyse(request('a'), ({ step }) => step && steps.push(step.name)).done;
    expect(steps).toContain('read');
    expect(again).toMatchObject({ ok: true, value: { fromCache: [true, true] } });
    expect(children.starts).toBe(1);
  });

  it('computes anew where it is told to', async () => {
    const { open, request } = setUp('a');
    const engine = open();
    await engine.analyse(request('a')).done;
    expect(await engine.analyse(request('a', { force: true })).done).toMatchObject({
      ok: true,
      value: { fromCache: [false, false] },
    });
    expect(await engine.analyse(request('a')).done).toMatchObject({ value: { fromCache: [true, true] } });
  });

  it('runs the same image once for two who ask, by whatever path', async () => {
    const { open, request, folder } = setUp('a', 'first');
    const engine = open();
    void engine.analyse(request('first'));
    const one = engine.analyse(request('a'));
    const two = engine.analyse(request('a', { file: relative(process.cwd(), join(folder, 'a')) }));
    expect(await one.done).toBe(await two.done);
  });

  it.each(['exits', 'aborts', 'throws', 'fails'])('goes on after an image whose analysis %s', async (bad) => {
    const { open, request, folder } = setUp('a', bad, 'b');
    const engine = open();
    const tickets = ['a', bad, 'b'].map((file) => engine.analyse(request(file)).done);
    const [first, failed, last] = await Promise.all(tickets);
    expect([first.ok, last.ok]).toEqual([true, true]);
    expect(failed).toMatchObject({
      ok: false,
      problem: { kind: bad === 'fails' ? 'corrupt' : 'compute-failed', file: join(folder, bad) },
    });
  });

  it('survives kill -9 of the child in the middle of a network: that image fails, the next is done', async () => {
    const { open, request, children } = setUp('blocks forever', 'b');
    const engine = open();
    const killed = engine.analyse(request('blocks forever'), ({ state, step }) => {
      if (state === 'running' && step?.name === 'network') process.kill(children.pids[0]!, 'SIGKILL');
    });
    const next = engine.analyse(request('b'));
    expect(await killed.done).toMatchObject({
      ok: false,
      problem: { kind: 'compute-failed', message: expect.stringContaining('the other images go on') },
    });
    expect((await next.done).ok).toBe(true);
    expect(children.starts).toBe(2);
  });

  it('cancels an image that does not listen: really gone within 2 s, the next is done', async () => {
    const { open, request, children } = setUp('blocks forever', 'b');
    const engine = open();
    const { promise: inNetwork, resolve: entered } = Promise.withResolvers<void>();
    const ticket = engine.analyse(request('blocks forever'), ({ step }) => {
      if (step?.name === 'network') entered();
    });
    const next = engine.analyse(request('b'));
    await inNetwork;
    await delay(50);
    const start = performance.now();
    ticket.cancel();
    expect(await ticket.done).toMatchObject({ ok: false, problem: { kind: 'cancelled' } });
    expect(performance.now() - start).toBeLessThan(1700);
    expect(isAlive(children.pids[0]!)).toBe(false);
    expect((await next.done).ok).toBe(true);
  });

  it('leaves no process behind when it is closed', async () => {
    const { open, request, children } = setUp('blocks forever', 'b');
    const engine = open();
    const tickets = ['blocks forever', 'b'].map((file) => engine.analyse(request(file)).done);
    while (children.starts === 0) await delay(5);
    await engine.close();
    for (const done of tickets) expect(await done).toMatchObject({ problem: { kind: 'cancelled' } });
    expect(isAlive(children.pids[0]!)).toBe(false);
  });

  it('says what is wrong with a request', async () => {
    const { open, request, folder } = setUp('a');
    const engine = open();
    expect(await engine.analyse(request('absent')).done).toMatchObject({
      ok: false,
      problem: { kind: 'not-found', file: join(folder, 'absent') },
    });
    expect(await engine.analyse(request('a', { weights: ['x'] })).done).toMatchObject({
      ok: false,
      problem: { kind: 'unknown-weights' },
    });
  });

  it('fails every request with the reason where library or device cannot be opened', async () => {
    const { dataDir, folder, request } = setUp('a');
    const file = join(folder, 'a');
    const absent = process.platform === 'win32' ? 'coreml' : 'directml';
    for (const [options, kind] of [
      [{ dataDir: file, device: 'cpu' }, 'unwritable'],
      [{ dataDir, device: absent }, 'no-device'],
    ] as const) {
      const engine = createEngine({ ...options, host: scripted });
      expect(await engine.ready).toMatchObject({ ok: false, problem: { kind } });
      expect(await engine.analyse(request('a')).done).toMatchObject({ ok: false, problem: { kind } });
      await engine.close();
    }
  });

  it('tells that a damaged library was set aside, and works', async () => {
    const { dataDir, open, request } = setUp('a');
    writeFileSync(join(dataDir, 'library.sqlite'), 'damage '.repeat(1000));
    const engine = open();
    expect(await engine.ready).toMatchObject({
      ok: true,
      value: { notices: [expect.stringContaining('was damaged')] },
    });
    expect((await engine.analyse(request('a')).done).ok).toBe(true);
  });

  it('analyses in a read-only data folder, and says that nothing is kept', async (context) => {
    const { dataDir, open, request } = setUp('a', 'b');
    const first = open();
    await first.analyse(request('a')).done;
    await first.close();
    if (!mounted(dataDir, ['--bind', dataDir, dataDir], ['-o', 'remount,bind,ro', dataDir]))
      context.skip('cannot mount here');
    const engine = createEngine({ dataDir, device: 'cpu', host: scripted });
    expect(await engine.analyse(request('a')).done).toMatchObject({
      ok: true,
      value: { fromCache: [true, true], notKept: null },
    });
    expect(await engine.analyse(request('b')).done).toMatchObject({
      ok: true,
      value: { fromCache: [false, false], notKept: { kind: 'unwritable' } },
    });
    await engine.close();
  });

  it('analyses on a full disk, says that nothing is kept, and leaves a whole library', async (context) => {
    const { request } = setUp('a');
    const small = temporaryFolder();
    if (!mounted(small, ['-t', 'tmpfs', '-o', 'size=400k', 'tmpfs', small]))
      context.skip('cannot mount here');
    writeCards(small, 'v', 'w');
    const engine = createEngine({ dataDir: small, device: 'cpu', host: scripted });
    await engine.ready;
    try {
      writeFileSync(join(small, 'filler'), new Uint8Array(800_000));
    } catch {
      // As much as fits.
    }
    expect(await engine.analyse(request('a')).done).toMatchObject({
      ok: true,
      value: { fromCache: [false, false], notKept: { kind: 'disk-full' } },
    });
    await engine.close();
    const again = createEngine({ dataDir: small, device: 'cpu', host: scripted });
    writeFileSync(join(small, 'filler'), '');
    expect(await again.ready).toMatchObject({ ok: true, value: { notices: [] } });
    expect(await again.analyse(request('a')).done).toMatchObject({ value: { notKept: null } });
    await again.close();
  });
});
