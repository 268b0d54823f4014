import { afterEach, describe, expect, it, vi } from 'vitest';
import { join } from 'node:path';
import { Gate } from '../../../../main/hosts/loopback/gate.ts';
import { startLoopback } from '../../../../main/hosts/loopback.ts';
import { projectRoot } from '../../../needs.ts';
import { ask, openSocket } from './rawHttp.ts';
import type { RawRequest } from './rawHttp.ts';
import { patient, startStandIn } from './standIn.ts';
import type { StandIn } from './standIn.ts';

let app: StandIn | null = null;
afterEach(async () => {
  await app?.close();
  app = null;
});

async function start(...args: Parameters<typeof startStandIn>): Promise<StandIn> {
  app = await startStandIn(...args);
  return app;
}

const tokenTarget = (url: string) => url.slice(url.indexOf('/?'));
const page = ({ host, cookie }: StandIn, request: RawRequest) =>
  ask(host.port, { ...request, headers: { Cookie: cookie, ...request.headers } });

describe('entering', () => {
  it('takes the token once, for a cookie that scripts and other sites do not get', async () => {
    const { host } = await start();
    expect(host.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}$/);
    const { status, headers, body } = await ask(host.port, { target: tokenTarget(host.url) });
    expect({ status, body, location: headers.get('location') }).toEqual({
      status: 303,
      body: '',
      location: '/',
    });
    const [pair, ...attributes] = (headers.get('set-cookie') ?? '').split('; ');
    expect(pair).toMatch(new RegExp(`^mammoscope-${host.port}=[\\w-]{43}$`));
    expect(attributes).toEqual(['HttpOnly', 'SameSite=Strict', 'Path=/']);
    expect(pair).not.toContain(host.url.split('=')[1]);
  });

  it('works under both names of this computer', async () => {
    const standIn = await start();
    for (const name of ['127.0.0.1', 'localhost']) {
      const Host = `${name}:${standIn.host.port}`;
      const headers = { Host, Origin: `http://${Host}`, 'Sec-Fetch-Site': 'same-origin' };
      expect((await page(standIn, { headers })).status).toBe(200);
    }
  });

  it('finds its cookie among others', async () => {
    const { host, cookie } = await start();
    const Cookie = `a=b; mammoscope-${host.port}=planted; ${cookie}; mammoscope-1=c`;
    expect((await ask(host.port, { headers: { Cookie } })).status).toBe(200);
  });

  it('clears a token from the address of a page that is already in', async () => {
    const { status, headers } = await page(await start(), { target: '/?token=old' });
    expect([status, headers.get('location')]).toEqual([303, '/']);
  });

  it('opens an address for one use once, and only soon', () => {
    const gate = new Gate(80);
    const enter = (address: string, now: number) =>
      gate.admit(
        {
          method: 'GET',
          target: tokenTarget(address),
          headers: { host: '127.0.0.1:80' },
          rawHeaders: ['Host', '127.0.0.1:80'],
        },
        now,
      ).type;
    const address = gate.oneTimeAddress(0);
    expect(enter(address, 59_000)).toBe('enters');
    expect(enter(address, 59_001)).toBe('refused');
    expect(enter(gate.oneTimeAddress(0), 61_000)).toBe('refused');
    expect([enter(gate.address(), 0), enter(gate.address(), 1e9)]).toEqual(['enters', 'enters']);
  });

  it('listens on 127.0.0.1 alone, and says when a port is taken', async () => {
    const { host } = await start();
    const desktop = { onEvent: () => () => undefined } as never;
    const second = await startLoopback({
      desktop,
      rendererDir: join(projectRoot, 'renderer'),
      port: host.port,
    });
    expect(second).toMatchObject({ ok: false, problem: { kind: 'bad-input' } });
    await expect(fetch(`http://[::1]:${host.port}/`)).rejects.toThrow();
    await expect(fetch(`http://127.0.0.2:${host.port}/`)).rejects.toThrow();
  });
});

