/** What the app's pages may not do, whatever runs in them (docs/security.md). */
import type { App, Session, WebContents } from 'electron';
import { isOwnUrl } from './addresses.ts';

/** Permissions that the reading room needs; every other is denied. */
const allowed: readonly string[] = ['clipboard-sanitized-write', 'fullscreen'];

/** Denies permissions and every request that is not for the app itself. */
export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((contents, permission, decide) => {
    decide(contents !== null && isOwnUrl(contents.getURL()) && allowed.includes(permission));
  });
  session.setPermissionCheckHandler(
    (_contents, permission, requestingOrigin) => isOwnUrl(requestingOrigin) && allowed.includes(permission),
  );
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest((details, decide) => {
    decide({ cancel: !(isOwnUrl(details.url) || isLocal(details.url)) });
  });
}

/** Made by the page itself, in memory: nothing is asked of anyone. */
function isLocal(url: string): boolean {
  return /^(blob:mammoscope:\/\/app\/|devtools:|data:image\/)/.test(url);
}

/** No page leads elsewhere, opens a window or embeds another; what the first window may open is said where it is opened. */
export function guardContents(app: Pick<App, 'on'>): void {
  app.on('web-contents-created', (_event, contents: WebContents) => {
    contents.on('will-navigate', (event) => {
      if (!isOwnUrl(event.url)) event.preventDefault();
    });
    contents.on('will-redirect', (event) => {
      if (!isOwnUrl(event.url)) event.preventDefault();
    });
    contents.on('will-frame-navigate', (event) => {
      if (!isOwnUrl(event.url)) event.preventDefault();
    });
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  });
}
