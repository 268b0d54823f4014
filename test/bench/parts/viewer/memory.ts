import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mean } from '../bench.ts';
import { timeToDrawn } from './page.ts';
import { openWorklist, serve, writeExams, type Stage } from './served.ts';

/** Resident memory of a process and all below it, MiB. Linux. */
function treeMemoryMiB(root: number): number {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // It ended meanwhile.
    }
  }
  const belongs = (pid: number): boolean => pid === root || (parents.has(pid) && belongs(parents.get(pid)!));
  let pages = 0;
  for (const pid of parents.keys()) {
    if (!belongs(pid)) continue;
    try {
      // Shared memory is counted once, with who uses it: proportional set size.
      const line = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'));
      pages += Number(line?.[1] ?? 0);
    } catch {
      // As above.
    }
  }
  return pages / 1024;
}

const openedExams = 50;
/** Rows of images of which 25 exams fill the viewer's memory for decoded images. */
const openedRows = 2400;

/** The browser's memory while many exams are opened one after the other. */
export async function memoryFigures(stage: Stage) {
  const { open, folder, browserPid, toy } = stage;
  const count = toy ? 5 : openedExams;
  const exams = writeExams(join(folder, 'many'), count, toy ? 200 : openedRows);
  const served = await serve(stage, 'many', [exams]);
  const app = await open();
  await openWorklist(app, served.url);
  await timeToDrawn(app, 'Enter');
  const memory = [treeMemoryMiB(browserPid)];
  for (let index = 1; index < count; index++) {
    await timeToDrawn(app, 'PageDown');
    memory.push(treeMemoryMiB(browserPid));
  }
  await app.context().close();
  await served.close();
  const fifths = (from: number) => mean(memory.slice((from * count) / 5, ((from + 1) * count) / 5));
  return {
    exams: count,
    afterFirstMiB: memory[0],
    fourthFifthMiB: fifths(3),
    lastFifthMiB: fifths(4),
    mostMiB: Math.max(...memory),
    ratio: fifths(4) / fifths(3),
  };
}
