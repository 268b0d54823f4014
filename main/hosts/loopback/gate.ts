/**
 * Who may enter. Any page in any browser of this computer can send requests to 127.0.0.1, and a name that an attacker
 * owns can be made to point there (DNS rebinding); so a request must name this host, come from no other page, and
 * carry the secret of this start.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Bytes of every secret: 256 bits. */
const secretBytes = 32;
/** How long an address for one use is good. */
const oneTimeMs = 60_000;

export type Admission =
  | { readonly type: 'admitted' }
  /** The address held a token: `cookie` is to be set and the page opened without it. */
  | { readonly type: 'enters'; readonly cookie: string }
  | { readonly type: 'refused' };

interface AskedFor {
  readonly method: string;
  /** As in the request line. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  /** Names and values in turn, none of them merged. */
  readonly rawHeaders: readonly string[];
}

export class Gate {
  readonly #port: number;
  /** In the address that the user sees. */
  readonly #token = newSecret();
  /** In the cookie; another one than the token, so that neither tells the other. */
  readonly #session = newSecret();
  /** For addresses that other programs see (a browser's command line), with the time each ends, in ms. */
  readonly #oneTime = new Map<string, number>();

  constructor(port: number) {
    this.#port = port;
  }

  /** Opens the app whenever it is used. */
  address(): string {
    return this.#addressWith(this.#token);
  }

  /** Opens the app once, within a minute: other users of a computer can read the command lines of its processes. */
  oneTimeAddress(now = performance.now()): string {
    const token = newSecret();
    this.#oneTime.set(token, now + oneTimeMs);
    return this.#addressWith(token);
  }

  admit(request: AskedFor, now = performance.now()): Admission {
    if (!this.#isForThisHost(request) || !isFromOwnPage(request.headers)) return { type: 'refused' };
    if (this.#hasCookie(request.headers.cookie)) return { type: 'admitted' };
    const token = request.method === 'GET' ? tokenOf(request.target) : null;
    if (token === null || !this.#redeem(token, now)) return { type: 'refused' };
    const cookie = `${this.#cookieName}=${this.#session}; HttpOnly; SameSite=Strict; Path=/`;
    return { type: 'enters', cookie };
  }

  #addressWith(token: string): string {
    return `http://127.0.0.1:${this.#port}/?token=${token}`;
  }

  /** Cookies do not tell ports apart: two starts at the same time must not overwrite each other's. */
  get #cookieName(): string {
    return `mammoscope-${this.#port}`;
  }

  #isForThisHost({ headers, rawHeaders }: AskedFor): boolean {
    const names = rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === 'host');
    const hosts = [`127.0.0.1:${this.#port}`, `localhost:${this.#port}`];
    if (names.length !== 1 || headers.host === undefined || !hosts.includes(headers.host)) return false;
    return headers.origin === undefined || headers.origin === `http://${headers.host}`;
  }

  #hasCookie(header: string | undefined): boolean {
    const prefix = `${this.#cookieName}=`;
    const pairs = (header ?? '').split(';').map((pair) => pair.trim());
    return pairs.some((pair) => pair.startsWith(prefix) && isSame(pair.slice(prefix.length), this.#session));
  }

  #redeem(token: string, now: number): boolean {
    if (isSame(token, this.#token)) return true;
    for (const [issued, ends] of this.#oneTime) {
      if (!isSame(token, issued)) continue;
      this.#oneTime.delete(issued);
      return now <= ends;
    }
    return false;
  }
}

function newSecret(): string {
  return randomBytes(secretBytes).toString('base64url');
}

/** Takes the same time wherever two texts of the same length differ. */
function isSame(given: string, secret: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(secret)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/**
 * What the browser says of the page behind a request (Fetch Metadata). Pages of another port of this computer count as
 * the same site, so only the same origin and the user's own typing will do. Programs that are no browser say nothing.
 */
function isFromOwnPage(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  return site === undefined || site === 'same-origin' || site === 'none';
}

function tokenOf(target: string): string | null {
  const prefix = '/?token=';
  return target.startsWith(prefix) ? target.slice(prefix.length) : null;
}
