/** A page of somebody else on this computer that tries every way into another port. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Runs in the hostile page; answers what each way gave it. */
export async function tryEverything(target: string): Promise<Record<string, string>> {
  const body = 'null';
  const ways: Record<string, () => Promise<string>> = {
    'reading the page': async () => (await fetch(target, { credentials: 'include' })).text(),
    'reading bytes': async () => (await fetch(`${target}bytes/image/a`, { credentials: 'include' })).text(),
    'reading blindly': async () =>
      (await fetch(`${target}bytes/image/a`, { credentials: 'include', mode: 'no-cors' })).text(),
    'calling with JSON': async () => {
      const headers = { 'Content-Type': 'application/json' };
      const init: RequestInit = { method: 'POST', credentials: 'include', headers, body };
      return (await fetch(`${target}call/listExams`, init)).text();
    },
    'calling blindly': async () => {
      const init: RequestInit = { method: 'POST', credentials: 'include', mode: 'no-cors', body };
      return (await fetch(`${target}call/clearProblems`, init)).text();
    },
    'a beacon': async () => {
      navigator.sendBeacon(`${target}call/clearProblems`, body);
      await new Promise((resolve) => setTimeout(resolve, 300));
      return '';
    },
    'putting a file': async () =>
      (await fetch(`${target}upload/u/a.dcm`, { method: 'PUT', credentials: 'include', body })).text(),
    'an image': () =>
      new Promise((resolve) => {
        const image = new Image();
        image.onload = () => resolve('loaded');
        image.onerror = () => resolve('');
        image.src = `${target}bytes/image/a`;
      }),
    'a script': () =>
      new Promise((resolve) => {
        const script = document.createElement('script');
        script.onload = () => resolve('ran');
        script.onerror = () => resolve('');
        script.src = `${target}assets/index-1a2b.js`;
        document.head.append(script);
      }),
    events: () =>
      new Promise((resolve) => {
        const source = new EventSource(`${target}events`, { withCredentials: true });
        source.onopen = () => resolve('opened');
        source.onerror = () => resolve('');
      }),
    'a WebSocket': () =>
      new Promise((resolve) => {
        const socket = new WebSocket(`${target.replace('http', 'ws')}events`);
        socket.onopen = () => resolve('opened');
        socket.onerror = () => resolve('');
      }),
    'a form in a frame': async () => {
      const frame = document.createElement('iframe');
      frame.name = 'frame';
      const form = document.createElement('form');
      Object.assign(form, { method: 'post', action: `${target}call/clearProblems`, target: 'frame' });
      document.body.append(frame, form);
      form.submit();
      await new Promise((resolve) => (frame.onload = resolve));
      return frame.contentDocument?.body.textContent ?? '';
    },
    'a new window': async () => {
      const opened = window.open(target);
      await new Promise((resolve) => setTimeout(resolve, 500));
      try {
        return opened?.document.body.textContent ?? '';
      } catch {
        return '';
      } finally {
        opened?.close();
      }
    },
  };
  const got: Record<string, string> = {};
  for (const [way, attempt] of Object.entries(ways)) got[way] = await attempt().catch(() => '');
  return got;
}

export interface HostileHost {
  readonly port: number;
  close(): void;
}

/** Serves an empty page on every address of this computer's IPv4. */
export async function startHostileHost(): Promise<HostileHost> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>Hostile</title>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
