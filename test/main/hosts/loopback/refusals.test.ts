import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, exchange } from './rawHttp.ts';
import type { RawAnswer, RawRequest } from './rawHttp.ts';
import { patient, startStandIn } from './standIn.ts';
import type { StandIn } from './standIn.ts';

let app: StandIn;
let other: StandIn;
beforeAll(async () => {
  app = await startStandIn();
  other = await startStandIn();
});
afterAll(() => Promise.all([app.close(), other.close()]));

const port = () => app.host.port;
const asPage = (request: RawRequest) =>
  ask(port(), { ...request, headers: { Cookie: app.cookie, ...request.headers } });
const json = { 'Content-Type': 'application/json' };

function expectNothing(answer: RawAnswer): void {
  expect({ status: answer.status, body: answer.body }).toEqual({ status: 403, body: '' });
  expect(answer.headers.has('set-cookie')).toBe(false);
}

/** All that there is to ask for. */
const everything: readonly RawRequest[] = [
  { target: '/' },
  { target: '/index.html' },
  { target: '/assets/index-1a2b.js' },
  { target: '/nothing' },
  { target: '/events' },
  { target: '/bytes/image/a' },
  { method: 'POST', target: '/call/listExams', headers: json, body: 'null' },
  { method: 'PUT', target: '/upload/u/a.dcm', body: 'DICM' },
  { method: 'HEAD', target: '/' },
  { method: 'OPTIONS', target: '/call/listExams' },
  { method: 'DELETE', target: '/' },
];

const secretOf = (cookie: string) => cookie.slice(cookie.indexOf('=') + 1);
const strangers: readonly (readonly [who: string, headers: () => RawRequest['headers']])[] = [
  ['no cookie', () => ({})],
  ['an empty cookie', () => ({ Cookie: `mammoscope-${port()}=` })],
  ['a wrong cookie', () => ({ Cookie: `mammoscope-${port()}=${'A'.repeat(43)}` })],
  ['a cookie that begins right', () => ({ Cookie: app.cookie.slice(0, -1) })],
  ['a cookie that goes on after it', () => ({ Cookie: `${app.cookie}A` })],
  ['the cookie of another start', () => ({ Cookie: other.cookie })],
  [
    "another start's secret under this one's name",
    () => ({ Cookie: `mammoscope-${port()}=${secretOf(other.cookie)}` }),
  ],
  ['the address token as cookie', () => ({ Cookie: `mammoscope-${port()}=${app.host.url.split('=')[1]}` })],
  ['the secret as another header', () => ({ Authorization: `Bearer ${secretOf(app.cookie)}` })],
  [
    'the cookie, from another host name (DNS rebinding)',
    () => ({ Cookie: app.cookie, Host: 'evil.example' }),
  ],
  [
    'the cookie, from another host name with this port',
    () => ({ Cookie: app.cookie, Host: `evil.example:${port()}` }),
  ],
  ['the cookie, without a port', () => ({ Cookie: app.cookie, Host: '127.0.0.1' })],
  ['the cookie, for another port', () => ({ Cookie: app.cookie, Host: `127.0.0.1:${port() + 1}` })],
  ['the cookie, for another loopback address', () => ({ Cookie: app.cookie, Host: `127.0.0.2:${port()}` })],
  ['the cookie, for the host with a dot', () => ({ Cookie: app.cookie, Host: `localhost.:${port()}` })],
  ['the cookie, for a subdomain', () => ({ Cookie: app.cookie, Host: `a.localhost:${port()}` })],
  [
    'the cookie, with two hosts',
    () => ({ Cookie: app.cookie, Host: [`127.0.0.1:${port()}`, 'evil.example'] }),
  ],
  ['the cookie, from a page elsewhere', () => ({ Cookie: app.cookie, Origin: 'https://evil.example' })],
  ['the cookie, from a page without origin', () => ({ Cookie: app.cookie, Origin: 'null' })],
  [
    'the cookie, from another port of this computer',
    () => ({ Cookie: app.cookie, Origin: `http://127.0.0.1:${other.host.port}` }),
  ],
  [
    'the cookie, from this host under its other name',
    () => ({ Cookie: app.cookie, Origin: `http://localhost:${port()}` }),
  ],
  ['the cookie, over TLS', () => ({ Cookie: app.cookie, Origin: `https://127.0.0.1:${port()}` })],
  ['the cookie, cross-site', () => ({ Cookie: app.cookie, 'Sec-Fetch-Site': 'cross-site' })],
  ['the cookie, same-site', () => ({ Cookie: app.cookie, 'Sec-Fetch-Site': 'same-site' })],
  ['an expectation', () => ({ Expect: 'the unexpected' })],
];

