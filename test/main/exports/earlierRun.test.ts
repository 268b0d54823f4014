import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Result } from '../../../contract/problem.ts';
import type { ResultsDevice } from '../../../contract/results.ts';
import { listedFiles } from '../../../main/exports/earlierRun.ts';
import { createExporter } from '../../../main/exports/exporter.ts';
import type { WrittenResults } from '../../../main/exports/exporter.ts';
import type { AnalysedForExport } from '../../../main/exports/imageResults.ts';
import { analysed, gmicAnalysis, hdsAnalysis, headerOf } from './samples.ts';

let base: string;
let outDir: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'earlier-'));
  outDir = join(base, 'out');
  mkdirSync(outDir);
});
afterEach(() => {
  rmSync(base, { recursive: true, force: true });
});

const device: ResultsDevice = { requested: 'auto', used: 'cpu', description: null };
const left = headerOf();
const right = headerOf({ laterality: 'R', viewPosition: 'MLO', sopInstanceUid: '2.25.7' });
const other = headerOf({ laterality: 'R', studyInstanceUid: '2.25.9', sopInstanceUid: '2.25.8' });

async function ran(...images: AnalysedForExport[]): Promise<Result<WrittenResults>> {
  const exporter = createExporter({ outDir, programVersion: '0.1.0', mapFormats: ['png'], cache: null });
  for (const image of images) expect((await exporter.addImage(image)).ok).toBe(true);
  const told = { created: new Date(), notes: new Map(), device, cards: [], notAnalysed: [], problems: [] };
  return exporter.finish(told);
}

const withBoth = (header = left) => analysed(header, [hdsAnalysis(header), gmicAnalysis(header)]);

function write(file: string, content = 'x'): void {
  mkdirSync(dirname(join(outDir, file)), { recursive: true });
  writeFileSync(join(outDir, file), content);
}

describe('a second run into the same folder', () => {
  it('removes what the first one wrote and it did not, and leaves what is of nobody', async () => {
    expect(await ran(withBoth(), withBoth(right), withBoth(other))).toMatchObject({
      value: { removed: { count: 0, problems: [] } },
    });
    write('exam-1/L-CC-mine.png');
    write('mine.txt');
    // Four files of the right MLO, four of the other exam.
    expect(await ran(withBoth())).toMatchObject({ value: { removed: { count: 8, problems: [] } } });
    expect(readdirSync(outDir).toSorted()).toEqual(['exam-1', 'mine.txt', 'results.json']);
    const kept = readdirSync(join(outDir, 'exam-1'));
    expect(kept.filter((name) => !name.startsWith('L-CC-'))).toEqual([]);
    expect(kept).toHaveLength(5);
    for (const file of await listedFiles(outDir)) expect(existsSync(join(outDir, file)), file).toBe(true);
  });

  it('leaves all as it was where nothing was analysed', async () => {
    await ran(withBoth());
    const before = readFileSync(join(outDir, 'results.json'), 'utf8');
    expect(await ran()).toMatchObject({ value: { resultsFile: null, removed: { count: 0 } } });
    expect(readFileSync(join(outDir, 'results.json'), 'utf8')).toBe(before);
    expect(readdirSync(join(outDir, 'exam-1'))).toHaveLength(4);
  });

  it.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
    'loses nothing where its results cannot be written',
    async () => {
      await ran(withBoth(right));
      const before = await listedFiles(outDir);
      chmodSync(outDir, 0o500);
      const second = await ran(withBoth({ ...right, laterality: 'L' }));
      chmodSync(outDir, 0o700);
      expect(second).toMatchObject({ ok: false, problem: { kind: 'unwritable' } });
      expect(before).toHaveLength(4);
      for (const file of before) expect(existsSync(join(outDir, file)), file).toBe(true);
    },
  );
});

describe('files that a results.json lists', () => {
  it.each([
    ['reach out of the folder', ['../secret.png', 'exam-1/../../secret.png', '/etc/hosts.png']],
    ['are none of the exams', ['secret.png', 'exam-one/secret.png', 'exam-1/deep/secret.png']],
    ['are of another kind', ['exam-1/secret.txt', 'exam-1/secret\u0000.png', 'exam-1\\\\..png']],
  ])('are none of the program’s where they %s', async (_, pictures) => {
    writeFileSync(join(base, 'secret.png'), 'x');
    write('results.json', JSON.stringify({ format: 'mammoscope-results', images: [{ pictures }] }));
    expect(await listedFiles(outDir)).toEqual([]);
    expect(await ran(withBoth())).toMatchObject({ value: { removed: { count: 0 } } });
    expect(existsSync(join(base, 'secret.png'))).toBe(true);
  });

  it.each([
    ['is of another program', JSON.stringify({ images: [{ pictures: ['exam-1/a.png'] }] })],
    ['is cut', '{"format":"mammoscope-results","images":[{"pictures":["exam-1/a.png"]'],
  ])('are none where it %s', async (_, content) => {
    write('results.json', content);
    write('exam-1/a.png');
    await ran(withBoth());
    expect(existsSync(join(outDir, 'exam-1/a.png'))).toBe(true);
  });

  it('stay where they are no plain files', async () => {
    const lists = { format: 'mammoscope-results', images: [{ pictures: ['exam-7/a.png'] }] };
    write('results.json', JSON.stringify(lists));
    mkdirSync(join(outDir, 'exam-7/a.png'), { recursive: true });
    expect(await ran(withBoth())).toMatchObject({ value: { removed: { count: 0, problems: [] } } });
    expect(existsSync(join(outDir, 'exam-7/a.png'))).toBe(true);
  });
});
