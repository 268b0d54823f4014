import { spawn } from 'node:child_process';

/** The program that opens an address in the user's browser, and its arguments. Windows' `start` would need a shell. */
export function openerOf(platform: NodeJS.Platform, address: string): readonly [string, ...string[]] {
  switch (platform) {
    case 'win32':
      return ['rundll32', 'url.dll,FileProtocolHandler', address];
    case 'darwin':
      return ['open', address];
    default:
      return ['xdg-open', address];
  }
}

/** Opens the address in the user's browser; `onFailure` is called where there is none. */
export function openInBrowser(address: string, onFailure: () => void): void {
  const [program, ...args] = openerOf(process.platform, address);
  const opener = spawn(program, args, { stdio: 'ignore', detached: true });
  opener.on('error', onFailure);
  opener.on('exit', (code) => {
    if (code !== 0) onFailure();
  });
  opener.unref();
}