describe('the loopback host gives nothing to', () => {
  it.each(strangers)('%s', async (_who, headers) => {
    for (const request of everything) {
      expectNothing(await ask(port(), { ...request, headers: { ...request.headers, ...headers() } }));
    }
    expect([...app.calls, ...app.asked]).toEqual([]);
  });

  it.each([
    ['wrong', () => `/?token=${'A'.repeat(43)}`],
    ['empty', () => '/?token='],
    ['of another start', () => other.host.url.slice(other.host.url.indexOf('/?'))],
    ['elsewhere', () => `/index.html?token=${app.host.url.split('=')[1]}`],
    ['with more behind it', () => `${app.host.url.slice(app.host.url.indexOf('/?'))}&a`],
  ])('a token that is %s', async (_what, target) => {
    expectNothing(await ask(port(), { target: target() }));
  });

  it.each([
    ['POST', {}],
    ['HEAD', {}],
    ['GET', { 'Sec-Fetch-Site': 'cross-site' }],
    ['GET', { Host: 'evil.example' }],
    ['GET', { Origin: 'https://evil.example' }],
  ])('the right token by %s with %o', async (method, headers) => {
    const target = app.host.url.slice(app.host.url.indexOf('/?'));
    expectNothing(await ask(port(), { method, target, headers }));
  });

  it('a request without host', async () => {
    for (const version of ['1.0', '1.1']) {
      expectNothing(await exchange(port(), `GET / HTTP/${version}\r\nCookie: ${app.cookie}\r\n\r\n`));
    }
  });

  it('what is not HTTP', async () => {
    const { status, body } = await exchange(port(), 'hello\r\n\r\n');
    expect({ status, body }).toEqual({ status: 400, body: '' });
  });
});

/** Ways to say `..`, a folder above, an absolute path or a hidden file. */
const traversals = [
  '/../package.json',
  '/assets/../../package.json',
  '/assets/../index.html',
  '/%2e%2e/package.json',
  '/%2E%2E%2Fpackage.json',
  '/..%2fpackage.json',
  '/..%5cpackage.json',
  '/..\\package.json',
  '/%252e%252e/package.json',
  '/%c0%ae%c0%ae/package.json',
  '/assets/%00',
  '/index.html%00.js',
  '/index.html/',
  '/./index.html',
  '//index.html',
  '//etc/passwd',
  '/%2fetc/passwd',
  '/file:///etc/passwd',
  '/C:/Windows/win.ini',
  '/assets',
  '/assets/',
  '/.fingerprint',
  '/__proto__',
  '/constructor',
  '/%',
  'http://127.0.0.1/index.html',
  '*',
];

describe('an admitted page gets', () => {
  it.each(traversals)('no file by %s', async (target) => {
    const { status, body } = await asPage({ target });
    expect({ status, body }).toEqual({ status: 404, body: '' });
  });

  it.each([
    '/upload/u/../a.dcm',
    '/upload/u/%2e%2e/a.dcm',
    '/upload/u/a%2f..%2fb.dcm',
    '/upload/u/..%5ca.dcm',
    '/upload/u//a.dcm',
    '/upload/u/./a.dcm',
    '/upload/u/a%00.dcm',
    '/upload/u/%ff.dcm',
    '/upload/u/',
    '/upload/u',
    '/upload/../a.dcm',
    '/upload/%2e%2e/a.dcm',
    `/upload/u/${'a'.repeat(2000)}`,
  ])('no upload to %s', async (target) => {
    const { status, body } = await asPage({ method: 'PUT', target, body: 'DICM' });
    expect(status).toBe(400);
    expect(JSON.parse(body)).toMatchObject({ ok: false, problem: { kind: 'bad-input' } });
    expect(app.asked).toEqual([]);
  });

  it.each([
    ['GET', '/call/listExams', 'POST'],
    ['POST', '/events', 'GET'],
    ['POST', '/', 'GET'],
    ['HEAD', '/index.html', 'GET'],
    ['PUT', '/bytes/image/a', 'GET'],
    ['POST', '/upload/u/a.dcm', 'PUT'],
    ['OPTIONS', '/call/listExams', 'POST'],
  ])('no answer to %s %s', async (method, target, allow) => {
    const { status, headers, body } = await asPage({ method, target });
    expect({ status, body, allow: headers.get('allow') }).toEqual({ status: 405, body: '', allow });
  });

  it.each([
    ['not JSON', 400, json, '{'],
    ['not UTF-8', 400, json, '"\xff"'],
    ['a form', 415, { 'Content-Type': 'application/x-www-form-urlencoded' }, 'null'],
    ['plain text', 415, { 'Content-Type': 'text/plain' }, 'null'],
    ['of no type', 415, {}, 'null'],
    ['compressed', 415, { ...json, 'Content-Encoding': 'gzip' }, 'null'],
    ['announced as huge', 413, { ...json, 'Content-Length': String(2 ** 40) }, undefined],
  ])('no call with a body that is %s', async (_what, expected, headers, body) => {
    const answer = await asPage({ method: 'POST', target: '/call/listExams', headers, body });
    expect(answer.status).toBe(expected);
    expect(JSON.parse(answer.body)).toMatchObject({ ok: false, problem: { kind: 'bad-input' } });
    expect(app.calls).toEqual([]);
  });

  it('no call with a body that grows without end', async () => {
    const chunk = `100000\r\n${'0'.repeat(0x100000)}\r\n`;
    const answer = await asPage({
      method: 'POST',
      target: '/call/listExams',
      headers: { ...json, 'Transfer-Encoding': 'chunked', 'Content-Length': null },
      body: `${chunk.repeat(17)}0\r\n\r\n`,
    });
    expect(answer.status).toBe(413);
    expect(app.calls).toEqual([]);
  });

  it('nothing about patients in what it is refused', async () => {
    for (const request of everything) {
      const { body } = await ask(port(), { ...request, headers: { ...request.headers, Cookie: 'none' } });
      expect(body).not.toContain(patient);
    }
  });
});
