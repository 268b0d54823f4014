import { createHash } from 'node:crypto';
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
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readHeader } from '../../../../imaging/dicom/header.ts';
import { parseDicom } from '../../../../imaging/dicom/parse.ts';
import { writePhantomExam } from '../../../../main/exports/phantomFiles.ts';
import { planExam } from '../../../../training/phantoms/planExam.ts';
import { lacks, needing, projectRoot } from '../../../needs.ts';

const folder = mkdtempSync(join(tmpdir(), 'mammoscope-phantom-'));
const small = { size: 256 } as const;
/** Both vendors, so that windows and tables are written. */
const exams = [
  { out: join(folder, 'aurelia'), options: { ...small, vendor: 'Aurelia', lesions: 'always' } },
  { out: join(folder, 'northlight'), options: { ...small, vendor: 'Northlight', lesions: 'always' } },
] as const;

function run(...args: string[]) {
  return spawnSync(process.execPath, [join(projectRoot, 'main/hosts/cli.ts'), 'phantom', ...args], {
    encoding: 'utf8',
  });
}

beforeAll(async () => {
  for (const { out, options } of exams) expect((await writePhantomExam(out, 4, 1, options)).ok).toBe(true);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function imagesOf(out: string): string[] {
  return readdirSync(out).filter((name) => name.endsWith('.dcm'));
}

function hashes(out: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(out).map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(out, name)))
        .digest('hex'),
    ]),
  );
}

describe('writePhantomExam', () => {
  it('writes four views with side, view and geometry, which the reader understands', () => {
    for (const { out } of exams) {
      expect(imagesOf(out)).toEqual(['L-CC.dcm', 'L-MLO.dcm', 'R-CC.dcm', 'R-MLO.dcm']);
      for (const name of imagesOf(out)) {
        const file = parseDicom(readFileSync(join(out, name)));
        if (!file.ok) throw new Error(file.problem.message);
        const header = readHeader(file.value);
        if (!header.ok) throw new Error(header.problem.message);
        const { laterality, viewPosition, patientOrientation, presentationIntent, rows } = header.value;
        expect(`${laterality}-${viewPosition}.dcm`).toBe(name);
        expect(presentationIntent).toBe('FOR PRESENTATION');
        expect(rows).toBe(256);
        const orientation = { 'L-CC': 'A R', 'R-CC': 'P L', 'L-MLO': 'A FR', 'R-MLO': 'P FL' };
        expect(patientOrientation?.join(' ')).toBe(orientation[`${laterality}-${viewPosition}` as 'L-CC']);
        expect(header.value.voiTransforms.length).toBeGreaterThan(1);
        expect(header.value.spacing?.rowMm).toBeCloseTo(header.value.spacing?.columnMm ?? 0, 6);
      }
    }
  });

  it('writes the truth: masks of the images size whose boxes are as stated', () => {
    for (const { out } of exams) {
      const truth = JSON.parse(readFileSync(join(out, 'truth.json'), 'utf8'));
      const lesions = truth.images.flatMap((image: { lesions: object[] }) => image.lesions);
      expect(lesions.length).toBeGreaterThanOrEqual(2);
      for (const image of truth.images) {
        for (const lesion of image.lesions) {
          const mask = decode(readFileSync(join(out, lesion.mask)));
          expect([mask.width, mask.height, mask.depth, mask.channels]).toEqual([
            image.columns,
            image.rows,
            8,
            1,
          ]);
          expect(new Set(mask.data)).toEqual(new Set([0, 255]));
          expect(mask.data.filter((value) => value > 0).length).toBe(lesion.areaPixels);
          const { x, y, width, height } = lesion.boundingBox;
          expect(lesion.centre.x).toBeGreaterThan(x - 4);
          expect(lesion.centre.x).toBeLessThan(x + width + 4);
          expect(lesion.centre.y).toBeGreaterThan(y - 4);
          expect(lesion.centre.y).toBeLessThan(y + height + 4);
        }
      }
    }
  });

  it('writes the same bytes for the same seed, other UIDs for another', async () => {
    const again = join(folder, 'again');
    await writePhantomExam(again, 4, 1, exams[0].options);
    expect(hashes(again)).toEqual(hashes(exams[0].out));
    const other = join(folder, 'other');
    await writePhantomExam(other, 5, 1, exams[0].options);
    const uid = (out: string): string =>
      JSON.parse(readFileSync(join(out, 'truth.json'), 'utf8')).studyInstanceUid;
    expect(uid(other)).not.toBe(uid(again));
    expect(uid(again)).toMatch(/^2\.25\.[1-9]\d*$/);
  });

  it('says that a folder cannot be written, and leaves no partial file', async () => {
    const inTheWay = join(folder, 'file');
    writeFileSync(inTheWay, '');
    const result = await writePhantomExam(join(inTheWay, 'exam-1'), 4, 1, small);
    expect(result).toMatchObject({ ok: false, problem: { kind: 'unwritable' } });
    const blocked = join(folder, 'blocked');
    mkdirSync(join(blocked, 'R-CC.dcm', 'something'), { recursive: true });
    expect(await writePhantomExam(blocked, 4, 1, small)).toMatchObject({
      ok: false,
      problem: { kind: 'unwritable', file: join(blocked, 'R-CC.dcm') },
    });
    expect(readdirSync(blocked)).toEqual(['R-CC.dcm']);
  });
});

