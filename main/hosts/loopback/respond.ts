import type { ServerResponse } from 'node:http';
import { securityHeaders } from '../securityHeaders.ts';

/** Ends a response without a body. */
export function respondEmpty(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { ...securityHeaders, ...headers, 'Content-Length': '0' }).end();
}

/** Ends a response with all of its body. */
export function respondBytes(
  response: ServerResponse,
  status: number,
  bytes: Uint8Array,
  type: string,
): void {
  response
    .writeHead(status, { ...securityHeaders, 'Content-Type': type, 'Content-Length': bytes.length })
    .end(bytes);
}

export function respondJson(response: ServerResponse, status: number, value: unknown): void {
  respondBytes(response, status, Buffer.from(JSON.stringify(value)), 'application/json');
}
