/** Requests as bytes on a socket: what no browser and no HTTP client would send, too. */
import { connect } from 'node:net';
import type { Socket } from 'node:net';

export interface RawAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

export function openSocket(port: number): Socket {
  const socket = connect(port, '127.0.0.1');
  // A host that refuses may close before all was sent.
  socket.on('error', () => undefined);
  return socket;
}

/** Sends `text` as it is and reads until the other side closes. */
export function exchange(port: number, text: string): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const socket = openSocket(port);
    let received = '';
    socket.setEncoding('latin1').on('data', (data: string) => (received += data));
    socket.on('close', () => resolve(parseAnswer(received)));
    socket.write(text, 'latin1');
  });
}

export interface RawRequest {
  readonly method?: string;
  readonly target?: string;
  /** Null leaves a header out; lists send it twice. */
  readonly headers?: Readonly<Record<string, string | readonly string[] | null>>;
  /** One character per byte. */
  readonly body?: string | undefined;
}

/** One request on a connection of its own, with a good Host header unless `headers` say otherwise. */
export function ask(port: number, { method = 'GET', target = '/', headers = {}, body }: RawRequest) {
  const all = {
    Host: `127.0.0.1:${port}`,
    Connection: 'close',
    ...(body === undefined ? {} : { 'Content-Length': String(body.length) }),
    ...headers,
  };
  const lines = Object.entries(all).flatMap(([name, values]) =>
    [values].flat().flatMap((value) => (value === null ? [] : [`${name}: ${value}`])),
  );
  return exchange(port, [`${method} ${target} HTTP/1.1`, ...lines, '', body ?? ''].join('\r\n'));
}

function parseAnswer(text: string): RawAnswer {
  const [head, ...rest] = text.split('\r\n\r\n');
  const [statusLine, ...lines] = head.split('\r\n');
  const pairs = lines.map((line) => {
    const at = line.indexOf(':');
    return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()] as const;
  });
  return {
    status: Number(statusLine.split(' ')[1]),
    headers: new Map(pairs),
    body: rest.join('\r\n\r\n'),
  };
}
