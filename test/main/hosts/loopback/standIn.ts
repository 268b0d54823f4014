/** A desktop that records what reaches it, behind a real loopback host with a small page. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AppEvent } from '../../../../contract/api.ts';
import { fail, ok } from '../../../../contract/problem.ts';
import type { Desktop } from '../../../../main/desktop.ts';
import { startLoopback } from '../../../../main/hosts/loopback.ts';
import type { Loopback } from '../../../../main/hosts/loopback.ts';
import { ask } from './rawHttp.ts';

export interface StandIn {
  readonly host: Loopback;
  /** Cookie header of an admitted page. */
  readonly cookie: string;
  /** Names of the calls that got through. */
  readonly calls: string[];
  /** Paths and uploads that got through. */
  readonly asked: string[];
  tell(event: AppEvent): void;
  close(): Promise<void>;
}

export const patient = 'Doe^Jane';

/** Starts it; `parts` replace the desktop's own. */
export async function startStandIn(parts: Partial<Desktop> = {}): Promise<StandIn> {
  const rendererDir = mkdtempSync(join(tmpdir(), 'mammoscope-renderer-'));
  mkdirSync(join(rendererDir, 'assets'));
  writeFileSync(join(rendererDir, 'index.html'), '<!doctype html><title>Mammoscope</title>');
  writeFileSync(join(rendererDir, 'assets/index-1a2b.js'), 'export {};');
  writeFileSync(join(rendererDir, '.fingerprint'), 'hidden');
  const calls: string[] = [];
  const asked: string[] = [];
  const listeners = new Set<(event: AppEvent) => void>();
  const desktop: Desktop = {
    call: (name) => {
      calls.push(name);
      return Promise.resolve(ok([{ patient }]));
    },
    onEvent: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    bytes: (path) => {
      asked.push(path);
      if (path !== 'bytes/image/a') return Promise.resolve(fail('not-found', 'There are no such bytes.'));
      return Promise.resolve(ok({ bytes: Buffer.from(patient), type: 'application/dicom' }));
    },
    index: () => undefined,
    show: () => undefined,
    receiveUpload: async (uploadId, name, stream) => {
      let length = 0;
      for await (const chunk of stream) length += chunk.length;
      asked.push(`${uploadId} ${name} ${length}`);
      return ok(null);
    },
    close: () => Promise.resolve(),
    ...parts,
  };
  const started = await startLoopback({ desktop, rendererDir });
  if (!started.ok) throw new Error(started.problem.message);
  const host = started.value;
  return {
    host,
    cookie: await cookieOf(host),
    calls,
    asked,
    tell: (event) => listeners.forEach((listener) => listener(event)),
    close: async () => {
      await host.close();
      rmSync(rendererDir, { recursive: true });
    },
  };
}

/** The cookie that opening the address sets, without its attributes. */
async function cookieOf({ port, url }: Loopback): Promise<string> {
  const { headers } = await ask(port, { target: url.slice(url.indexOf('/?')) });
  return (headers.get('set-cookie') ?? '').split(';')[0];
}
