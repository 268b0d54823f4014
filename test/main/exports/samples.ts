/** Made-up analyses, for tests of what the program writes. */
import { publishedAnswers } from '../../../contract/answers.ts';
import type { WeightsCard } from '../../../contract/card.ts';
import type { ImageAnalysis, ValueMap } from '../../../contract/findings.ts';
import type { Affine } from '../../../contract/geometry.ts';
import type { ImageHeader } from '../../../contract/image.ts';
import { ok } from '../../../contract/problem.ts';
import type { AnalysedForExport } from '../../../main/exports/imageResults.ts';
import { gmicFindings } from '../../../models/gmic/findings.ts';
import { hdsFindings } from '../../../models/hdsUresnet/findings.ts';
import { imageHeader } from '../../fixtures/imageHeader.ts';

/** A header full of what must not be written anywhere. */
export function headerOf(overrides: Partial<ImageHeader> = {}): ImageHeader {
  return imageHeader({
    sopInstanceUid: '2.25.1001',
    studyInstanceUid: '2.25.1000',
    seriesInstanceUid: '2.25.1002',
    patientId: 'SECRET-4711',
    patientName: 'Geheim^Anna',
    patientBirthDate: '19610203',
    patientAge: '065Y',
    accessionNumber: 'ACC-SECRET',
    studyDate: '20260302',
    studyDescription: 'Screening of Anna Geheim',
    laterality: 'L',
    viewPosition: 'CC',
    presentationIntent: 'FOR PRESENTATION',
    rows: 400,
    columns: 300,
    spacing: { rowMm: 0.1, columnMm: 0.1, source: 'ImagerPixelSpacing' },
    ...overrides,
  });
}

/** A half-ellipse of breast from the left border. */
export function breastDisplay(columns: number, rows: number): Uint8Array {
  const display = new Uint8Array(columns * rows);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const distance = Math.hypot(x / (0.8 * columns), (y - rows / 2) / (0.45 * rows));
      if (distance < 1) display[y * columns + x] = 190 - 90 * distance;
    }
  }
  return display;
}

const analysisOf = (name: string, { untrained = false, phantomsOnly = null }: SampleOptions) => ({
  weightsName: name,
  weightsSha256: name.padEnd(64, '0').replaceAll(/[^0-9a-f]/g, 'a'),
  untrained,
  phantomsOnly,
  answers: publishedAnswers,
  device: 'cpu',
});

interface Spot {
  /** Share of width and height. */
  readonly x: number;
  readonly y: number;
  /** Share of the height. */
  readonly radius: number;
  readonly value: number;
}

function spotMap(width: number, height: number, aspect: number, spots: readonly Spot[]): Float32Array {
  const data = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let value = 0.02;
      for (const spot of spots) {
        const dx = (((x + 0.5) / width - spot.x) * aspect) / spot.radius;
        const dy = ((y + 0.5) / height - spot.y) / spot.radius;
        value = Math.max(value, spot.value * Math.exp(-Math.log(2) * (dx * dx + dy * dy)));
      }
      data[y * width + x] = value;
    }
  }
  return data;
}

export interface SampleOptions {
  readonly name?: string;
  readonly untrained?: boolean;
  readonly phantomsOnly?: boolean | null;
  readonly spots?: readonly Spot[];
  readonly scores?: number;
}

/** HDS findings with spots as masses; the prepared image is the whole view. */
export function hdsAnalysis(header: ImageHeader, options: SampleOptions = {}): ImageAnalysis {
  const { name = 'hds-a', spots = [{ x: 0.4, y: 0.45, radius: 0.05, value: 0.92 }] } = options;
  const size = { width: 512, height: 1024 };
  const toSource: Affine = { a: header.columns / 512, b: 0, c: 0, d: header.rows / 1024, e: 0, f: 0 };
  const map = spotMap(512, 1024, header.columns / header.rows, spots);
  const findings = hdsFindings(
    {
      size,
      mapSize: { width: 4, height: 8 },
      segmentationProbability: map,
      classificationProbability: spotMap(4, 8, header.columns / header.rows, spots),
      imageProbabilityOfficial: options.scores ?? 0.91,
      imageProbabilityMax: 0.93,
      segmentationProbabilityMax: map.reduce((most, value) => Math.max(most, value), 0),
      exits: [],
      msPerStep: { network: 1, readOut: 1 },
    },
    { toSource },
    header,
  );
  return {
    architecture: 'hds-uresnet',
    ...analysisOf(name, options),
    preparationVersion: 'hds-uresnet/1',
    inputToSource: toSource,
    inputSize: size,
    findings,
    timingsMs: { prepare: 12.345, network: 400 },
  };
}

