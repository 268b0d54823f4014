/** The compute child as an Electron utility process: Node without a window, and without the `RunAsNode` fuse. */
import { fileURLToPath } from 'node:url';
import { utilityProcess } from 'electron';
import type { ComputeHost, ComputeLink } from '../../compute/host.ts';
import type { FromChild } from '../../compute/protocol.ts';

/** Bytes of standard error that are kept. */
const lastWordsLength = 2000;

export function utilityHost(module: URL): ComputeHost {
  return { start: () => forkUtility(module) };
}

function forkUtility(module: URL): ComputeLink {
  const child = utilityProcess.fork(fileURLToPath(module), [], {
    // Debugger and loader flags are this process's own.
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe'],
    serviceName: 'Mammoscope compute',
  });
  let lastWords = '';
  let gone = false;
  child.stderr?.on('data', (bytes: Buffer) => {
    lastWords = (lastWords + bytes.toString('utf8')).slice(-lastWordsLength);
  });
  return {
    get pid() {
      return child.pid;
    },
    send: (message) => {
      if (!gone) child.postMessage(message);
    },
    onMessage: (listener) => {
      child.on('message', (message: FromChild) => listener(message));
    },
    onExit: (listener) => {
      child.once('exit', (code) => {
        gone = true;
        listener({ code, signal: null, lastWords: lastWords.trim() });
      });
    },
    kill: () => {
      // `child.kill()` asks (SIGTERM); native code that blocks the process would not hear it.
      if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL');
      else child.kill();
    },
  };
}
