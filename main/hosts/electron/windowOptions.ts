import type { BrowserWindowConstructorOptions, Rectangle } from 'electron';

export interface WindowState {
  readonly bounds: Rectangle | null;
  readonly maximised: boolean;
}

/** The reading room's window: a sandboxed page without Node, black before its first paint. */
export function windowOptions(state: WindowState, preload: string): BrowserWindowConstructorOptions {
  return {
    ...(state.bounds ?? { width: 1600, height: 1000 }),
    minWidth: 1024,
    minHeight: 700,
    show: false,
    title: 'Mammoscope',
    backgroundColor: '#000000',
    darkTheme: true,
    webPreferences: {
      preload,
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
    },
  };
}
