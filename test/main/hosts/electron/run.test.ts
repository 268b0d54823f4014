/** The desktop app's wiring, with a stand-in for Electron: each `it` that answers docs/security.md is named there. */
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { WindowOpenHandlerResponse } from 'electron';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Result } from '../../../../contract/problem.ts';
import { commands } from '../../../../renderer/keys/commands.ts';
import { electron, fake, FakeContents, FakeWindow } from './fakeElectron.ts';
import type { OpenDetails } from './fakeElectron.ts';

vi.mock('electron', () => electron);

const indexed: { paths: readonly string[]; label: string }[] = [];
const calls: string[] = [];
let early: typeof indexed = [];
let closed = false;
let chooseFiles: ((kind: 'folder' | 'files') => Promise<readonly string[] | null>) | undefined;
let tellRenderer: (event: unknown) => void = () => undefined;
vi.mock('../../../../main/desktop.ts', () => ({
  openDesktop: (options: { dialogs: { choose: typeof chooseFiles } }) => {
    chooseFiles = options.dialogs.choose;
    return {
      call: (name: string) => {
        calls.push(name);
        return Promise.resolve({ ok: true, value: name });
      },
      bytes: (path: string) =>
        Promise.resolve(
          path === 'bytes/image/1'
            ? { ok: true, value: { bytes: new Uint8Array([1, 2]), type: 'application/dicom' } }
            : { ok: false, problem: { kind: 'not-found', message: 'There are no such bytes.' } },
        ),
      onEvent: (listener: (event: unknown) => void) => (tellRenderer = listener),
      index: (paths: readonly string[], label: string) => indexed.push({ paths, label }),
      close: () => {
        closed = true;
        return Promise.resolve();
      },
    };
  },
}));

let folder = '';
const own = { senderFrame: { url: 'mammoscope://app/index.html', parent: null } };
const invoke = (channel: string, ...values: unknown[]) =>
  fake.handlers.get(channel)!(...(values as never[])) as Promise<Result<unknown>>;
const request = (path: string, init?: RequestInit) =>
  fake.pages.get('mammoscope')!(new Request(`mammoscope://app/${path}`, init));

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mammoscope-electron-'));
  mkdirSync(join(folder, 'renderer', 'assets'), { recursive: true });
  mkdirSync(join(folder, 'data'));
  writeFileSync(join(folder, 'renderer', 'index.html'), '<!doctype html>');
  writeFileSync(join(folder, 'renderer', 'assets', 'a.js'), 'export {};');
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  // The test runner's own arguments are no files to open.
  process.argv.splice(1);
  const { runDesktopApp } = await import('../../../../main/hosts/electron/run.ts');
  runDesktopApp({
    dataDir: join(folder, 'data'),
    rendererDir: join(folder, 'renderer'),
    preload: join(folder, 'preload.cjs'),
    computeChild: pathToFileURL(join(folder, 'child.js')),
  });
  fake.app.emit('open-file', { preventDefault: () => undefined }, '/early/image.dcm');
  await vi.waitFor(() => expect(fake.windows).toHaveLength(1));
  early = [...indexed];
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the window', () => {
  it('is sandboxed, isolated, without Node and without webviews', () => {
    expect(fake.app.sandboxed).toBe(true);
    expect(fake.windows[0].options.webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
    });
    expect(fake.windows[0].options.webPreferences).not.toHaveProperty('enableBlinkFeatures');
  });

  it('is black before its first paint, loads only the app, and is shown when it is ready', () => {
    const [window] = fake.windows;
    expect(window.options).toMatchObject({ show: false, backgroundColor: '#000000' });
    expect(window.loaded).toBe('mammoscope://app/index.html');
    window.emit('ready-to-show');
    expect(window.shown).toBe(true);
  });

  it('keeps where it was', async () => {
    fake.windows[0].emit('close');
    const file = join(folder, 'data', 'window.json');
    await vi.waitFor(() =>
      expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
        bounds: { x: 10, y: 20, width: 1200, height: 800 },
        maximised: false,
      }),
    );
    const { readWindowState } = await import('../../../../main/hosts/electron/windowState.ts');
    const near = [{ x: 0, y: 0, width: 1920, height: 1080 }];
    expect(readWindowState(join(folder, 'data'), near).bounds).toMatchObject({ x: 10 });
    const gone = [{ x: 5000, y: 0, width: 1920, height: 1080 }];
    expect(readWindowState(join(folder, 'data'), gone).bounds).toBeNull();
    writeFileSync(file, '{"bounds": {"x": 1e99}}');
    expect(readWindowState(join(folder, 'data'), near).bounds).toBeNull();
  });
});

