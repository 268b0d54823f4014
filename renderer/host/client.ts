/** The renderer's one way to the program: calls, events and bytes, whichever host it runs in. */
import type { AppEvent, CallFunction, CallName, RequestOf, ResponseOf } from '../../contract/api.ts';
import { fail, type Result } from '../../contract/problem.ts';

/** What Electron's preload script puts on the window; absent in a browser. */
export interface DesktopBridge {
  call(name: string, request: unknown): Promise<unknown>;
  /** Returns a function that ends it. */
  onEvent(listener: (event: unknown) => void): () => void;
  /** Indexes files and folders dropped on the window where they lie. */
  openDropped?(files: readonly File[]): void;
}

declare global {
  interface Window {
    readonly mammoscope?: DesktopBridge;
  }
}

/** Calls whose effect must arrive even when the page goes away while they are sent. */
const outliveThePage: ReadonlySet<CallName> = new Set([
  'saveAssessment',
  'lockAssessment',
  'completeExam',
  'reopenExam',
  'saveAnnotation',
  'removeAnnotation',
  'saveSettings',
]);
/** Browsers allow 64 KiB for all such requests together (Fetch standard, section 4.5). */
const keepAliveLimit = 16 * 1024;

export const call: CallFunction = async <Name extends CallName>(name: Name, request: RequestOf<Name>) => {
  try {
    const answer = window.mammoscope
      ? await window.mammoscope.call(name, request)
      : await post(name, request);
    return answer as Result<ResponseOf<Name>>;
  } catch {
    return fail(
      'compute-failed',
      'Mammoscope does not answer. What was kept until now stays; start the program again to go on.',
    );
  }
};

async function post(name: CallName, request: unknown): Promise<unknown> {
  const body = JSON.stringify(request);
  const response = await fetch(`call/${name}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body,
    keepalive: outliveThePage.has(name) && body.length < keepAliveLimit,
  });
  if (response.status === refusedStatus) {
    return fail(
      'compute-failed',
      'Mammoscope was started again: open its new address in this browser, and this page goes on.',
    );
  }
  return response.json();
}

/** The program is another start's, whose secret this browser does not have yet. */
const refusedStatus = 403;

interface Listener {
  readonly onEvent: (event: AppEvent) => void;
  readonly onConnection: ((connected: boolean) => void) | undefined;
}

const listeners = new Set<Listener>();
let source: EventSource | null = null;
const reconnectMs = 2000;

/**
 * Tells of everything that happens from now on; returns a function that ends it. All listeners share one stream: a
 * browser holds few connections to one host. `onConnection` hears when the stream opens and when it breaks; events of
 * the time between are lost, so what was listed must be asked for again.
 */
export function onEvent(
  onEvent: (event: AppEvent) => void,
  onConnection?: (connected: boolean) => void,
): () => void {
  if (window.mammoscope) {
    const end = window.mammoscope.onEvent((event) => onEvent(event as AppEvent));
    onConnection?.(true);
    return end;
  }
  const listener = { onEvent, onConnection };
  listeners.add(listener);
  if (source === null) source = openStream();
  else if (source.readyState === EventSource.OPEN) onConnection?.(true);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    source?.close();
    source = null;
  };
}

function openStream(): EventSource {
  const opened = new EventSource('events');
  opened.onopen = () => listeners.forEach((listener) => listener.onConnection?.(true));
  opened.onmessage = ({ data }) => {
    const event = JSON.parse(data as string) as AppEvent;
    listeners.forEach((listener) => listener.onEvent(event));
  };
  opened.onerror = () => {
    listeners.forEach((listener) => listener.onConnection?.(false));
    // A browser tries again by itself unless it was refused.
    if (opened.readyState !== EventSource.CLOSED) return;
    setTimeout(() => {
      if (source === opened) source = openStream();
    }, reconnectMs);
  };
  return opened;
}
