/** What an admitted request gets. Paths are compared as they were sent, never decoded and joined. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { fail } from '../../../contract/problem.ts';
import type { Desktop } from '../../desktop.ts';
import type { RendererFile } from '../rendererFiles.ts';
import type { EventStreams } from './eventStreams.ts';
import { readJson } from './readJson.ts';
import { respondBytes, respondEmpty, respondJson } from './respond.ts';
import { uploadTarget } from './uploadTarget.ts';

/** What the host serves. */
export interface Served {
  readonly desktop: Desktop;
  readonly files: ReadonlyMap<string, RendererFile>;
  readonly streams: EventStreams;
}

interface Route {
  readonly method: 'GET' | 'POST' | 'PUT';
  answer(request: IncomingMessage, response: ServerResponse): void | Promise<void>;
}

/** Answers a request that was admitted. Rejects where the program has a bug or the connection breaks. */
export async function answerRequest(
  served: Served,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [target] = (request.url ?? '').split('?', 1);
  const route = target.startsWith('/') ? routeOf(served, target.slice(1)) : null;
  if (route === null) return respondEmpty(response, 404);
  if (request.method !== route.method) return respondEmpty(response, 405, { Allow: route.method });
  await route.answer(request, response);
}

function routeOf({ desktop, files, streams }: Served, path: string): Route | null {
  if (path.startsWith('call/')) {
    const name = path.slice('call/'.length);
    return { method: 'POST', answer: (request, response) => answerCall(desktop, name, request, response) };
  }
  if (path.startsWith('upload/')) {
    return { method: 'PUT', answer: (request, response) => takeUpload(desktop, path, request, response) };
  }
  if (path.startsWith('bytes/')) {
    return { method: 'GET', answer: (_request, response) => sendBytes(desktop, path, response) };
  }
  if (path === 'events') return { method: 'GET', answer: (_request, response) => streams.open(response) };
  const file = files.get(path === '' ? 'index.html' : path);
  if (file === undefined) return null;
  return {
    method: 'GET',
    answer: (_request, response) => respondBytes(response, 200, file.bytes, file.type),
  };
}

async function answerCall(
  desktop: Desktop,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readJson(request);
  if (body.type === 'refused') {
    const problem = fail('bad-input', 'The program does not understand this request.');
    return respondJson(response, body.status, problem);
  }
  respondJson(response, 200, await desktop.call(name, body.value));
}

async function takeUpload(
  desktop: Desktop,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const target = uploadTarget(path);
  if (target === null) {
    return respondJson(response, 400, fail('bad-input', 'A file of this name cannot be taken; rename it.'));
  }
  // What is written slowly is read slowly. Stopping early must leave the connection for the answer.
  const bytes = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
  respondJson(response, 200, await desktop.receiveUpload(target.uploadId, target.name, bytes));
}

async function sendBytes(desktop: Desktop, path: string, response: ServerResponse): Promise<void> {
  const found = await desktop.bytes(path);
  if (found.ok) respondBytes(response, 200, found.value.bytes, found.value.type);
  else respondJson(response, 404, found);
}