const secondPage = { url: 'mammoscope://app/second.html', frameName: 'mammoscope-second' };

describe('the second window', () => {
  const [{ id, workArea }] = fake.displays;
  const other = { id: 2, workArea: { x: 1920, y: 0, width: 2048, height: 2520 } };
  const asked = (details: OpenDetails) =>
    fake.windows[0].webContents.windowOpenHandler!(details) as WindowOpenHandlerResponse;
  const options = () => {
    const answer = asked(secondPage);
    return answer.action === 'allow' ? answer.overrideBrowserWindowOptions! : {};
  };

  it('is the only one that may be opened: that page, under that name', () => {
    for (const url of [
      'https://example.org/',
      'about:blank',
      'mammoscope://app/index.html',
      `${secondPage.url}?a`,
    ])
      expect(asked({ ...secondPage, url }), url).toEqual({ action: 'deny' });
    expect(asked({ ...secondPage, frameName: '' })).toEqual({ action: 'deny' });
    expect(asked(secondPage).action).toBe('allow');
  });

  it('is as sandboxed as the first, black, and without the bridge to the program', () => {
    const { webPreferences, backgroundColor } = options();
    const { preload, ...first } = fake.windows[0].options.webPreferences!;
    expect(preload).toContain('preload');
    expect(webPreferences).toEqual(first);
    expect(backgroundColor).toBe('#000000');
  });

  it('fills another display where there is one', () => {
    expect(options()).toMatchObject({ width: 1600, height: 1000 });
    fake.displays = [{ id, workArea }, other];
    expect(options()).toMatchObject(other.workArea);
    fake.displays = [{ id, workArea }];
  });
});

describe('pages', () => {
  it('may not navigate away, open windows or embed others', () => {
    const contents = new FakeContents();
    fake.app.emit('web-contents-created', {}, contents);
    const prevented = (name: string, url: string) => {
      const preventDefault = vi.fn();
      contents.emit(name, { url, preventDefault });
      return preventDefault.mock.calls.length === 1;
    };
    for (const name of ['will-navigate', 'will-redirect', 'will-frame-navigate']) {
      expect(prevented(name, 'https://example.org/')).toBe(true);
      expect(prevented(name, 'file:///etc/passwd')).toBe(true);
      expect(prevented(name, 'mammoscope://app.example.org/')).toBe(true);
      expect(prevented(name, 'mammoscope://app/index.html')).toBe(false);
    }
    expect(prevented('will-attach-webview', '')).toBe(true);
    expect(contents.windowOpenHandler!(secondPage)).toEqual({ action: 'deny' });
  });

  it('get no permission but the clipboard to write to and the full screen', () => {
    const ask = (permission: string, url: string) => {
      const contents = new FakeContents();
      contents.url = url;
      const decide = vi.fn();
      fake.session.permissionRequest!(...([contents, permission, decide] as never[]));
      return decide.mock.calls[0][0] as boolean;
    };
    const page = 'mammoscope://app/index.html';
    expect(ask('clipboard-sanitized-write', page)).toBe(true);
    for (const denied of ['media', 'geolocation', 'notifications', 'openExternal', 'clipboard-read', 'usb']) {
      expect(ask(denied, page), denied).toBe(false);
      expect(fake.session.permissionCheck!(...([null, denied, page] as never[]))).toBe(false);
    }
    expect(ask('clipboard-sanitized-write', 'https://example.org/')).toBe(false);
    expect(fake.session.devicePermission!()).toBe(false);
  });

  it('send no request to anywhere but the app', () => {
    for (const url of [
      'https://example.org/',
      'http://127.0.0.1/',
      'ws://127.0.0.1/',
      'file:///etc/passwd',
    ]) {
      expect(fake.session.cancels(url), url).toBe(true);
    }
    expect(fake.session.cancels('mammoscope://app/assets/a.js')).toBe(false);
    expect(fake.session.cancels('blob:mammoscope://app/1-2-3')).toBe(false);
  });

  it('come by a scheme of their own, with a policy without remote sources', async () => {
    expect(fake.schemes).toMatchObject([
      { scheme: 'mammoscope', privileges: { standard: true, secure: true, supportFetchAPI: true } },
    ]);
    const page = await request('index.html');
    expect(await page.text()).toBe('<!doctype html>');
    const policy = page.headers.get('Content-Security-Policy')!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/https?:|unsafe-inline|'unsafe-eval'|\*/);
    expect((await request('assets/a.js')).headers.get('Content-Type')).toContain('text/javascript');
  });

  it('are served from a list, never from a path', async () => {
    for (const path of [
      '../secret.txt',
      '..%2fsecret.txt',
      '%2e%2e/secret.txt',
      'assets/',
      '',
      'secret.txt',
    ]) {
      expect((await request(path)).status, path).toBe(404);
    }
    expect((await request('index.html', { method: 'POST' })).status).toBe(405);
  });

  it('get bytes by their identifiers', async () => {
    const found = await request('bytes/image/1');
    expect(new Uint8Array(await found.arrayBuffer())).toEqual(new Uint8Array([1, 2]));
    expect(found.headers.get('Cache-Control')).toBe('no-store');
    expect((await request('bytes/image/2')).status).toBe(404);
  });
});

