import { EventEmitter } from 'node:events';
import { pathToFileURL } from 'node:url';
import { spawn } from 'node:child_process';
import { describe, expect, it, vi } from 'vitest';
import type { FromChild, ToChild } from '../../../../main/compute/protocol.ts';
import { serve, utilityPort } from '../../../../main/compute/serve.ts';

class FakeUtility extends EventEmitter {
  pid: number | undefined;
  readonly stderr = new EventEmitter();
  readonly posted: unknown[] = [];
  postMessage(message: unknown): void {
    this.posted.push(message);
  }
  kill(): boolean {
    return true;
  }
}

const forks: { module: string; options: Record<string, unknown>; child: FakeUtility }[] = [];
vi.mock('electron', () => ({
  utilityProcess: {
    fork: (module: string, _args: string[], options: Record<string, unknown>) => {
      const child = new FakeUtility();
      forks.push({ module, options, child });
      return child;
    },
  },
}));
const { utilityHost } = await import('../../../../main/hosts/electron/utilityHost.ts');

function started() {
  const link = utilityHost(pathToFileURL('/app/child.js')).start();
  return { link, ...forks.at(-1)! };
}

const cancel: ToChild = { type: 'cancel', id: 1 };

describe('utilityHost', () => {
  it('forks the child without a debugger, and keeps what it last said', () => {
    const { link, module, options, child } = started();
    expect(module).toBe('/app/child.js');
    expect(options).toMatchObject({ execArgv: [], stdio: ['ignore', 'ignore', 'pipe'] });
    const onExit = vi.fn();
    link.onExit(onExit);
    child.stderr.emit('data', Buffer.from('x'.repeat(3000) + 'last words\n'));
    child.emit('exit', 6);
    expect(onExit).toHaveBeenCalledTimes(1);
    const [exit] = onExit.mock.calls[0] as [{ code: number; lastWords: string }];
    expect(exit.code).toBe(6);
    expect(exit.lastWords).toMatch(/x last words$|xlast words$/);
    expect(exit.lastWords.length).toBeLessThanOrEqual(2000);
  });

  it('carries messages both ways, and loses those to a child that has gone', () => {
    const { link, child } = started();
    const heard: FromChild[] = [];
    link.onMessage((message) => heard.push(message));
    link.onExit(() => undefined);
    child.emit('message', { type: 'ready' });
    link.send(cancel);
    child.emit('exit', 0);
    link.send(cancel);
    expect(heard).toEqual([{ type: 'ready' }]);
    expect(child.posted).toEqual([cancel]);
  });

  it('ends a process at once', async () => {
    const { link, child } = started();
    // Ignores the polite signal, as a process in native code does.
    const process_ = spawn(process.execPath, [
      '-e',
      'process.on("SIGTERM",()=>{});console.log(1);setInterval(()=>{},1e6)',
    ]);
    await new Promise((resolve) => process_.stdout.once('data', resolve));
    child.pid = process_.pid;
    const ended = new Promise((resolve) => process_.once('exit', (_code, signal) => resolve(signal)));
    link.kill();
    expect(await ended).toBe('SIGKILL');
  });
});

describe('utilityPort', () => {
  it("is the child's end of the same channel", async () => {
    const port = new EventEmitter() as EventEmitter & { postMessage(message: unknown): void };
    const sent: FromChild[] = [];
    port.postMessage = (message) => sent.push(message as FromChild);
    const refuse = () => Promise.reject(new Error('not asked for'));
    serve(utilityPort(port), {
      analyse: refuse,
      runPrepared: refuse,
      selfCheck: () => Promise.resolve({ ok: true, value: { maximumDifference: 0, cpuMs: 1, deviceMs: 1 } }),
    });
    expect(sent).toEqual([{ type: 'ready' }]);
    port.emit('message', { data: { type: 'task', id: 4, task: { type: 'self-check', device: 'cpu' } } });
    await vi.waitFor(() =>
      expect(sent.at(-1)).toMatchObject({ type: 'finished', id: 4, result: { ok: true } }),
    );
  });
});