describe('an admitted page', () => {
  it('gets the files, with the headers that keep everything in', async () => {
    const standIn = await start();
    const { status, headers, body } = await page(standIn, {});
    expect([status, body]).toEqual([200, '<!doctype html><title>Mammoscope</title>']);
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    const policy = headers.get('content-security-policy') ?? '';
    for (const part of ["default-src 'none'", "connect-src 'self'", "frame-ancestors 'none'"]) {
      expect(policy.split('; ')).toContain(part);
    }
    expect(policy).not.toMatch(/unsafe-inline|unsafe-eval'.*unsafe-eval|https?:|data:|\*/);
    const script = await page(standIn, { target: '/assets/index-1a2b.js' });
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  });

  it('gets every answer with the same guarding headers', async () => {
    const standIn = await start();
    const json = { 'Content-Type': 'application/json' };
    const answers = await Promise.all([
      page(standIn, {}),
      page(standIn, { target: '/nothing' }),
      page(standIn, { target: '/bytes/image/a' }),
      page(standIn, { method: 'POST', target: '/call/listExams', headers: json, body: 'null' }),
      ask(standIn.host.port, {}),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 404, 200, 200, 403]);
    for (const { headers } of answers) {
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
      expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
    }
  });

  it('calls the program', async () => {
    const call = vi.fn((name: string, request: unknown) =>
      Promise.resolve({ ok: true as const, value: { name, request } }),
    );
    const { status, body } = await page(await start({ call }), {
      method: 'POST',
      target: '/call/openExam',
      headers: { 'Content-Type': 'application/json; charset=utf-8' },
      body: Buffer.from('{"examId":"é"}').toString('latin1'),
    });
    expect(status).toBe(200);
    expect(call).toHaveBeenCalledWith('openExam', { examId: 'é' });
    expect(body).toContain('"ok":true');
  });

  it('gets bytes, or the problem', async () => {
    const standIn = await start();
    const found = await page(standIn, { target: '/bytes/image/a' });
    expect([found.status, found.headers.get('content-type'), found.body]).toEqual([
      200,
      'application/dicom',
      patient,
    ]);
    const absent = await page(standIn, { target: '/bytes/image/..%2f..%2fetc' });
    expect(absent.status).toBe(404);
    expect(JSON.parse(absent.body)).toMatchObject({ ok: false, problem: { kind: 'not-found' } });
    expect(standIn.asked).toEqual(['bytes/image/a', 'bytes/image/..%2f..%2fetc']);
  });

  it('hears of events until it goes', async () => {
    const standIn = await start();
    const socket = openSocket(standIn.host.port);
    let heard = '';
    socket.setEncoding('utf8').on('data', (data: string) => (heard += data));
    socket.write(
      `GET /events HTTP/1.1\r\nHost: localhost:${standIn.host.port}\r\nCookie: ${standIn.cookie}\r\n\r\n`,
    );
    await vi.waitFor(() => expect(heard).toContain('retry: 1000'));
    expect(heard).toContain('Content-Type: text/event-stream');
    standIn.tell({ type: 'openExam', examId: 'line\nbreak' });
    standIn.tell({ type: 'command', command: 'zoomIn' });
    await vi.waitFor(() => expect(heard).toContain('data: {"type":"command","command":"zoomIn"}\n\n'));
    expect(heard).toContain('data: {"type":"openExam","examId":"line\\nbreak"}\n\n');
    socket.destroy();
    await vi.waitFor(() => {
      standIn.tell({ type: 'command', command: 'zoomOut' });
      expect(socket.closed).toBe(true);
    });
    expect((await page(standIn, {})).status).toBe(200);
  });

  it('learns of a bug only that there is one; the error stream, where', async () => {
    const written = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const standIn = await start({ bytes: () => Promise.reject(new Error(`${patient} is unexpected`)) });
    const { status, body } = await page(standIn, { target: '/bytes/image/a' });
    expect([status, body]).toEqual([500, '']);
    const text = written.mock.calls.flat().join('\n');
    written.mockRestore();
    expect(text).toContain('loopback.test.ts');
    expect(text).not.toContain(patient);
  });
});

describe('an upload', () => {
  it('arrives whole, in folders', async () => {
    const standIn = await start();
    const answer = await page(standIn, {
      method: 'PUT',
      target: '/upload/0a-1b/exam%201/%C3%A9%2Bb.dcm',
      body: 'x'.repeat(300_000),
    });
    expect([answer.status, answer.body]).toEqual([200, '{"ok":true,"value":null}']);
    expect(standIn.asked).toEqual(['0a-1b exam 1/é+b.dcm 300000']);
  });

  it('is read as fast as it is taken, and its problem is answered while it still comes', async () => {
    let stop = () => {};
    const stopped = new Promise<void>((resolve) => (stop = resolve));
    const standIn = await start({
      receiveUpload: async (_id, _name, stream) => {
        for await (const chunk of stream) {
          expect(chunk.length).toBeGreaterThan(0);
          await stopped;
          break;
        }
        return { ok: false, problem: { kind: 'disk-full', message: 'The disk is full.' } };
      },
    });
    const { host, cookie } = standIn;
    const socket = openSocket(host.port);
    let heard = '';
    socket.setEncoding('utf8').on('data', (data: string) => (heard += data));
    const length = 64 * 2 ** 20;
    const head = [`PUT /upload/u/a HTTP/1.1`, `Host: 127.0.0.1:${host.port}`, `Cookie: ${cookie}`];
    socket.write([...head, `Content-Length: ${length}`, '', ''].join('\r\n'));
    let allSent = false;
    socket.write(Buffer.alloc(length), () => (allSent = true));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(allSent).toBe(false);
    stop();
    await vi.waitFor(() => expect(heard).toContain('"kind":"disk-full"'));
    // The rest is read away, so that the connection is good for the next request.
    await vi.waitFor(() => expect(allSent).toBe(true));
    heard = '';
    socket.write([`GET / HTTP/1.1`, ...head.slice(1), '', ''].join('\r\n'));
    await vi.waitFor(() => expect(heard).toContain('HTTP/1.1 200 OK'));
    socket.destroy();
  });
});

describe('closing', () => {
  it('ends streams and idle connections, and frees the port', async () => {
    const standIn = await startStandIn();
    const { port } = standIn.host;
    const head = `Host: localhost:${port}\r\nCookie: ${standIn.cookie}\r\n\r\n`;
    const sockets = ['/events', '/'].map((target) => {
      const socket = openSocket(port);
      socket.write(`GET ${target} HTTP/1.1\r\n${head}`);
      return socket;
    });
    await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once('data', resolve))));
    const started = performance.now();
    await standIn.close();
    expect(performance.now() - started).toBeLessThan(5000);
    await vi.waitFor(() => expect(sockets.map(({ closed }) => closed)).toEqual([true, true]));
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
  });
});
