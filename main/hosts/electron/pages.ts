/** Answers the app's own scheme: the renderer's files and images' bytes, from lists and never from paths. */
import { readFile, readdir } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import type { Result } from '../../../contract/problem.ts';
import { securityHeaders } from '../securityHeaders.ts';
import { pathOf } from './addresses.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

export type Bytes = (path: string) => Promise<Result<{ readonly bytes: Uint8Array; readonly type: string }>>;

/**
 * A handler for `protocol.handle`. `rendererDir` is listed once; what is not in the list is not there. Paths below
 * `bytes/` are for `bytes`.
 */
export async function pageHandler(
  rendererDir: string,
  bytes: Bytes,
): Promise<(request: Request) => Promise<Response>> {
  const entries = await readdir(rendererDir, { recursive: true, withFileTypes: true });
  const files = new Map(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => [relative(rendererDir, file).split(sep).join('/'), file]),
  );
  return async (request) => {
    const path = pathOf(request.url);
    if (path === null) return answer(403, null, 'text/plain');
    if (request.method !== 'GET' && request.method !== 'HEAD') return answer(405, null, 'text/plain');
    if (path.startsWith('bytes/')) {
      const found = await bytes(path);
      if (found.ok) return answer(200, new Uint8Array(found.value.bytes), found.value.type);
      return answer(404, JSON.stringify(found), 'application/json');
    }
    const file = files.get(path);
    if (file === undefined) return answer(404, null, 'text/plain');
    return answer(200, await readFile(file), types[extname(file)] ?? 'application/octet-stream');
  };
}

function answer(status: number, body: Uint8Array<ArrayBuffer> | string | null, type: string): Response {
  return new Response(body, {
    status,
    headers: { ...securityHeaders, 'Content-Type': type },
  });
}
