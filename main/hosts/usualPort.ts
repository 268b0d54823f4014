import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const fileOf = (dataDir: string): string => join(dataDir, 'reading-room-port');

/**
 * The port of the last start on this data folder, 0 where none is known. A page that outlived the program finds the next
 * start there, and keeps what it could not keep before, as soon as the browser has been given the new secret.
 */
export function usualPort(dataDir: string): number {
  try {
    const port = Number(readFileSync(fileOf(dataDir), 'utf8'));
    return Number.isInteger(port) && port >= 1024 && port <= 65_535 ? port : 0;
  } catch {
    return 0;
  }
}

export function rememberPort(dataDir: string, port: number): void {
  try {
    writeFileSync(fileOf(dataDir), String(port), { mode: 0o600 });
  } catch {
    // The next start is on another port then.
  }
}
