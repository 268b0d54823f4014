import { Ajv2020 } from 'ajv/dist/2020.js';
import { decode } from 'fast-png';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Result } from '../../../contract/problem.ts';
import type { ImageHeader } from '../../../contract/image.ts';
import type { Results, ResultsImage } from '../../../contract/results.ts';
import { decodeNpy } from '../../../imaging/npy.ts';
import { createExporter } from '../../../main/exports/exporter.ts';
import type { Exporter } from '../../../main/exports/exporter.ts';
import { PictureCache } from '../../../main/exports/pictureCache.ts';
import type { AnalysedForExport } from '../../../main/exports/imageResults.ts';
import { assembleResults } from '../../../main/exports/results.ts';
import schema from '../../../main/exports/results.schema.json' with { type: 'json' };
import { analysed, cardOf, gmicAnalysis, hdsAnalysis, headerOf } from './samples.ts';

let outDir: string;
beforeEach(() => {
  outDir = mkdtempSync(join(tmpdir(), 'exports-'));
});
afterEach(() => {
  rmSync(outDir, { recursive: true, force: true });
});

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
}

const validate = new Ajv2020({ allErrors: true }).compile(schema);

const run = (images: readonly AnalysedForExport[]) => ({
  created: new Date('2026-11-20T10:00:00Z'),
  notes: new Map([[images[0].examKey, { notices: ['Odd.'], beside: [{ kind: 'PDF document', count: 2 }] }]]),
  device: { requested: 'auto', used: 'cpu', description: null },
  cards: images[0].analyses.map(cardOf),
  notAnalysed: [
    {
      file: 'in/ct.dcm',
      modality: 'CT',
      kind: 'conventional' as const,
      reason: 'no mammogram (modality CT)',
    },
  ],
  problems: [{ kind: 'truncated' as const, message: 'The file ends early.', file: 'in/broken.dcm' }],
});

async function written(
  images: readonly AnalysedForExport[],
  exporter: Exporter = createExporter({
    outDir,
    programVersion: '0.1.0',
    mapFormats: ['png', 'npy'],
    cache: null,
  }),
): Promise<Results> {
  for (const image of images) valueOf(await exporter.addImage(image));
  const { resultsFile, results } = valueOf(await exporter.finish(run(images)));
  expect(resultsFile).toBe(join(outDir, 'results.json'));
  const parsed = JSON.parse(readFileSync(join(outDir, 'results.json'), 'utf8')) as Results;
  expect(parsed).toEqual(JSON.parse(JSON.stringify(results)));
  return parsed;
}

const right = headerOf({ laterality: 'R', viewPosition: 'MLO', sopInstanceUid: '2.25.7' });
const left = headerOf();

function fourAnalyses(header = left): AnalysedForExport {
  return analysed(header, [
    hdsAnalysis(header, { name: 'hds-a', untrained: true }),
    hdsAnalysis(header, { name: 'hds-b' }),
    gmicAnalysis(header, { name: 'gmic 1/5' }),
    gmicAnalysis(header, { name: 'gmic 1_5' }),
  ]);
}

