/**
 * The bridge between the sandboxed page and the program: three functions, no Electron object. Files that are dropped are
 * turned into paths here and told to the program; the page never sees them.
 */
import type * as electron from 'electron';

// A sandboxed preload script is CommonJS and may require nothing else.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const { contextBridge, ipcRenderer, webUtils } = require('electron') as typeof electron;

contextBridge.exposeInMainWorld('mammoscope', {
  call: (name: unknown, request: unknown) => ipcRenderer.invoke('call', String(name), request),
  onEvent: (listener: (event: unknown) => void) => {
    const tell = (_event: electron.IpcRendererEvent, event: unknown) => listener(event);
    ipcRenderer.on('event', tell);
    return () => ipcRenderer.off('event', tell);
  },
  openDropped: (files: readonly File[]) =>
    ipcRenderer.invoke(
      'dropped',
      Array.from(files, (file) => webUtils.getPathForFile(file)).filter((path) => path !== ''),
    ),
});
