import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Results } from '../../../../contract/results.ts';
import schema from '../../../../main/exports/results.schema.json' with { type: 'json' };
import { writePhantomExam } from '../../../../main/exports/phantomFiles.ts';
import { Tag } from '../../../../imaging/dicom/tags.ts';
import { TransferSyntax } from '../../../../imaging/dicom/transferSyntax.ts';
import { element, encode, imageElements, part10 } from '../../../imaging/dicom/build.ts';
import { ctClass } from '../../../fixtures/slices.ts';
import type { TestElement } from '../../../imaging/dicom/build.ts';
import { lacks, needing, projectRoot, sharedDir } from '../../../needs.ts';

const folder = mkdtempSync(join(tmpdir(), 'mammoscope-analyze-'));
const dataDir = join(folder, 'data');
const exams = join(folder, 'exams');
const entry = join(projectRoot, 'main/hosts/cli.ts');

function mammoscope(...args: string[]) {
  return spawnSync(process.execPath, [entry, ...args, '--library', dataDir], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
}

function analyse(paths: readonly string[], out: string, ...options: string[]) {
  return mammoscope('analyze', ...paths, '--out', out, '--device', 'cpu', ...options);
}

function resultsIn(out: string): Results {
  return JSON.parse(readFileSync(join(out, 'results.json'), 'utf8')) as Results;
}

const validate = new Ajv2020({ allErrors: true }).compile(schema);

beforeAll(async () => {
  const written = await writePhantomExam(join(exams, 'one'), 5, 1, { size: 1024, lesions: 'always' });
  expect(written.ok).toBe(true);
  writeFileSync(join(exams, 'notes.txt'), 'no image');
  const whole = readFileSync(join(exams, 'one', 'R-CC.dcm'));
  writeFileSync(join(exams, 'cut.dcm'), whole.subarray(0, whole.length / 2));
  for (const architecture of ['gmic', 'hds-uresnet']) {
    expect(mammoscope('models', 'init', architecture, '--seed', '3').status).toBe(0);
  }
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A half disc on the chest wall of a left breast, of 12 bits. */
function writeMammogram(name: string, more: readonly TestElement[], level = 1800): string {
  const [rows, columns] = [208, 160];
  const pixels = new Uint8Array(2 * rows * columns);
  const view = new DataView(pixels.buffer);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const distance = Math.hypot(x, y - rows / 2);
      if (distance < 90) view.setUint16(2 * (y * columns + x), level - 10 * distance, true);
    }
  }
  const file = join(folder, 'by-rule', name);
  mkdirSync(dirname(file), { recursive: true });
  const pixelData = element(Tag.PixelData, 'OW', pixels);
  writeFileSync(
    file,
    part10(TransferSyntax.ExplicitLittle, encode(imageElements(rows, columns, 16, [...more, pixelData]))),
  );
  return file;
}

test('slices of one stack are one image, analysed at the middle one', () => {
  const stack = join(folder, 'stack');
  for (const at of [1, 2, 3, 4, 5])
    writeMammogram(`../stack/slice-${at}.dcm`, sliceElements(at), 1000 + 100 * at);
  const out = join(folder, 'stack-out');
  const run = analyse([stack], out, '--models', 'hds-uresnet', '--maps', 'none');
  expect(run.stderr).toBe('');
  expect(run.status).toBe(0);
  const {
    images,
    exams: [exam],
  } = resultsIn(out);
  expect(validate(resultsIn(out)), JSON.stringify(validate.errors)).toBe(true);
  expect(images).toMatchObject([
    {
      file: join(stack, 'slice-3.dcm'),
      sopInstanceUid: '1.2.8.103',
      frame: 2,
      frames: 5,
      laterality: 'L',
      view: 'MLO',
    },
  ]);
  expect(exam.scores[0].breasts[0].views).toHaveLength(1);
  expect(readdirSync(out, { recursive: true }).join(' ')).toContain('L-MLO-frame-3');
  // The same pixels as of that file alone.
  analyse(
    [join(stack, 'slice-3.dcm')],
    join(folder, 'slice-out'),
    '--models',
    'hds-uresnet',
    '--maps',
    'none',
  );
  const [alone] = resultsIn(join(folder, 'slice-out')).images;
  expect(alone).toMatchObject({ frame: 0, frames: 1, pixelSha256: images[0].pixelSha256 });
});

/** Of a left MLO tomosynthesis stored as CT images, in the order of `at`. */
function sliceElements(at: number): readonly TestElement[] {
  return [
    element(Tag.SopClassUid, 'UI', ctClass),
    element(Tag.SopInstanceUid, 'UI', `1.2.8.${100 + at}`),
    element(Tag.SeriesInstanceUid, 'UI', '1.2.8'),
    element(Tag.ViewPosition, 'CS', 'MLO'),
    element(Tag.ImageLaterality, 'CS', 'L'),
    element(Tag.PatientOrientation, 'CS', 'A\\F'),
    element(Tag.ImagePositionPatient, 'DS', `0\\0\\${at}`),
    element(Tag.ImageOrientationPatient, 'DS', '1\\0\\0\\0\\1\\0'),
  ];
}

describe('what the rule leaves out', () => {
  const side = (laterality: string) => element(Tag.ImageLaterality, 'CS', laterality);
  const cc = element(Tag.ViewPosition, 'CS', 'CC');
  const results = () => resultsIn(join(folder, 'by-rule-out'));

  test('is listed with the reason and no problem; one image answers for a view; --set and --any-image say otherwise', () => {
    const raw = element(Tag.PresentationIntentType, 'CS', 'FOR PROCESSING');
    writeMammogram('1.dcm', [side('L'), cc]);
    writeMammogram('2.dcm', [side('L'), cc, raw], 2400);
    writeMammogram('3.dcm', [
      side('L'),
      cc,
      element(Tag.Modality, 'CS', 'CT'),
      element(Tag.SopClassUid, 'UI', '1.2'),
    ]);
    const asked = [join(folder, 'by-rule')];
    const network = ['--models', 'hds-uresnet', '--maps', 'none'];
    const run = analyse(asked, join(folder, 'by-rule-out'), ...network);
    expect(run.stderr).toMatch(/2\.dcm: not analysed \(For Processing\)/);
    expect(run.stdout).toContain('3 images: 1 analysed on cpu, 2 not analysed (--any-image does), 0 failed.');
    expect(run.status).toBe(0);
    expect(validate(results()), JSON.stringify(validate.errors)).toBe(true);
    expect(results().images.map(({ file }) => basename(file))).toEqual(['1.dcm']);
    expect(
      results().notAnalysed.map(({ file, modality, reason }) => [basename(file), modality, reason]),
    ).toEqual([
      ['2.dcm', 'MG', 'For Processing'],
      ['3.dcm', 'CT', 'no mammogram (modality CT)'],
    ]);

    writeMammogram('4.dcm', [cc]);
    const set = analyse(
      asked,
      join(folder, 'by-rule-out'),
      ...network,
      '--any-image',
      '--set',
      '4.dcm=R-MLO',
    );
    expect(set.status).toBe(0);
    // The image's line ends with its file, and what is odd about the image is below.
    expect(set.stdout).toMatch(
      /^exam-1\/R-MLO {2}hds.*4\.dcm\n {2}note: Side and view as stated by hand\.$/m,
    );
    const {
      images,
      exams: [exam],
      notAnalysed,
    } = results();
    expect(notAnalysed).toEqual([]);
    expect(images.map(({ laterality, view, statedByHand }) => [laterality, view, statedByHand])).toEqual([
      ['L', 'CC', false],
      ['L', 'CC', false],
      ['L', 'CC', false],
      ['R', 'MLO', true],
    ]);
    expect(images[3].notices).toContain('Side and view as stated by hand.');
    expect(exam.imagesNotScored.map(({ reason }) => reason)).toContain('raw-beside-processed');
    expect(exam.scores[0].breasts.map(({ laterality, views }) => [laterality, views.length])).toEqual([
      ['R', 1],
      ['L', 1],
    ]);
    const none = analyse([join(folder, 'by-rule', '4.dcm')], join(folder, 'none'), ...network);
    expect(none.stderr).toMatch(/no side stated.*--set/);
    expect(none.status).toBe(1);
    expect(resultsIn(join(folder, 'none'))).toMatchObject({
      problems: [],
      notAnalysed: [{ modality: 'MG', reason: 'no side stated' }],
    });
    // Without a side it is left out beside others, and no problem.
    const beside = analyse(asked, join(folder, 'beside'), ...network);
    expect(beside.stdout).toContain('4 images: 1 analysed on cpu, 3 not analysed');
    expect(beside.status).toBe(0);
    // Into the folder of the four: what is of the other three goes; a run that finds nothing leaves it alone.
    const one = [join(folder, 'by-rule', '1.dcm')];
    const second = analyse(one, join(folder, 'by-rule-out'), ...network);
    expect(second.stderr).toBe(`${join(folder, 'by-rule-out')}: 3 files of an earlier run removed.\n`);
    expect(second.status).toBe(0);
    expect(readdirSync(join(folder, 'by-rule-out', 'exam-1'))).toEqual(['L-CC-overview.png']);
    const missed = analyse([join(folder, 'nowhere')], join(folder, 'by-rule-out'), ...network);
    expect(missed.stderr).toContain('by-rule-out: the results of an earlier run are left as they are.');
    expect(missed.stdout).toContain(
      '0 images: 0 analysed on cpu, 0 not analysed, 0 failed; 1 other problem.',
    );
    expect(missed.status).toBe(1);
    // The breast is too small for GMIC.
    const partly = analyse(one, join(folder, 'partly'), '--maps', 'none');
    expect(partly.stdout).toContain(
      '1 image: 1 analysed on cpu (1 not by all weights), 0 not analysed, 0 failed.',
    );
    expect(partly.stderr.match(/No breast was found/g)).toHaveLength(1);
    expect(partly.status).toBe(1);
    expect(results().images).toHaveLength(1);
    const wrong = analyse(asked, join(folder, 'none'), ...network, '--set', '9.dcm=R-CC');
    expect(wrong.stderr).toContain('9.dcm');
    expect(analyse(asked, join(folder, 'none'), '--set', '4.dcm=sideways').status).toBe(2);
  }, 120_000);
});

describe('analyze', () => {
  const out = join(folder, 'out');
  let first: Results;

  test('analyses every image, lists the broken one, exits with 1', () => {
    const run = analyse([exams], out);
    expect(run.stderr).toContain('cut.dcm');
    expect(run.status).toBe(1);
    first = resultsIn(out);
    expect(validate(first), JSON.stringify(validate.errors)).toBe(true);
    expect(first.problems).toMatchObject([{ file: join(exams, 'cut.dcm'), kind: 'truncated' }]);
    const views = first.images.map((image) => `${image.laterality} ${image.view}`);
    expect(views.toSorted()).toEqual(['L CC', 'L MLO', 'R CC', 'R MLO']);
    for (const image of first.images) {
      expect(image.analyses.map(({ architecture }) => architecture).toSorted()).toEqual([
        'gmic',
        'hds-uresnet',
      ]);
      expect(image.analyses.every(({ untrained, fromCache }) => untrained && !fromCache)).toBe(true);
    }
    expect(run.stdout).toContain('5 images: 4 analysed on cpu, 0 not analysed, 1 failed. For');
    // Piped: quiet lines, no bar.
    expect(run.stdout.split('\n').filter((line) => line.startsWith('exam-1/'))).toHaveLength(4);
    expect(run.stderr).not.toContain('\r');
  });

  test('gives each breast the mean of its CC and MLO', () => {
    const scores = first.exams[0].scores.find(({ architecture }) => architecture === 'gmic');
    for (const breast of scores?.breasts ?? []) {
      const ofBreast = first.images.filter((image) => image.laterality === breast.laterality);
      const fusions = ofBreast.flatMap(({ analyses }) =>
        analyses.flatMap((one) => (one.architecture === 'gmic' ? [one.probabilities.fusion.malignant] : [])),
      );
      expect(fusions).toHaveLength(2);
      const probabilities = breast.probabilities as { fusion: { malignant: number } };
      expect(probabilities.fusion.malignant).toBeCloseTo((fusions[0] + fusions[1]) / 2, 6);
    }
    expect(scores?.breasts).toHaveLength(2);
  });

  test('draws a picture of each image and writes its maps', () => {
    for (const image of first.images) {
      expect(image.pictures).toHaveLength(1);
      const picture = decode(readFileSync(join(out, image.pictures[0])));
      expect(picture.width).toBeGreaterThan(1000);
      for (const one of image.analyses) {
        const files =
          one.architecture === 'gmic'
            ? [...one.saliency.benign.files, ...one.saliency.malignant.files]
            : one.probabilityMap.files;
        for (const file of files) expect(decode(readFileSync(join(out, file))).depth).toBe(16);
        expect(files.length).toBeGreaterThan(0);
      }
    }
  });

  test('knows the results the second time, and computes anew with --force', () => {
    const again = join(folder, 'again');
    analyse([exams], again);
    const second = resultsIn(again);
    const facts = ({ images }: Results) =>
      images.map(({ id, pixelSha256, analyses }) => [
        id,
        pixelSha256,
        analyses.map((one) => one.probabilities),
      ]);
    expect(facts(second)).toEqual(facts(first));
    expect(second.images.every(({ analyses }) => analyses.every(({ fromCache }) => fromCache))).toBe(true);
    for (const image of second.images) {
      expect(
        readFileSync(join(again, image.pictures[0])).equals(readFileSync(join(out, image.pictures[0]))),
      ).toBe(true);
    }
    const forced = join(folder, 'forced');
    analyse([join(exams, 'one', 'L-CC.dcm')], forced, '--force', '--models', 'hds-uresnet', '--maps', 'none');
    const [image] = resultsIn(forced).images;
    expect(image.analyses).toMatchObject([{ architecture: 'hds-uresnet', fromCache: false }]);
  });

  test('--json prints the results and nothing else', () => {
    const run = analyse([join(exams, 'one')], join(folder, 'json'), '--json');
    expect(run.status).toBe(0);
    expect(validate(JSON.parse(run.stdout))).toBe(true);
  });

  test('says nothing of the patient', () => {
    const text = readFileSync(join(out, 'results.json'), 'utf8');
    expect(text).not.toMatch(/phantom\^/i);
    expect(readdirSync(join(out, 'exam-1')).join(' ')).not.toMatch(/phantom/i);
  });
});

describe('analyze refuses', () => {
  test.each([
    ['no output folder', ['analyze', exams]],
    ['no paths', ['analyze', '--out', join(folder, 'x')]],
    ['an unknown device', ['analyze', exams, '--out', join(folder, 'x'), '--device', 'abacus']],
    ['unknown weights', ['analyze', exams, '--out', join(folder, 'x'), '--models', 'nobody']],
    ['an empty name', ['analyze', exams, '--out', join(folder, 'x'), '--models', 'a,,b']],
  ])('%s, with exit code 2', (_, args) => {
    const run = mammoscope(...args);
    expect(run.status).toBe(2);
    expect(run.stderr).not.toBe('');
  });

  test('an output folder that is a file, before it begins', () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const run = analyse([join(exams, 'one', 'L-CC.dcm')], file, '--models', 'hds-uresnet');
    expect(run.status).toBe(1);
    // Once: nothing was analysed for nothing.
    expect(run.stderr.match(/unwritable/g)).toHaveLength(1);
  });

  test('files that are not there, with exit code 1', () => {
    const run = analyse([join(folder, 'nowhere')], join(folder, 'none'));
    expect(run.status).toBe(1);
    expect(resultsIn(join(folder, 'none')).problems).toMatchObject([{ kind: 'not-found' }]);
  });
});

