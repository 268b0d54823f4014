/** The renderer's one way to the program: calls, events and bytes, whichever host it runs in. */
import type { AppEvent, CallFunction, CallName, RequestOf, ResponseOf } from '../../contract/api.ts';
import { fail, type Result } from '../../contract/problem.ts';

/** What Electron's preload script puts on the window; absent in a browser. */
export interface DesktopBridge {
  call(name: string, request: unknown): Promise<unknown>;
  /** Returns a function that ends it. */
  onEvent(listener: (event: unknown) => void): () => void;
}

declare global {
  interface Window {
    readonly mammoscope?: DesktopBridge;
  }
}

export const call: CallFunction = async <Name extends CallName>(name: Name, request: RequestOf<Name>) => {
  try {
    const answer = window.mammoscope
      ? await window.mammoscope.call(name, request)
      : await post(`call/${name}`, request);
    return answer as Result<ResponseOf<Name>>;
  } catch {
    return fail(
      'compute-failed',
      'Mammoscope does not answer. What you did is kept; start the program again to go on.',
    );
  }
};

async function post(path: string, request: unknown): Promise<unknown> {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(request),
  });
  return response.json();
}

/** Tells of everything that happens from now on; returns a function that ends it. */
export function onEvent(listener: (event: AppEvent) => void): () => void {
  if (window.mammoscope) return window.mammoscope.onEvent((event) => listener(event as AppEvent));
  const source = new EventSource('events');
  source.onmessage = ({ data }) => listener(JSON.parse(data as string) as AppEvent);
  return () => source.close();
}
