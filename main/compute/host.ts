import { fork } from 'node:child_process';
import { moduleBeside } from '../files/moduleBeside.ts';
import type { FromChild, ToChild } from './protocol.ts';

/** How a child ended. */
export interface ChildExit {
  readonly code: number | null;
  readonly signal: string | null;
  /** The end of what it wrote to its standard error. */
  readonly lastWords: string;
}

/** One running compute child. */
export interface ComputeLink {
  readonly pid: number | undefined;
  /** Never throws; a message to a child that has gone is lost, and `onExit` tells. */
  send(message: ToChild): void;
  onMessage(listener: (message: FromChild) => void): void;
  /** Called once, when the process is really gone. */
  onExit(listener: (exit: ChildExit) => void): void;
  /** Ends it at once, whatever it does (SIGKILL). */
  kill(): void;
}

/** Starts compute children: by forking Node here, by Electron's `utilityProcess` in the desktop app. */
export interface ComputeHost {
  start(): ComputeLink;
}

/** Bytes of standard error that are kept. */
const lastWordsLength = 2000;

/** Forks `module` (the compute child by default) as a Node process. */
export function forkHost(module: URL = moduleBeside(import.meta.url, 'child')): ComputeHost {
  return { start: () => forkChild(module) };
}

function forkChild(module: URL): ComputeLink {
  const child = fork(module, {
    // Keeps typed arrays as they are.
    serialization: 'advanced',
    // Debugger and loader flags are this process's own.
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let lastWords = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-lastWordsLength);
  });
  return {
    pid: child.pid,
    send: (message) => {
      if (child.connected) child.send(message, () => undefined);
    },
    onMessage: (listener) => {
      child.on('message', (message) => listener(message as FromChild));
    },
    onExit: (listener) => {
      let told = false;
      const tell = (code: number | null, signal: string | null) => {
        if (!told) listener({ code, signal, lastWords: lastWords.trim() });
        told = true;
      };
      // 'close' comes after the last words; 'error' where the process could not be started at all.
      child.on('close', tell);
      child.on('error', (error) => {
        lastWords += error.message;
        if (child.pid === undefined) tell(null, null);
      });
    },
    kill: () => child.kill('SIGKILL'),
  };
}