describe('analyze interrupted', () => {
  function start(out: string, data: string) {
    const args = ['analyze', join(exams, 'one'), '--out', out, '--device', 'cpu', '--library', data];
    return spawn(process.execPath, [entry, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  }

  test('killed again and again, the library opens whole and the next run is complete', async () => {
    const data = join(folder, 'killed-data');
    const out = join(folder, 'killed');
    for (const delayMs of [600, 1500, 2500, 3500]) {
      const child = start(out, data);
      const ended = once(child, 'exit');
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      child.kill('SIGKILL');
      await ended;
      const library = join(data, 'library.sqlite');
      if (!existsSync(library)) continue;
      const database = new DatabaseSync(library);
      expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
      database.close();
    }
    const child = start(out, data);
    expect((await once(child, 'exit'))[0]).toBe(0);
    expect(resultsIn(out).images).toHaveLength(4);
    expect(validate(resultsIn(out))).toBe(true);
  });

  test('by Ctrl+C it ends soon, writes what it has and lists the rest', async () => {
    const out = join(folder, 'interrupted');
    const child = start(out, join(folder, 'interrupted-data'));
    const ended = once(child, 'exit');
    // It tells of each image as soon as it is done.
    await once(child.stdout, 'data');
    const interrupted = performance.now();
    child.kill('SIGINT');
    const [code] = await ended;
    expect(performance.now() - interrupted).toBeLessThan(5000);
    expect(code).toBe(1);
    const { images, problems } = resultsIn(out);
    expect(images.length).toBeGreaterThan(0);
    expect(images.length + problems.length).toBe(4);
    expect(problems.every(({ kind }) => kind === 'cancelled')).toBe(true);
  });
});

describe.skipIf(lacks('shared'))(needing('analyze real mammograms', 'shared'), () => {
  test('pictures of one exam, named by side and view', () => {
    const out = join(folder, 'real');
    const images = ['0_L-CC.png', '0_R-MLO.png'].map((name) => join(sharedDir, 'fixtures', 'images', name));
    const run = analyse(images, out);
    expect(run.stderr).toBe('');
    expect(run.status).toBe(0);
    const results = resultsIn(out);
    expect(validate(results)).toBe(true);
    expect(results.exams).toHaveLength(1);
    expect(results.images.map(({ laterality, view }) => [laterality, view])).toEqual([
      ['L', 'CC'],
      ['R', 'MLO'],
    ]);
    const { breasts } = results.exams[0].scores[0];
    expect(breasts.map(({ laterality, missingViews }) => [laterality, ...missingViews])).toEqual([
      ['R', 'CC'],
      ['L', 'MLO'],
    ]);
  });
});
