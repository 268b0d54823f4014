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

/** One running child, which is told `To` and says `From`. */
export interface ChildLink<To, From> {
  readonly pid: number | undefined;
  /** Never throws; a message to a child that has gone is lost, and `onExit` tells. */
  send(message: To): void;
  onMessage(listener: (message: From) => void): void;
  /** Called once, when the process is really gone. */
  onExit(listener: (exit: ChildExit) => void): void;
  /** Ends it at once, whatever it does (SIGKILL). */
  kill(): void;
}

/** Starts children: by forking Node here, by Electron's `utilityProcess` in the desktop app. */
export interface ChildHost<To, From> {
  start(): ChildLink<To, From>;
}

/** One running compute child. */
export type ComputeLink = ChildLink<ToChild, FromChild>;
export type ComputeHost = ChildHost<ToChild, FromChild>;

/** Bytes of standard error that are kept. */
const lastWordsLength = 2000;

/** Forks `module` (the compute child by default) as a Node process. */
export function forkHost<To extends object = ToChild, From = FromChild>(
  module: URL = moduleBeside(import.meta.url, 'child'),
): ChildHost<To, From> {
  return { start: () => forkChild<To, From>(module) };
}

function forkChild<To extends object, From>(module: URL): ChildLink<To, From> {
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
      child.on('message', (message) => listener(message as From));
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

/** `SIGSEGV`, `exit code 5: Error: Cannot find module`: how a child ended, with the line of its last words that tells most. */
export function exitInWords({ code, signal, lastWords }: ChildExit): string {
  const words = errorLine(lastWords);
  return `${signal ?? `exit code ${code ?? 'unknown'}`}${words === '' ? '' : `: ${words}`}`;
}

/** Node writes the error between the source and the stack, and its own version last. */
function errorLine(lastWords: string): string {
  const lines = lastWords.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('Node.js v'));
  const line = lines.find((each) => /^\w*Error\b/.test(each)) ?? lines.at(-1) ?? '';
  return line.trim().slice(0, 300);
}
