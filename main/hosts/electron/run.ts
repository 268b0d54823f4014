/** The desktop app's life: one instance, one window and what it opens beside it, and the application behind them. */
import { basename } from 'node:path';
import { app, BrowserWindow, dialog, ipcMain, Menu, protocol, screen, session } from 'electron';
import type { OpenDialogOptions } from 'electron';
import { z } from 'zod';
import type { AppEvent } from '../../../contract/api.ts';
import { fail } from '../../../contract/problem.ts';
import { openDesktop } from '../../desktop.ts';
import type { Desktop } from '../../desktop.ts';
import { openFirst } from '../openFirst.ts';
import { printBug } from '../printBug.ts';
import { isTrustedSender, scheme, startPage } from './addresses.ts';
import { guardContents, guardSession } from './guard.ts';
import { menuTemplate } from './menu.ts';
import { pageHandler } from './pages.ts';
import { pathsToOpen } from './pathsToOpen.ts';
import { otherWorkArea, secondWindowHandler } from './secondWindow.ts';
import { utilityHost } from './utilityHost.ts';
import { pageOptions, windowOptions } from './windowOptions.ts';
import { keepWindowState, readWindowState } from './windowState.ts';

/** Longest list of dropped files; a folder counts as one. */
const droppedSchema = z.array(z.string().min(1).max(4096)).max(10_000);

/** Where things are; all absolute. */
export interface DesktopPaths {
  readonly dataDir: string;
  /** The built renderer. */
  readonly rendererDir: string;
  /** The compiled preload script. */
  readonly preload: string;
  /** The compute child's module. */
  readonly computeChild: URL;
}

const refused = fail('bad-input', 'This page may not call the program.');

let window: BrowserWindow | null = null;
let desktop: Desktop | null = null;
/** "Open with" may come before there is anything to open it. */
const waiting: string[] = [];
let stateKept: Promise<void> = Promise.resolve();

/** Called once, before Electron is ready. */
export function runDesktopApp(paths: DesktopPaths): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme,
      privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
    },
  ]);
  // The sandbox holds for every process that this app ever starts, not only for windows that ask for it.
  app.enableSandbox();
  guardContents(app);

  if (app.requestSingleInstanceLock()) {
    app.on('second-instance', (_event, argv, workingDirectory) => {
      open(pathsToOpen(argv, app.isPackaged, workingDirectory));
      if (window?.isMinimized()) window.restore();
      window?.focus();
    });
    app.on('open-file', (event, path) => {
      event.preventDefault();
      open([path]);
    });
    app.on('window-all-closed', () => app.quit());
    // Not before the windows are closed: a page that goes away may still have work to keep.
    app.on('will-quit', closeOnce);
    app
      .whenReady()
      .then(() => start(paths))
      .catch((error: unknown) => {
        printBug('the start of the desktop app', error);
        dialog.showErrorBox('Mammoscope could not start', 'Install it again, or report this as a bug.');
        app.exit(1);
      });
  } else {
    app.quit();
  }
}

async function start(paths: DesktopPaths): Promise<void> {
  const { dataDir, rendererDir, computeChild } = paths;
  guardSession(session.defaultSession);
  desktop = openDesktop({
    dataDir,
    device: 'auto',
    hostName: 'electron',
    host: utilityHost(computeChild),
    dialogs: { choose },
  });
  const answers = desktop;
  protocol.handle(scheme, await pageHandler(rendererDir, (path) => answers.bytes(path)));
  ipcMain.handle('call', (event, name: unknown, request: unknown) => {
    if (!isTrustedSender(event)) return refused;
    // Electron would print the message, and send it to the page.
    return answers.call(String(name), request).catch((error: unknown) => {
      printBug('the desktop app', error);
      throw new Error('internal error');
    });
  });
  ipcMain.handle('dropped', (event, paths: unknown) => {
    if (!isTrustedSender(event)) return refused;
    const dropped = droppedSchema.safeParse(paths);
    if (dropped.success) open(dropped.data);
    return null;
  });
  answers.onEvent(tell);
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(
      menuTemplate(process.platform, !app.isPackaged, (command) => tell({ type: 'command', command })),
    ),
  );
  openWindow(paths);
  const first = [...waiting.splice(0), ...pathsToOpen(process.argv, app.isPackaged, process.cwd())];
  const shown = await openFirst(answers, first, () => undefined);
  if (!shown.ok) tell({ type: 'notice', notice: { level: 'error', message: shown.problem.message } });
}

function openWindow({ dataDir, preload }: DesktopPaths): void {
  const state = readWindowState(
    dataDir,
    screen.getAllDisplays().map(({ workArea }) => workArea),
  );
  const opened = new BrowserWindow(windowOptions(state, preload));
  window = opened;
  if (state.maximised) opened.maximize();
  opened.once('ready-to-show', () => opened.show());
  opened.on('close', () => {
    const state = { bounds: opened.getNormalBounds(), maximised: opened.isMaximized() };
    stateKept = keepWindowState(dataDir, state);
  });
  opened.on('closed', () => (window = null));
  allowSecondWindow(opened);
  void opened.loadURL(startPage);
}

/** It goes with the first one, which draws in it. */
function allowSecondWindow(first: BrowserWindow): void {
  const placed = () => {
    const firstIsOn = screen.getDisplayMatching(first.getBounds());
    return pageOptions(otherWorkArea(screen.getAllDisplays(), firstIsOn));
  };
  first.webContents.setWindowOpenHandler(secondWindowHandler(placed));
  first.webContents.on('did-create-window', (second) => {
    first.once('closed', () => {
      if (!second.isDestroyed()) second.close();
    });
  });
}

function tell(event: AppEvent): void {
  if (window !== null && !window.isDestroyed()) window.webContents.send('event', event);
}

function open(paths: readonly string[]): void {
  if (paths.length === 0) return;
  if (desktop === null) waiting.push(...paths);
  else desktop.index(paths, paths.length === 1 ? basename(paths[0]) : `${paths.length} items`);
}

async function choose(kind: 'folder' | 'files'): Promise<readonly string[] | null> {
  const options: OpenDialogOptions =
    kind === 'folder'
      ? { title: 'Open folder', properties: ['openDirectory', 'multiSelections'] }
      : {
          title: 'Open files',
          properties: ['openFile', 'multiSelections'],
          filters: [
            { name: 'Mammograms', extensions: ['dcm', 'dicom', 'zip', 'png', 'pgm', ''] },
            { name: 'All files', extensions: ['*'] },
          ],
        };
  const chosen =
    window === null ? await dialog.showOpenDialog(options) : await dialog.showOpenDialog(window, options);
  return chosen.canceled ? null : chosen.filePaths;
}

/** Ends the engine's processes, and writes where the window was, before the program ends. */
function closeOnce(event: { preventDefault(): void }): void {
  if (desktop === null) return;
  event.preventDefault();
  const closing = desktop;
  desktop = null;
  void Promise.allSettled([closing.close(), stateKept]).then(() => app.quit());
}
