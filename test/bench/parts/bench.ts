/** What every suite has around its figures: its options, and their printing, also of a suite that is stopped half way. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

export interface Bench {
  /** Everything small: says that the suite runs, and nothing about speed. */
  readonly toy: boolean;
  /** A folder that is removed at the end. */
  readonly folder: string;
  /** Asked for by name; all of them where none was. */
  readonly parts: readonly string[];
  /** That networks run on. */
  readonly threads: number;
  /** Keeps a figure: it is printed at the end, or where the suite is stopped. */
  put(name: string, figure: unknown): void;
  /** Done at the end, and where the suite is stopped; the last one first. */
  atEnd(end: () => unknown): void;
}

interface Suite {
  readonly name: string;
  readonly parts?: readonly string[];
  run(bench: Bench): Promise<void>;
}

/** Runs a suite by the options of the command line: `--toy`, `--json FILE`, `--part NAME` (several times), `--threads N`. */
export async function runSuite({ name, parts = [], run }: Suite): Promise<void> {
  const { values } = parseArgs({
    options: {
      toy: { type: 'boolean', default: false },
      json: { type: 'string' },
      part: { type: 'string', multiple: true },
      threads: { type: 'string', default: '2' },
    },
  });
  const wanted = values.part ?? parts;
  const unknown = wanted.find((part) => !parts.includes(part));
  if (unknown !== undefined) throw new Error(`there is no part ${unknown}; parts: ${parts.join(', ')}`);
  const figures: Record<string, unknown> = { suite: name, ...(values.toy ? { toy: true } : {}) };
  const ends: (() => unknown)[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'mammoscope-bench-'));
  ends.push(() => rmSync(folder, { recursive: true, force: true }));
  const print = () => {
    const text = `${JSON.stringify(figures, rounded, 2)}\n`;
    process.stdout.write(text);
    if (values.json !== undefined) writeFileSync(values.json, text);
  };
  const end = async () => {
    for (const each of ends.splice(0).reverse()) await each();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      figures.stopped = 'before its end: figures that are not here were not measured';
      print();
      void end().finally(() => process.exit(130));
    });
  }
  try {
    await run({
      toy: values.toy,
      folder,
      parts: wanted,
      threads: Number(values.threads),
      put: (figure, value) => (figures[figure] = value),
      atEnd: (each) => ends.push(each),
    });
    print();
  } finally {
    await end();
  }
}

function rounded(_name: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toPrecision(4)) : value;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
