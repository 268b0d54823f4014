/** Stands in for Electron where its runtime is absent: keeps what the host hands it, so that a test can ask and act. */
import { EventEmitter } from 'node:events';
import type {
  BrowserWindowConstructorOptions,
  MenuItemConstructorOptions,
  OnBeforeRequestListenerDetails,
} from 'electron';

type Listener = (...values: never[]) => unknown;

export interface OpenDetails {
  readonly url: string;
  readonly frameName: string;
}

export class FakeContents extends EventEmitter {
  readonly sent: unknown[] = [];
  windowOpenHandler: ((details: OpenDetails) => { action: string }) | null = null;
  url = 'mammoscope://app/index.html';
  setWindowOpenHandler(handler: (details: OpenDetails) => { action: string }): void {
    this.windowOpenHandler = handler;
  }
  getURL(): string {
    return this.url;
  }
  send(_channel: string, event: unknown): void {
    this.sent.push(event);
  }
}

export class FakeWindow extends EventEmitter {
  readonly webContents = new FakeContents();
  readonly options: BrowserWindowConstructorOptions;
  loaded: string | null = null;
  shown = false;
  closed = false;
  constructor(options: BrowserWindowConstructorOptions) {
    super();
    this.options = options;
    fake.windows.push(this);
    fake.app.emit('web-contents-created', {}, this.webContents);
  }
  loadURL(url: string): Promise<void> {
    this.loaded = url;
    return Promise.resolve();
  }
  show(): void {
    this.shown = true;
  }
  maximize(): void {}
  focus(): void {}
  restore(): void {}
  isMinimized(): boolean {
    return false;
  }
  isMaximized(): boolean {
    return false;
  }
  isDestroyed(): boolean {
    return this.closed;
  }
  close(): void {
    this.closed = true;
  }
  getBounds() {
    return this.getNormalBounds();
  }
  getNormalBounds() {
    return { x: 10, y: 20, width: 1200, height: 800 };
  }
}

class FakeApp extends EventEmitter {
  readonly isPackaged = true;
  sandboxed = false;
  quits = 0;
  lock = true;
  enableSandbox(): void {
    this.sandboxed = true;
  }
  requestSingleInstanceLock(): boolean {
    return this.lock;
  }
  whenReady(): Promise<void> {
    return Promise.resolve();
  }
  quit(): void {
    this.quits++;
  }
}

class FakeSession {
  permissionRequest: Listener | null = null;
  permissionCheck: Listener | null = null;
  devicePermission: Listener | null = null;
  beforeRequest: Listener | null = null;
  readonly webRequest = {
    onBeforeRequest: (listener: Listener) => {
      this.beforeRequest = listener;
    },
  };
  setPermissionRequestHandler(handler: Listener): void {
    this.permissionRequest = handler;
  }
  setPermissionCheckHandler(handler: Listener): void {
    this.permissionCheck = handler;
  }
  setDevicePermissionHandler(handler: Listener): void {
    this.devicePermission = handler;
  }
  /** Whether a request for `url` would be cancelled. */
  cancels(url: string): boolean {
    let cancelled = false;
    const details = { url } as OnBeforeRequestListenerDetails;
    this.beforeRequest!(
      ...([details, (answer: { cancel: boolean }) => (cancelled = answer.cancel)] as never[]),
    );
    return cancelled;
  }
}

export const fake = {
  app: new FakeApp(),
  session: new FakeSession(),
  windows: [] as FakeWindow[],
  handlers: new Map<string, Listener>(),
  schemes: [] as unknown[],
  pages: new Map<string, (request: Request) => Promise<Response>>(),
  menu: [] as MenuItemConstructorOptions[],
  /** The first window is on the first. */
  displays: [{ id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1080 } }],
  chosen: { canceled: true, filePaths: [] as string[] },
  forked: [] as { module: string; options: unknown }[],
};

/** What `import 'electron'` gives. */
export const electron = {
  app: fake.app,
  BrowserWindow: FakeWindow,
  dialog: { showOpenDialog: () => Promise.resolve(fake.chosen) },
  ipcMain: { handle: (channel: string, handler: Listener) => fake.handlers.set(channel, handler) },
  Menu: {
    buildFromTemplate: (template: MenuItemConstructorOptions[]) => template,
    setApplicationMenu: (template: MenuItemConstructorOptions[]) => (fake.menu = template),
  },
  protocol: {
    registerSchemesAsPrivileged: (schemes: unknown[]) => fake.schemes.push(...schemes),
    handle: (scheme: string, handler: (request: Request) => Promise<Response>) =>
      fake.pages.set(scheme, handler),
  },
  screen: { getAllDisplays: () => fake.displays, getDisplayMatching: () => fake.displays[0] },
  session: { defaultSession: fake.session },
  utilityProcess: {
    fork: (module: string, _args: string[], options: unknown) => {
      fake.forked.push({ module, options });
      return new EventEmitter();
    },
  },
};