describe.skipIf(process.platform !== 'linux' || !existsSync('/dev/full'))(
  'writePhantomExam on a full disk [needs /dev/full]',
  () => {
    it('says so', async () => {
      const { symlinkSync } = await import('node:fs');
      const full = join(folder, 'full');
      mkdirSync(full);
      symlinkSync('/dev/full', join(full, 'R-CC.dcm'));
      expect(await writePhantomExam(full, 4, 1, small)).toMatchObject({
        ok: false,
        problem: { kind: 'disk-full' },
      });
    });
  },
);

describe('mammoscope phantom', () => {
  it('refuses bad usage with exit code 2', () => {
    expect(run('--exams', '0', '--out', folder).status).toBe(2);
    expect(run('--exams', 'two', '--out', folder).status).toBe(2);
    expect(run('--seed', '-1', '--out', folder).status).toBe(2);
    expect(run('--exams', '1').status).toBe(2);
  });

  it('makes a full-size exam, with JSON on standard output and nothing on the error stream of a pipe', () => {
    const out = join(folder, 'command');
    const { status, stdout, stderr } = run('--exams', '1', '--seed', '3', '--out', out, '--json');
    expect(stderr).toBe('');
    expect(status).toBe(0);
    const { exams: made } = JSON.parse(stdout);
    expect(made).toHaveLength(1);
    expect(made[0].folder).toBe(join(out, 'exam-1'));
    expect(made[0].images).toHaveLength(4);
    expect(made[0].images[0].rows).toBe(planExam(3, 1).detector.rows);
    expect(existsSync(join(out, 'exam-1', made[0].images[0].file))).toBe(true);
  }, 60_000);

  it('reports an unwritable folder and exits with 1', () => {
    const inTheWay = join(folder, 'plain-file');
    writeFileSync(inTheWay, '');
    const { status, stderr } = run('--exams', '2', '--seed', '3', '--out', inTheWay);
    expect(status).toBe(1);
    expect(stderr).toContain('(unwritable)');
  });

  it.skipIf(process.getuid?.() === 0)(
    'reports a folder without permission [needs a user other than root]',
    () => {
      const closed = join(folder, 'closed');
      mkdirSync(closed);
      chmodSync(closed, 0o500);
      expect(run('--out', closed).stderr).toContain('(unwritable)');
    },
  );
});

describe.skipIf(lacks('dciodvfy'))(needing('phantom files against the standard', 'dciodvfy'), () => {
  it('have no errors', () => {
    for (const { out } of exams) {
      for (const name of imagesOf(out)) {
        const { stderr } = spawnSync('dciodvfy', [join(out, name)], { encoding: 'utf8' });
        expect(stderr).toContain('MammographyImageForPresentation');
        expect(stderr.split('\n').filter((line) => line.startsWith('Error'))).toEqual([]);
      }
    }
  });
});