/** GMIC findings; a right breast's window is mirrored. */
export function gmicAnalysis(header: ImageHeader, options: SampleOptions = {}): ImageAnalysis {
  const { name = 'gmic-a', spots = [{ x: 0.3, y: 0.4, radius: 0.06, value: 0.88 }] } = options;
  const mirrored = header.laterality === 'R';
  const scale = header.rows / 2944;
  const toSource: Affine = mirrored
    ? { a: -scale, b: 0, c: 0, d: scale, e: header.columns, f: 0 }
    : { a: scale, b: 0, c: 0, d: scale, e: 0, f: 0 };
  const malignant = spotMap(30, 46, 1920 / 2944, spots);
  const benign = spotMap(30, 46, 1920 / 2944, [
    ...spots.map((spot) => ({ ...spot, value: spot.value / 2 })),
    { x: 0.25, y: 0.62, radius: 0.08, value: 0.6 },
  ]);
  const saliency = new Float32Array(2 * 46 * 30);
  saliency.set(benign, 0);
  saliency.set(malignant, benign.length);
  const score = options.scores ?? 0.84;
  const findings = gmicFindings(
    {
      size: { width: 1920, height: 2944 },
      mapSize: { width: 30, height: 46 },
      patchSize: 256,
      saliency,
      patchLocations: [
        [1088, 448],
        [1280, 704],
        [1664, 320],
        [832, 192],
        [1920, 128],
        [640, 576],
      ],
      patchAttentions: [0.41, 0.22, 0.17, 0.1, 0.06, 0.04],
      yGlobal: [0.2, score / 2],
      yLocal: [0.1, score],
      yFusion: [0.12, score],
      paperMean: [0.15, 0.75 * score],
      msPerStep: { global: 1, patches: 1, local: 1 },
    },
    { toSource },
  );
  return {
    architecture: 'gmic',
    ...analysisOf(name, options),
    preparationVersion: 'gmic/1',
    inputToSource: toSource,
    inputSize: { width: 1920, height: 2944 },
    findings,
    timingsMs: { prepare: 30, network: 120 },
  };
}

export function cardOf(analysis: ImageAnalysis): WeightsCard {
  const gmic = analysis.architecture === 'gmic';
  return {
    version: 1,
    name: analysis.weightsName,
    architecture: analysis.architecture,
    sha256: analysis.weightsSha256,
    source: null,
    licence: null,
    created: '2026-11-01T00:00:00.000Z',
    trainingData: null,
    ...(analysis.phantomsOnly === null ? {} : { phantomsOnly: analysis.phantomsOnly }),
    metrics: {},
    untrained: analysis.untrained,
    seed: null,
    preparation: gmic ? { rule: 'gmic/1' } : { rule: 'hds-uresnet/1', mean: 87, std: 67 },
    percentT: gmic ? 0.02 : null,
  };
}

/** One analysed image of the sample exam. */
export function analysed(
  header: ImageHeader,
  analyses: readonly ImageAnalysis[],
  overrides: Partial<AnalysedForExport> = {},
): AnalysedForExport {
  return {
    examKey: header.studyInstanceUid,
    file: `in/${header.laterality}${header.viewPosition}.dcm`,
    header,
    frame: 0,
    statedByHand: false,
    display: async () => ok(breastDisplay(header.columns, header.rows)),
    pixelSha256: 'ab'.repeat(32),
    imageHash: 'cd'.repeat(32),
    analyses,
    fromCache: analyses.map(() => false),
    timingsMs: { read: 1.234567, decode: 20 },
    ...overrides,
  };
}

export function flatMap(width: number, height: number, value: number, toSource: Affine): ValueMap {
  return { width, height, data: new Float32Array(width * height).fill(value), toSource };
}
