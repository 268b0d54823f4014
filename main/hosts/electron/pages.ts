/** Answers the app's own scheme: the renderer's files and images' bytes, from lists and never from paths. */
import type { Result } from '../../../contract/problem.ts';
import { readRendererFiles } from '../rendererFiles.ts';
import { securityHeaders } from '../securityHeaders.ts';
import { pathOf } from './addresses.ts';

export type Bytes = (path: string) => Promise<Result<{ readonly bytes: Uint8Array; readonly type: string }>>;

/** A handler for `protocol.handle`: the files of `rendererDir`, and what `bytes` has for paths below `bytes/`. */
export async function pageHandler(
  rendererDir: string,
  bytes: Bytes,
): Promise<(request: Request) => Promise<Response>> {
  const files = await readRendererFiles(rendererDir);
  return async (request) => {
    const path = pathOf(request.url);
    if (path === null) return answer(403, null, 'text/plain');
    if (request.method !== 'GET' && request.method !== 'HEAD') return answer(405, null, 'text/plain');
    if (path.startsWith('bytes/')) {
      const found = await bytes(path);
      if (found.ok) return answer(200, found.value.bytes, found.value.type);
      return answer(404, JSON.stringify(found), 'application/json');
    }
    const file = files.get(path);
    return file === undefined ? answer(404, null, 'text/plain') : answer(200, file.bytes, file.type);
  };
}

function answer(status: number, body: Uint8Array | string | null, type: string): Response {
  return new Response(typeof body === 'object' && body !== null ? new Uint8Array(body) : body, {
    status,
    headers: { ...securityHeaders, 'Content-Type': type },
  });
}
