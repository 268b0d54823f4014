/** The one window that the reading room may open: its own empty page, on another display where there is one. */
import type {
  BrowserWindowConstructorOptions,
  HandlerDetails,
  Rectangle,
  WindowOpenHandlerResponse,
} from 'electron';
import { secondWindow } from '../../../contract/secondWindow.ts';
import { scheme } from './addresses.ts';

const address = `${scheme}://app/${secondWindow.path}`;

/** Allows it by its name and address, and nothing else. `options`: how it is opened. */
export function secondWindowHandler(
  options: () => BrowserWindowConstructorOptions,
): (details: Pick<HandlerDetails, 'url' | 'frameName'>) => WindowOpenHandlerResponse {
  return ({ url, frameName }) =>
    url === address && frameName === secondWindow.name
      ? { action: 'allow', overrideBrowserWindowOptions: options() }
      : { action: 'deny' };
}

interface Display {
  readonly id: number;
  readonly workArea: Rectangle;
}

/** All of a display that the first window is not on; null where there is one display. */
export function otherWorkArea(displays: readonly Display[], firstIsOn: Display): Rectangle | null {
  return displays.find(({ id }) => id !== firstIsOn.id)?.workArea ?? null;
}
