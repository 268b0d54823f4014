/**
 * Child process of mutations.test.ts: puts mutations `from` (inclusive) to `to` through what `info` and `pixels` do, and
 * writes one line per file before it and after it, so that the parent knows where a crash or hang happened.
 */
import { mkdtempSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Problem } from '../../contract/problem.ts';
import { openImage } from '../../imaging/openImage.ts';
import { readImageBytes } from '../../main/library/readImage.ts';
import { scan } from '../../main/library/scan.ts';
import type { FoundImage } from '../../main/library/scan.ts';
import { mutation } from './mutations.ts';
import { loadSeeds } from './seeds.ts';

/** One line to the parent. */
export type Report =
  | { readonly type: 'begin'; readonly index: number; readonly name: string }
  | { readonly type: 'end'; readonly index: number; readonly milliseconds: number; readonly outcome: string }
  /** Something was thrown that no user should see, or a result contradicts itself. */
  | { readonly type: 'fault'; readonly index: number; readonly message: string }
  | { readonly type: 'memory'; readonly megabytes: number };

function report(line: Report): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}

/** `info`, then `pixels` for every image found. Returns kinds of outcomes. */
async function tryFile(path: string): Promise<string[]> {
  const outcomes: string[] = [];
  for await (const found of scan([path])) {
    switch (found.type) {
      case 'skipped':
      case 'document':
        outcomes.push(found.type);
        break;
      case 'problem':
        outcomes.push(checked(found.problem));
        break;
      case 'image':
        outcomes.push('image', ...(await tryPixels(found.image)));
    }
  }
  return outcomes;
}

async function tryPixels(image: FoundImage): Promise<string[]> {
  const bytes = await readImageBytes(image.location);
  if (!bytes.ok) return [checked(bytes.problem)];
  const opened = openImage(bytes.value, 'image');
  if (!opened.ok) return [checked(opened.problem)];
  const { rows, columns, samplesPerPixel, frames } = opened.value.header;
  const outcomes: string[] = [];
  for (const index of new Set([0, Math.min(1, frames - 1), frames - 1])) {
    const frame = await opened.value.decode(index);
    if (!frame.ok) outcomes.push(checked(frame.problem));
    else if (frame.value.samples.length !== rows * columns * samplesPerPixel) {
      throw new Error(`${frame.value.samples.length} samples for ${columns} x ${rows} x ${samplesPerPixel}`);
    } else outcomes.push('frame');
  }
  return outcomes;
}

function checked({ kind, message }: Problem): string {
  if (message.length < 10 || message.length > 500 || !/^[A-Z].*[.)]$/.test(message)) {
    throw new Error(`no sentence for the user: ${message}`);
  }
  return kind;
}

async function main(): Promise<void> {
  const [from, to] = process.argv.slice(2).map(Number);
  const seeds = loadSeeds();
  const folder = mkdtempSync(join(tmpdir(), 'mammoscope-fuzz-'));
  const path = join(folder, 'file');
  try {
    for (let index = from; index < to; index++) {
      const { name, bytes } = mutation(seeds, index);
      writeFileSync(path, bytes);
      report({ type: 'begin', index, name });
      const started = performance.now();
      let outcome = '';
      try {
        outcome = (await tryFile(path)).join(' ');
      } catch (error) {
        report({
          type: 'fault',
          index,
          message: error instanceof Error ? (error.stack ?? '') : String(error),
        });
      }
      report({ type: 'end', index, milliseconds: performance.now() - started, outcome });
    }
    report({ type: 'memory', megabytes: process.resourceUsage().maxRSS / 1024 });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();