describe('messages', () => {
  it('are taken only from the top frame of the app', async () => {
    expect(await invoke('call', own, 'listExams', null)).toEqual({ ok: true, value: 'listExams' });
    calls.length = 0;
    const others = [
      { senderFrame: null },
      { senderFrame: { url: 'https://example.org/', parent: null } },
      { senderFrame: { url: 'mammoscope://other/index.html', parent: null } },
      { senderFrame: { url: 'mammoscope://app/index.html', parent: {} } },
      { senderFrame: { url: 'not a url', parent: null } },
    ];
    for (const other of others) {
      expect(await invoke('call', other, 'listExams', null)).toMatchObject({ ok: false });
      expect(await invoke('dropped', other, ['/x'])).toMatchObject({ ok: false });
    }
    expect(calls).toEqual([]);
    expect([...fake.handlers.keys()].sort()).toEqual(['call', 'dropped']);
  });

  it('of dropped files are checked, and index what was dropped', async () => {
    indexed.length = 0;
    await invoke('dropped', own, ['/exams/one']);
    await invoke('dropped', own, [7]);
    await invoke('dropped', own, 'text');
    expect(indexed).toEqual([{ paths: ['/exams/one'], label: 'one' }]);
  });

  it('from the program reach the window', () => {
    tellRenderer({ type: 'openExam', examId: 'a' });
    expect(fake.windows[0].webContents.sent).toContainEqual({ type: 'openExam', examId: 'a' });
  });
});

describe('opening', () => {
  it('takes what came before the program was ready, and what a second start names', () => {
    expect(early).toEqual([{ paths: ['/early/image.dcm'], label: 'image.dcm' }]);
    indexed.length = 0;
    fake.app.emit('second-instance', {}, ['/usr/bin/mammoscope', '--flag', 'exam.dcm'], '/home/reader');
    expect(indexed).toEqual([{ paths: [join('/home/reader', 'exam.dcm')], label: 'exam.dcm' }]);
  });

  it('shows the native dialog, and nothing where it is cancelled', async () => {
    expect(await chooseFiles!('folder')).toBeNull();
    fake.chosen = { canceled: false, filePaths: ['/exams'] };
    expect(await chooseFiles!('files')).toEqual(['/exams']);
  });
});

describe('the menu', () => {
  it('runs commands that the renderer knows', () => {
    const items = fake.menu.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []));
    const ids = items.flatMap(({ id }) => (id === undefined ? [] : [id]));
    expect(ids.length).toBeGreaterThan(8);
    for (const id of ids) expect(Object.keys(commands)).toContain(id);
    const keys = items.find(({ id }) => id === 'program.keys')!;
    (keys.click as () => void)();
    expect(fake.windows[0].webContents.sent).toContainEqual({ type: 'command', command: 'program.keys' });
  });
});

describe('the last window', () => {
  it('takes the second one with it', () => {
    const second = new FakeWindow({});
    fake.windows[0].webContents.emit('did-create-window', second);
    expect(second.closed).toBe(false);
    fake.windows[0].emit('closed');
    expect(second.closed).toBe(true);
  });
});

describe('quitting', () => {
  it('closes nothing while a window is open, whose page may still have work to keep', () => {
    const preventDefault = vi.fn();
    fake.app.emit('before-quit', { preventDefault });
    expect(preventDefault).not.toHaveBeenCalled();
    expect(closed).toBe(false);
  });

  it('waits for the engine, once', async () => {
    const preventDefault = vi.fn();
    fake.app.emit('will-quit', { preventDefault });
    await vi.waitFor(() => expect(fake.app.quits).toBe(1));
    expect(closed).toBe(true);
    fake.app.emit('will-quit', { preventDefault });
    expect(preventDefault).toHaveBeenCalledTimes(1);
  });
});