describe('results.json', () => {
  it('follows its schema, with everything that an analysis may have', async () => {
    const bare = headerOf({
      laterality: null,
      viewPosition: null,
      presentationIntent: null,
      spacing: null,
      sopInstanceUid: '',
      studyInstanceUid: '',
    });
    const results = await written([
      fourAnalyses(),
      fourAnalyses(right),
      analysed(bare, [hdsAnalysis(bare, { spots: [] }), gmicAnalysis(bare)], { examKey: 'folder' }),
      analysed(left, []),
    ]);
    validate(results);
    expect(validate.errors).toBeNull();
    expect(results.images.map(({ id }) => id)).toEqual([
      'exam-1/L-CC',
      'exam-1/R-MLO',
      'exam-2/image',
      'exam-1/L-CC-2',
    ]);
    expect(results.exams.map(({ id, images }) => [id, images.length])).toEqual([
      ['exam-1', 3],
      ['exam-2', 1],
    ]);
    expect(results.researchUseOnly).toBe(true);
    expect(results.problems).toEqual([
      { file: 'in/broken.dcm', kind: 'truncated', message: 'The file ends early.' },
    ]);
  });

  it('says which scores are not validated on patients: of weights that have seen phantoms only, on real images', async () => {
    const phantom = headerOf({ phantom: true, studyInstanceUid: '2.25.9' });
    const three = (header: ImageHeader) => [
      hdsAnalysis(header, { name: 'hds-a', phantomsOnly: true }),
      gmicAnalysis(header, { name: 'gmic-a', phantomsOnly: true }),
      gmicAnalysis(header, { name: 'gmic-b', phantomsOnly: false }),
    ];
    const results = await written([analysed(left, three(left)), analysed(phantom, three(phantom))]);
    validate(results);
    expect(validate.errors).toBeNull();
    expect(results.weights.map(({ phantomsOnly }) => phantomsOnly)).toEqual([true, true, false]);
    const marks = ({ analyses, ensembles }: ResultsImage) =>
      [...analyses, ...ensembles].map(({ notValidatedOnPatients }) => notValidatedOnPatients);
    expect(results.images.map((image) => [image.phantom, ...marks(image)])).toEqual([
      [false, true, true, false, true],
      [true, false, false, false, false],
    ]);
    expect(
      results.exams.map(({ scores }) => scores.map(({ notValidatedOnPatients }) => notValidatedOnPatients)),
    ).toEqual([
      [true, true, false, true],
      [false, false, false, false],
    ]);
  });

  it('allows for the preparation of the weights that come with the program', () => {
    for (const name of ['gmic-phantoms', 'hds-uresnet-phantoms']) {
      const file = join(import.meta.dirname, '../../../models/weights', name, 'card.json');
      const { cards, ...rest } = {
        ...run([fourAnalyses()]),
        cards: [JSON.parse(readFileSync(file, 'utf8'))],
      };
      const results = assembleResults({ ...rest, cards, programVersion: '0.1.0' }, [], [], new Map());
      validate(JSON.parse(JSON.stringify(results)));
      expect(validate.errors).toBeNull();
    }
  });

  it('has a schema that refuses what is not described', async () => {
    const results = await written([fourAnalyses()]);
    const [image] = results.images;
    const wrong = [
      { ...results, patientName: 'x' },
      { ...results, images: [{ ...image, patientId: 'x' }] },
      { ...results, version: 1 },
      { ...results, images: [{ ...image, view: 'XX' }] },
      { ...results, images: [{ ...image, pictures: ['../elsewhere.png'] }] },
      { ...results, images: [{ ...image, analyses: [{ ...image.analyses[0], probabilities: {} }] }] },
    ];
    expect(wrong.map((value) => validate(value))).toEqual(wrong.map(() => false));
  });

  it('gives findings in source pixels, rounded to hundredths, with areas and a saliency summary', async () => {
    const results = await written([fourAnalyses()]);
    const [hds, , gmic] = results.images[0].analyses;
    if (hds.architecture !== 'hds-uresnet' || gmic.architecture !== 'gmic') throw new Error('wrong order');
    const [contour] = hds.contours;
    expect(contour.areaMm2).toBeCloseTo(contour.areaPixels * 0.01, 1);
    const lengths = contour.points.flatMap(([x, y]) =>
      contour.points.map(([otherX, otherY]) => 0.1 * Math.hypot(x - otherX, y - otherY)),
    );
    expect(contour.longestDiameterMm).toBeCloseTo(Math.max(...lengths), 1);
    for (const [x, y] of contour.points) {
      expect(x).toBe(Math.round(x * 100) / 100);
      // A spot of 0.92 at (0.4, 0.45), radius 0.05 of the height: above 0.5 within 0.94 of the radius.
      expect(Math.abs(Math.hypot(x - 0.4 * 300, y - 0.45 * 400) - 0.9378 * 20)).toBeLessThan(0.2);
    }
    expect(hds.classificationMap.values).toHaveLength(32);
    expect(gmic.saliency.malignant.maximum).toBeGreaterThan(0.8);
    const scale = 400 / 2944;
    const [x, y] = gmic.saliency.malignant.peak ?? [0, 0];
    // A cell is 8.7 source pixels.
    expect(Math.abs(x - 0.3 * 1920 * scale)).toBeLessThan(2);
    expect(Math.abs(y - 0.4 * 2944 * scale)).toBeLessThan(2);
    expect(gmic.patches.map(({ rank }) => rank)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(results.images[0].timingsMs.read).toBe(1.23);
  });

  it('tells nothing of the patient, in no file', async () => {
    await written([fourAnalyses()]);
    const files = readdirSync(outDir, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    const secrets = ['SECRET', 'Geheim', 'Anna', '19610203', '065Y', '20260302', 'Screening'];
    for (const entry of files) {
      const content = readFileSync(join(entry.parentPath, entry.name), 'latin1');
      for (const secret of secrets) {
        expect(`${entry.name} ${content}`.includes(secret), `${secret} in ${entry.name}`).toBe(false);
      }
    }
    // results.json, two overviews, two probability maps and four saliency maps in two formats.
    expect(files.length).toBe(15);
  });
});

describe('pictures and maps', () => {
  it('are named by exam, view and weights, told apart where names look alike', async () => {
    const results = await written([fourAnalyses()]);
    const [image] = results.images;
    expect(image.pictures).toEqual([
      'exam-1/L-CC-overview-gmic_1_5.png',
      'exam-1/L-CC-overview-gmic_1_5-2.png',
    ]);
    const [hds] = image.analyses;
    if (hds.architecture !== 'hds-uresnet') throw new Error('wrong order');
    expect(hds.probabilityMap.files).toEqual([
      'exam-1/L-CC-hds-a-mass-probability.png',
      'exam-1/L-CC-hds-a-mass-probability.npy',
    ]);
    expect(readdirSync(outDir).sort()).toEqual(['exam-1', 'results.json']);
    expect(readdirSync(join(outDir, 'exam-1')).filter((name) => name.endsWith('.partial'))).toEqual([]);
  });

  it('hold the values of the maps', async () => {
    const image = fourAnalyses();
    const results = await written([image]);
    const { findings } = image.analyses[0];
    const [analysis] = results.images[0].analyses;
    if (findings.architecture !== 'hds-uresnet' || analysis.architecture !== 'hds-uresnet') throw new Error();
    const [pngFile, npyFile] = analysis.probabilityMap.files;
    const png = decode(readFileSync(join(outDir, pngFile)));
    expect([png.width, png.height, png.depth, png.channels]).toEqual([512, 1024, 16, 1]);
    const npy = valueOf(decodeNpy(readFileSync(join(outDir, npyFile))));
    expect(npy.shape).toEqual([1024, 512]);
    expect(npy.data).toEqual(findings.probabilityMap.data);
    for (const at of [0, 235724, 300000]) {
      expect(Math.abs(png.data[at] / 65535 - npy.data[at])).toBeLessThan(1e-5);
    }
  });

  it('are left out where none are asked for or no weights ran', async () => {
    const exporter = createExporter({ outDir, programVersion: '0.1.0', mapFormats: [], cache: null });
    const results = await written([analysed(left, [gmicAnalysis(left)]), analysed(right, [])], exporter);
    expect(readdirSync(join(outDir, 'exam-1'))).toEqual(['L-CC-overview.png']);
    expect(results.images[1].pictures).toEqual([]);
  });
});

describe('a folder that cannot be written', () => {
  it('is a problem, and what could be kept is in results.json', async () => {
    writeFileSync(join(outDir, 'exam-1'), 'in the way');
    const exporter = createExporter({ outDir, programVersion: '0.1.0', mapFormats: [], cache: null });
    const image = fourAnalyses();
    const added = await exporter.addImage(image);
    expect(added).toMatchObject({ ok: false, problem: { kind: 'unwritable' } });
    const { results } = valueOf(await exporter.finish(run([image])));
    expect(results.images[0].analyses).toHaveLength(4);
    expect(results.images[0].pictures).toEqual([]);
    expect(results.problems.map(({ kind }) => kind)).toEqual(['truncated', 'unwritable']);
    validate(results);
    expect(validate.errors).toBeNull();
  });

  it.skipIf(!existsSync('/dev/full'))('is told apart from a full disk', async () => {
    symlinkSync('/dev/full', join(outDir, 'results.json'));
    const exporter = createExporter({ outDir, programVersion: '0.1.0', mapFormats: [], cache: null });
    const finished = await exporter.finish(run([fourAnalyses()]));
    expect(finished).toMatchObject({ ok: false, problem: { kind: 'disk-full' } });
  });

  it.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
    'is a problem where permission lacks',
    async () => {
      chmodSync(outDir, 0o500);
      const exporter = createExporter({ outDir, programVersion: '0.1.0', mapFormats: [], cache: null });
      const finished = await exporter.finish(run([fourAnalyses()]));
      chmodSync(outDir, 0o700);
      expect(finished).toMatchObject({ ok: false, problem: { kind: 'unwritable' } });
    },
  );
});

describe('pictures drawn before', () => {
  /** The number of times that the view was asked for, to draw it. */
  async function drawings(...scores: number[]): Promise<number> {
    const header = headerOf();
    let drawn = 0;
    for (const score of scores) {
      const cache = new PictureCache(join(outDir, 'data'));
      const exporter = createExporter({
        outDir: join(outDir, 'out'),
        programVersion: '0.1.0',
        mapFormats: [],
        cache,
      });
      const image = analysed(header, [gmicAnalysis(header, { scores: score })]);
      const display = () => {
        drawn += 1;
        return image.display();
      };
      valueOf(await exporter.addImage({ ...image, display }));
    }
    return drawn;
  }

  it('are taken again for the same findings', async () => {
    expect(await drawings(0.84, 0.84)).toBe(1);
  });

  it('are drawn anew where the same weights, with another pooling share, score otherwise', async () => {
    expect(await drawings(0.84, 0.31)).toBe(2);
  });
});
