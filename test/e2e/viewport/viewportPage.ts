/** Builds a test's page, serves it with the app's own headers, and opens it in Chromium. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import react from '@vitejs/plugin-react';
import { type Page, chromium } from 'playwright-core';
import { build } from 'vite';
import { securityHeaders } from '../../../main/hosts/securityHeaders.ts';
import rendererConfig from '../../../vite.config.ts';
import { chromiumPath } from '../../needs.ts';

export interface ViewportPage {
  readonly page: Page;
  /** Errors of the page and its console, violations of the content security policy among them. */
  readonly errors: readonly string[];
  /** Served as `bytes/image/<imageId>` from now on. */
  serve(imageId: string, bytes: Uint8Array): void;
  close(): Promise<void>;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
};

const flags = [
  '--no-sandbox',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--enable-precise-memory-info',
];

declare global {
  interface Window {
    /** What the page has made of WebGL and not given back. */
    readonly webGl: {
      readonly contexts: Set<WebGL2RenderingContext>;
      readonly textures: Set<WebGLTexture>;
      /** Width of every texture sent to the graphics card so far. */
      readonly sent: number[];
    };
  }
}

/** Runs in the page before anything else does. */
function watchWebGl(): void {
  const contexts = new Set<WebGL2RenderingContext>();
  const textures = new Set<WebGLTexture>();
  const sent: number[] = [];
  Object.assign(window, { webGl: { contexts, textures, sent } });
  const { createTexture, deleteTexture, texImage2D } = WebGL2RenderingContext.prototype;
  WebGL2RenderingContext.prototype.texImage2D = function (...all: unknown[]) {
    sent.push(all[3] as number);
    (texImage2D as (...all: unknown[]) => void).apply(this, all);
  };
  WebGL2RenderingContext.prototype.createTexture = function () {
    contexts.add(this);
    const texture = createTexture.call(this);
    textures.add(texture);
    return texture;
  };
  WebGL2RenderingContext.prototype.deleteTexture = function (texture) {
    if (texture !== null) textures.delete(texture);
    deleteTexture.call(this, texture);
  };
}

/** `folder`: of the page, below this one; `ready`: what its script puts on the window. */
export async function openViewportPage(folder = 'page', ready = 'viewports'): Promise<ViewportPage> {
  const built = mkdtempSync(join(tmpdir(), 'viewport-page-'));
  await build({
    ...rendererConfig,
    configFile: false,
    logLevel: 'error',
    root: join(import.meta.dirname, folder),
    plugins: [react()],
    build: { ...rendererConfig.build, rolldownOptions: {}, outDir: built, minify: false },
  });
  const images = new Map<string, Uint8Array>();
  const server = createServer((request, response) => answer(request, response, built, images));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const browser = await chromium.launch({ executablePath: chromiumPath() ?? '', args: flags });
  const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  await page.addInitScript(watchWebGl);
  await page.goto(`${origin}/index.html`);
  await page.waitForFunction((name) => name in window, ready);
  return {
    page,
    errors,
    serve: (imageId, bytes) => void images.set(imageId, bytes),
    async close() {
      await browser.close();
      await new Promise((closed) => server.close(closed));
      rmSync(built, { recursive: true });
    },
  };
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  folder: string,
  images: ReadonlyMap<string, Uint8Array>,
): void {
  const path = decodeURIComponent(new URL(request.url ?? '/', 'http://host').pathname);
  const image = images.get(path.replace('/bytes/image/', ''));
  try {
    const bytes = image ?? readFileSync(join(folder, normalize(path)));
    const type = image ? 'application/dicom' : (types[extname(path)] ?? 'application/octet-stream');
    response.writeHead(200, { ...securityHeaders, 'Content-Type': type }).end(bytes);
  } catch {
    // Browsers ask for an icon by themselves.
    response.writeHead(path === '/favicon.ico' ? 204 : 404, securityHeaders).end();
  }
}
