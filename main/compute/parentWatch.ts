/** A worker thread that ends this process when its parent has gone, even while the main thread is blocked. */
import { workerData } from 'node:worker_threads';

const everyMs = 500;
const { parent } = workerData as { readonly parent: number };

setInterval(() => {
  if (process.ppid !== parent || !isAlive(parent)) process.kill(process.pid, 'SIGKILL');
}, everyMs);

function isAlive(pid: number): boolean {
  try {
    // Signal 0 only asks.
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
