/** What leaves the program, made in a real browser under the app's own content security policy. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import react from '@vitejs/plugin-react';
import { decode } from 'fast-png';
import type { Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { securityHeaders } from '../../../main/hosts/securityHeaders.ts';
import rendererConfig from '../../../vite.config.ts';
import { lacks, needing } from '../../needs.ts';
import { sharedBrowser } from '../browser.ts';
import { readPdf } from './readPdf.ts';

/** Never reached: the test answers for it. Pages of this address may use the clipboard. */
const origin = 'http://127.0.0.1:9';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
};

describe.skipIf(lacks('chromium'))(needing('exports', 'chromium'), () => {
  const folder = mkdtempSync(join(tmpdir(), 'exports-page-'));
  const errors: string[] = [];

  beforeAll(async () => {
    await build({
      ...rendererConfig,
      configFile: false,
      logLevel: 'error',
      root: join(import.meta.dirname, 'page'),
      plugins: [react()],
      build: { ...rendererConfig.build, rolldownOptions: {}, outDir: folder, minify: false },
    });
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  async function openPage(deviceScaleFactor = 1, permissions: readonly string[] = []): Promise<Page> {
    const browser = await sharedBrowser();
    const context = await browser.newContext({ deviceScaleFactor, permissions: [...permissions] });
    const page = await context.newPage();
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    await page.route('**/*', async (route) => {
      const path = new URL(route.request().url()).pathname;
      if (path === '/favicon.ico') return route.fulfill({ status: 204 });
      await route.fulfill({
        headers: { ...securityHeaders, 'Content-Type': types[extname(path)] ?? 'application/octet-stream' },
        body: readFileSync(join(folder, path)),
      });
    });
    await page.goto(`${origin}/index.html`);
    await page.waitForFunction(() => 'exportsPage' in window);
    return page;
  }

  it.each([1, 2])(
    'a snapshot is the view with its overlays as on the screen, at %i pixels per CSS pixel',
    async (scale) => {
      const page = await openPage(scale);
      const made = decode(
        Buffer.from(await page.evaluate((at) => window.exportsPage.picture(at), scale), 'base64'),
      );
      const seen = decode(await page.locator('[data-tile]').screenshot());
      expect([made.width, made.height]).toEqual([400 * scale, 300 * scale]);
      expect([seen.width, seen.height]).toEqual([made.width, made.height]);
      // Below: the program's own words, which the screen has elsewhere.
      const rows = Math.floor(made.height * 0.92);
      let different = 0;
      let coloured = 0;
      for (let pixel = 0; pixel < made.width * rows; pixel++) {
        const at = (image: typeof made) =>
          [0, 1, 2].map((channel) => image.data[pixel * image.channels + channel]);
        const [one, other] = [at(made), at(seen)];
        if (Math.max(...other) > 30) coloured++;
        if (one.some((value, channel) => Math.abs(value - other[channel]) > 24)) different++;
      }
      expect(coloured).toBeGreaterThan(2000 * scale * scale);
      // Slanted edges are smoothed a little differently; the smallest mark is more than a twentieth.
      expect(different).toBeLessThan(coloured * 0.03);
      await page.context().close();
    },
  );

  it('a snapshot goes to the clipboard as PNG, and where that is refused the user is told', async () => {
    const allowed = await openPage(1, ['clipboard-read', 'clipboard-write']);
    expect(await allowed.evaluate(() => window.exportsPage.copy())).toEqual({ ok: true, value: null });
    const kinds = await allowed.evaluate(async () => (await navigator.clipboard.read())[0].types);
    expect(kinds).toContain('image/png');
    await allowed.context().close();
    const refused = await openPage();
    await refused.evaluate(() => {
      Object.defineProperty(navigator, 'clipboard', {
        value: { write: () => Promise.reject(new DOMException('', 'NotAllowedError')) },
      });
    });
    expect(await refused.evaluate(() => window.exportsPage.copy())).toEqual({
      ok: false,
      problem: {
        kind: 'unsupported',
        message: 'The clipboard refused the picture. Save a snapshot instead.',
      },
    });
    await refused.context().close();
  });

  it('a snapshot is saved as a file', async () => {
    const page = await openPage();
    const saved = page.waitForEvent('download');
    await page.evaluate(() => window.exportsPage.savePicture());
    const download = await saved;
    expect(download.suggestedFilename()).toBe('view.png');
    expect(decode(readFileSync(await download.path())).width).toBe(400);
    await page.context().close();
  });

  it('the summary is one page, tells what it must, and no identity unless it is asked to', async () => {
    const page = await openPage();
    const summary = async (name: string, deidentified: boolean) =>
      readPdf(
        Buffer.from(
          await page.evaluate(([who, hidden]) => window.exportsPage.summary(who, hidden), [
            name,
            deidentified,
          ] as const),
          'base64',
        ),
      );
    const hidden = await summary('Doe^Jane', true);
    expect(hidden.pages).toBe(1);
    for (const text of [
      'Research use only',
      'GMIC, gmic-1',
      // Of weights that have seen phantoms only.
      '0.84 *',
      '* Not validated on patients.',
      // The end of a text that takes several lines, and of a comment of 30 sentences.
      'and no patient',
      'outer quadrant.',
      'AI findings',
      'Mass 0.91',
      'Length, 12.3 mm, Pixel Spacing',
      '4B',
      'R MLO',
      '2.1 s',
    ]) {
      expect(hidden.text).toContain(text);
    }
    for (const identity of ['Doe', '4711', '1966', '03-02 1966', 'Screening']) {
      expect(hidden.text).not.toContain(identity);
    }
    const named = await summary('Doe^Jane', false);
    expect(named.text).toContain('Doe, Jane');
    expect(named.text).toContain('4711');
    // In a script that Helvetica does not have, the name is one more picture.
    const russian = await summary('Иванова^Анна', false);
    expect(russian.images).toBeGreaterThan(named.images);
    expect(russian.pages).toBe(1);
    await page.context().close();
  });

  it('nothing of this offends the content security policy', () => {
    expect(errors).toEqual([]);
  });
});
