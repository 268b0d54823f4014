/** The program's events as server-sent events (HTML standard, section 9.2). */
import type { ServerResponse } from 'node:http';
import type { AppEvent } from '../../../contract/api.ts';
import { securityHeaders } from '../securityHeaders.ts';

/** Silence after which a line says that the stream is alive. */
const heartbeatMs = 15_000;
/** Bytes that wait for a page that does not read; its stream ends then, and the page asks for everything anew. */
const mostWaitingBytes = 16 * 2 ** 20;

export class EventStreams {
  readonly #streams = new Set<ServerResponse>();
  readonly #heartbeat = setInterval(() => this.#write(':\n\n'), heartbeatMs).unref();

  open(response: ServerResponse): void {
    response.writeHead(200, { ...securityHeaders, 'Content-Type': 'text/event-stream' });
    // The first bytes open the stream on the other side.
    response.write('retry: 1000\n\n');
    this.#streams.add(response);
    response.on('close', () => this.#streams.delete(response));
  }

  send(event: AppEvent): void {
    // JSON holds no line breaks, so an event is one line.
    this.#write(`data: ${JSON.stringify(event)}\n\n`);
  }

  close(): void {
    clearInterval(this.#heartbeat);
    for (const stream of this.#streams) stream.end();
  }

  #write(text: string): void {
    for (const stream of this.#streams) {
      if (stream.writableLength > mostWaitingBytes) stream.destroy();
      else stream.write(text);
    }
  }
}
