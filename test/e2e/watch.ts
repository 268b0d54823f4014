import type { BrowserContext, Page } from 'playwright-core';

export interface Watch {
  /** Addresses of all requests so far. */
  readonly requests: readonly string[];
  /** From now on (and before), a problem that matches is meant to be there. */
  expectProblem(pattern: RegExp): void;
  /** Problems so far that are not meant: a request that left the app, an error on a page or in its console. */
  problems(): readonly string[];
}

/**
 * Watches all that the pages of a context do. Requests that do not begin with `origin` are stopped and count as
 * problems, as do WebSockets, uncaught errors, errors in the console (violations of the content security policy are
 * among them) and crashes.
 */
export async function watch(context: BrowserContext, origin: string): Promise<Watch> {
  const requests: string[] = [];
  const all: string[] = [];
  const expected: RegExp[] = [];
  const isOwn = (url: string) => url.startsWith(`${origin}/`) || /^(blob|data|about|devtools):/.test(url);
  context.on('request', (request) => {
    requests.push(request.url());
    if (!isOwn(request.url())) all.push(`a request left the app: ${request.url()}`);
  });
  await context.route(
    (url) => !isOwn(url.href),
    (route) => route.abort(),
  );
  context.on('weberror', (error) => all.push(`uncaught: ${error.error().stack ?? error.error().message}`));
  context.on('console', (message) => {
    if (message.type() === 'error') all.push(`console: ${message.text()} (${message.location().url})`);
  });
  const watchPage = (page: Page) => {
    page.on('websocket', (socket) => all.push(`a WebSocket: ${socket.url()}`));
    page.on('crash', () => all.push('the page crashed'));
  };
  context.pages().forEach(watchPage);
  context.on('page', watchPage);
  return {
    requests,
    expectProblem: (pattern) => void expected.push(pattern),
    problems: () => all.filter((problem) => !expected.some((pattern) => pattern.test(problem))),
  };
}
