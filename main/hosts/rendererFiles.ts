/** The renderer's built files, listed and read once: what is not in the list is not there, whatever a request's path says. */
import { readFile, readdir } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';

export interface RendererFile {
  readonly bytes: Uint8Array;
  /** Media type. */
  readonly type: string;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/**
 * All plain files below `folder`, by their path in a URL without the leading slash (`assets/index-1a2b.js`); hidden
 * ones are left out. They are held in memory, so that a new build does not change a page that is open.
 */
export async function readRendererFiles(folder: string): Promise<ReadonlyMap<string, RendererFile>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = new Map<string, RendererFile>();
  for (const entry of entries) {
    if (!entry.isFile() || entry.name.startsWith('.')) continue;
    const file = join(entry.parentPath, entry.name);
    const path = relative(folder, file).split(sep).map(encodeURIComponent).join('/');
    files.set(path, {
      bytes: await readFile(file),
      type: types[extname(entry.name)] ?? 'application/octet-stream',
    });
  }
  return files;
}
