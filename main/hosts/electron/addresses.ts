/** The one origin of the desktop app's pages and bytes, and who may speak to the program. Pure. */

export const scheme = 'mammoscope';
export const startPage = `${scheme}://app/index.html`;

/** True for the app's own pages. */
export function isOwnUrl(url: string): boolean {
  try {
    const { protocol, host, username, password } = new URL(url);
    return protocol === `${scheme}:` && host === 'app' && username === '' && password === '';
  } catch {
    return false;
  }
}

/** What Electron tells of the frame that sent a message. */
export interface Sender {
  readonly senderFrame: { readonly url: string; readonly parent: unknown } | null;
}

/** True for the top frame of one of the app's own pages: nothing else may call the program. */
export function isTrustedSender({ senderFrame }: Sender): boolean {
  return senderFrame !== null && senderFrame.parent === null && isOwnUrl(senderFrame.url);
}

/** The path inside the app that a request is for, as it was sent, without the leading slash; null for another origin. */
export function pathOf(url: string): string | null {
  return isOwnUrl(url) ? new URL(url).pathname.slice(1) : null;
}
