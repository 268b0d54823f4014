/** The native menu, as data: items either run one of the renderer's commands or are the system's own. */
import type { MenuItemConstructorOptions } from 'electron';

const separator: MenuItemConstructorOptions = { type: 'separator' };

/** `run` gets the id of a command of the renderer (`renderer/keys/commands.ts`). */
export function menuTemplate(
  platform: NodeJS.Platform,
  development: boolean,
  run: (command: string) => void,
): MenuItemConstructorOptions[] {
  // Keys belong to the renderer, where the user may change them: accelerators are not registered twice.
  const item = (label: string, command: string): MenuItemConstructorOptions => ({
    id: command,
    label,
    click: () => run(command),
  });
  const mac = platform === 'darwin';
  return [
    ...(mac ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        item('Open &folder…', 'program.openFolder'),
        item('Open fi&les…', 'program.openFiles'),
        separator,
        item('&Snapshot', 'program.snapshot'),
        item('&Summary as PDF', 'program.summary'),
        separator,
        item('S&ettings', 'program.settings'),
        ...(mac ? [] : [separator, { role: 'quit' } as const]),
      ],
    },
    {
      label: '&Edit',
      submenu: [
        item('&Undo', 'edit.undo'),
        item('&Redo', 'edit.redo'),
        separator,
        { role: 'cut', registerAccelerator: false },
        { role: 'copy', registerAccelerator: false },
        { role: 'paste' },
      ],
    },
    {
      label: '&View',
      submenu: [
        item('&AI marks', 'ai.toggle'),
        item('AI &panel', 'ai.panel'),
        item('Patch &strip', 'ai.strip'),
        item('&Hide text', 'display.hideText'),
        item('Hide &identities', 'display.deidentify'),
        separator,
        item('Second &window', 'view.secondWindow'),
        separator,
        { role: 'togglefullscreen' },
        ...(development ? [{ role: 'toggleDevTools' } as const] : []),
      ],
    },
    { label: '&Help', role: 'help', submenu: [item('&Keys', 'program.keys')] },
  ];
}
