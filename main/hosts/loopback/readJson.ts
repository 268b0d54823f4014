import type { IncomingMessage } from 'node:http';

/** Bytes of a call's request; the longest lists the identifiers of a hundred thousand exams. */
export const mostRequestBytes = 16 * 2 ** 20;

export type ReadJson =
  | { readonly type: 'read'; readonly value: unknown }
  /** HTTP status that says why not. */
  | { readonly type: 'refused'; readonly status: 400 | 413 | 415 };

/** The JSON body of a request; rejects where the connection breaks. */
export async function readJson(request: IncomingMessage): Promise<ReadJson> {
  const [type] = (request.headers['content-type'] ?? '').split(';');
  if (type.trim().toLowerCase() !== 'application/json') return { type: 'refused', status: 415 };
  if (request.headers['content-encoding'] !== undefined) return { type: 'refused', status: 415 };
  if (Number(request.headers['content-length'] ?? 0) > mostRequestBytes) {
    return { type: 'refused', status: 413 };
  }
  const chunks: Buffer[] = [];
  let length = 0;
  // Iterating would destroy the connection where it stops early, and with it the answer.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    length += (chunk as Buffer).length;
    if (length > mostRequestBytes) return { type: 'refused', status: 413 };
    chunks.push(chunk as Buffer);
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
    return { type: 'read', value: JSON.parse(text) };
  } catch {
    return { type: 'refused', status: 400 };
  }
}
