import type { BrowserWindowConstructorOptions, Rectangle } from 'electron';

export interface WindowState {
  readonly bounds: Rectangle | null;
  readonly maximised: boolean;
}

/** The reading room's window: a sandboxed page without Node, black before its first paint. */
export function windowOptions(state: WindowState, preload: string): BrowserWindowConstructorOptions {
  const options = pageOptions(state.bounds);
  return { ...options, show: false, webPreferences: { ...options.webPreferences, preload } };
}

/** A window for the app's own pages, without the bridge to the program. */
export function pageOptions(bounds: Rectangle | null): BrowserWindowConstructorOptions {
  return {
    ...(bounds ?? { width: 1600, height: 1000 }),
    minWidth: 1024,
    minHeight: 700,
    title: 'Mammoscope',
    backgroundColor: '#000000',
    darkTheme: true,
    webPreferences: {
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      // The page of the first window draws in the second one, also while it is covered itself.
      backgroundThrottling: false,
    },
  };
}
