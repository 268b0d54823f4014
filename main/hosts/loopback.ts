/** The reading room for a browser on this computer: the renderer, calls, events and bytes on 127.0.0.1, behind a secret. */
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fail, ok } from '../../contract/problem.ts';
import type { Result } from '../../contract/problem.ts';
import type { Desktop } from '../desktop.ts';
import { EventStreams } from './loopback/eventStreams.ts';
import { Gate } from './loopback/gate.ts';
import { respondEmpty } from './loopback/respond.ts';
import { answerRequest } from './loopback/routes.ts';
import type { Served } from './loopback/routes.ts';
import { printBug } from './printBug.ts';
import { readRendererFiles } from './rendererFiles.ts';

export interface LoopbackOptions {
  readonly desktop: Desktop;
  /** Folder of the built renderer. */
  readonly rendererDir: string;
  /** 0, the default, takes a free one. */
  readonly port?: number;
}

export interface Loopback {
  readonly port: number;
  /** The address with its token, for the user's eyes. */
  readonly url: string;
  /** An address for another program's command line: good once, within a minute. */
  oneTimeUrl(): string;
  /** Ends all connections; resolves when the port is free again. The desktop stays open. */
  close(): Promise<void>;
}

/** How long answers under way may take after the end was asked for. */
const closeGraceMs = 1000;

/** Serves until closed. `bad-input` where the port is taken; rejects where the renderer was not built. */
export async function startLoopback({
  desktop,
  rendererDir,
  port = 0,
}: LoopbackOptions): Promise<Result<Loopback>> {
  const files = await readRendererFiles(rendererDir);
  if (!files.has('index.html')) throw new Error('the renderer is not built');
  const streams = new EventStreams();
  // Uploads may take as long as they take; headers may not.
  const server = createServer({ requestTimeout: 0, headersTimeout: 20_000, requireHostHeader: false });
  const listening = await listen(server, port);
  if (!listening.ok) {
    streams.close();
    return listening;
  }
  const gate = new Gate(listening.value);
  const answer = serveWith(gate, { desktop, files, streams });
  server.on('request', answer);
  // Without this, Node answers requests with unusual expectations by itself.
  server.on('checkExpectation', answer);
  const endEvents = desktop.onEvent((event) => streams.send(event));
  return ok({
    port: listening.value,
    url: gate.address(),
    oneTimeUrl: () => gate.oneTimeAddress(),
    close: () => {
      endEvents();
      streams.close();
      return close(server);
    },
  });
}

function listen(server: Server, port: number): Promise<Result<number>> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE' && error.code !== 'EACCES') return reject(error);
      resolve(fail('bad-input', `Port ${port} cannot be used (${error.code}): choose another with --port.`));
    });
    server.listen({ host: '127.0.0.1', port }, () => resolve(ok((server.address() as AddressInfo).port)));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), closeGraceMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}

function serveWith(gate: Gate, served: Served) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    // A connection that breaks is the browser's matter: it asks again.
    response.on('error', () => undefined);
    const { method = '', url: target = '', headers, rawHeaders } = request;
    const admission = gate.admit({ method, target, headers, rawHeaders });
    switch (admission.type) {
      case 'refused':
        response.on('finish', () => request.socket.destroySoon());
        respondEmpty(response, 403, { Connection: 'close' });
        return;
      case 'enters':
        respondEmpty(response, 303, { Location: '/', 'Set-Cookie': admission.cookie });
        return;
      case 'admitted':
        // The token leaves the address bar and the history.
        if (target.startsWith('/?')) return respondEmpty(response, 303, { Location: '/' });
        response.on('finish', () => request.resume());
        answerRequest(served, request, response).catch((error: unknown) => onBug(error, response));
    }
  };
}

function onBug(error: unknown, response: ServerResponse): void {
  // A connection that broke looks like one.
  if (response.destroyed) return;
  printBug('the loopback host', error);
  if (response.headersSent) response.destroy();
  else respondEmpty(response, 500);
}
