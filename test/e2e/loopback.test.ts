/** What is special about the app in a browser: who gets in, and that nothing gets out. */
import type { BrowserContext, Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { patient, startStandIn } from '../main/hosts/loopback/standIn.ts';
import type { StandIn } from '../main/hosts/loopback/standIn.ts';
import { lacks, needing } from '../needs.ts';
import { openLoopback } from './app.ts';
import type { App } from './app.ts';
import { launchBrowser, sharedBrowser } from './browser.ts';
import { startHostileHost, tryEverything } from './hostilePage.ts';
import type { HostileHost } from './hostilePage.ts';

/** Status of the last answer on the way to where an address leads. */
async function statusOf(page: Page, address: string): Promise<number | undefined> {
  let status: number | undefined;
  page.on('response', (response) => {
    if (response.request().isNavigationRequest()) status = response.status();
  });
  // Chromium takes an error without a body for a failure.
  await page.goto(address).catch((error: Error) => {
    expect(error.message).toContain('ERR_HTTP_RESPONSE_CODE_FAILURE');
  });
  return status;
}

describe.skipIf(lacks('chromium'))(needing('the address with its token', 'chromium'), () => {
  it('opens the app once; the browser keeps a cookie that no script sees, and no token', async () => {
    const app = await openLoopback();
    const address = `http://127.0.0.1:${app.host.port}/`;
    expect(app.page.url()).toBe(address);
    expect(await app.page.evaluate(() => document.cookie)).toBe('');
    const [cookie] = await app.context.cookies();
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', expires: -1 });
    expect((await app.page.reload())?.status()).toBe(200);
    expect((await (await app.context.newPage()).goto(address))?.status()).toBe(200);
    await app.close();
  });

  it('is needed: without it a browser gets nothing', async () => {
    const app = await openLoopback();
    const stranger = await (await sharedBrowser()).newContext();
    const page = await stranger.newPage();
    const script = app.requests.find((url) => url.endsWith('.js')) ?? '';
    expect(script).toContain('/assets/');
    for (const url of [`http://127.0.0.1:${app.host.port}/`, script, `${app.host.url.slice(0, -1)}`]) {
      expect(await statusOf(page, url)).toBe(403);
    }
    expect(await stranger.cookies()).toEqual([]);
    await stranger.close();
    await app.close();
  });

  it('can be handed to another program for one use', async () => {
    const app = await openLoopback();
    const address = app.host.oneTimeUrl();
    const statuses: (number | undefined)[] = [];
    for (let use = 0; use < 2; use++) {
      const context = await (await sharedBrowser()).newContext();
      statuses.push(await statusOf(await context.newPage(), address));
      await context.close();
    }
    expect(statuses).toEqual([200, 403]);
    await app.close();
  });
});

describe.skipIf(lacks('chromium'))(needing('a hostile page in the same browser', 'chromium'), () => {
  let standIn: StandIn;
  let hostile: HostileHost;
  let context: BrowserContext;
  beforeEach(async () => {
    standIn = await startStandIn();
    hostile = await startHostileHost();
    context = await (await sharedBrowser()).newContext();
  });
  afterEach(async () => {
    await context.close();
    hostile.close();
    await standIn.close();
  });

  it.each([
    ['another port of the same host, which gets the cookie', '127.0.0.1'],
    ['another site', 'localhost'],
  ])('on %s, reads nothing and changes nothing', async (_where, name) => {
    const { port, url } = standIn.host;
    const own = await context.newPage();
    expect((await own.goto(url))?.status()).toBe(200);
    const page = await context.newPage();
    const tried: string[] = [];
    context.on('request', (request) => tried.push(request.url()));
    const statuses = new Set<number>();
    context.on('response', (response) => {
      if (new URL(response.url()).port === String(port)) statuses.add(response.status());
    });
    await page.goto(`http://${name}:${hostile.port}/`);
    const got = await page.evaluate(tryEverything, `http://127.0.0.1:${port}/`);
    expect(Object.values(got).join('')).toBe('');
    expect([...standIn.calls, ...standIn.asked]).toEqual([]);
    // Browsers tell of some answers only that they were not for this page; those that they show are refusals.
    expect(tried.filter((address) => address.includes(`:${port}/`)).length).toBeGreaterThanOrEqual(10);
    expect([...statuses]).toEqual([403]);
    // The user is still in.
    expect(await own.evaluate(async () => (await fetch('bytes/image/a')).text())).toBe(patient);
  });

  it('whose name was made to point here gets nothing, and no cookie helps it', async () => {
    const browser = await launchBrowser('--host-resolver-rules=MAP rebound.example 127.0.0.1');
    const page = await browser.newPage();
    const { port, url } = standIn.host;
    const [cookieName, cookieValue] = standIn.cookie.split('=');
    for (const address of [`http://rebound.example:${port}/`, url.replace('127.0.0.1', 'rebound.example')]) {
      await page
        .context()
        .addCookies([{ name: cookieName, value: cookieValue, domain: 'rebound.example', path: '/' }]);
      expect(await statusOf(page, address)).toBe(403);
    }
    expect([...standIn.calls, ...standIn.asked]).toEqual([]);
    await browser.close();
  });
});

describe.skipIf(lacks('chromium'))(needing('when the program ends', 'chromium'), () => {
  it('the page says so and stays as it is', async () => {
    const app = await openLoopback();
    app.expectProblem(/ERR_CONNECTION|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_EMPTY_RESPONSE/);
    await untilQuiet(app);
    await app.host.close();
    await app.page.getByText('Mammoscope does not answer', { exact: false }).first().waitFor();
    await app.close();
  });
});

/** Until the page has not asked for anything for half a second. */
async function untilQuiet({ page, requests }: App): Promise<void> {
  for (let before = -1; before !== requests.length; await page.waitForTimeout(500)) before = requests.length;
}
