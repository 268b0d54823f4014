import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { WeightsCard } from '../../contract/card.ts';
import type { ImageAnalysis } from '../../contract/findings.ts';
import { fail, ok, type Problem, type Result } from '../../contract/problem.ts';
import { openImage } from '../../imaging/openImage.ts';
import { displayValues } from '../../imaging/pixels/display.ts';
import { breastMask } from '../../training/data/breastMask.ts';
import type { DeviceChoice } from '../compute/devices.ts';
import { createEngine, type Engine } from '../compute/engine.ts';
import { makeFolder, writeWhole } from '../files/write.ts';
import { analysedFrame } from '../library/analysable.ts';
import { chooseWeights } from '../library/chooseWeights.ts';
import { readImageBytes } from '../library/readImage.ts';
import { casePicture } from './casePicture.ts';
import {
  defaultThreshold,
  markPlaces,
  marksOf,
  placeMarks,
  tissue,
  type MarkPlace,
  type PlacedMark,
  type TissueMap,
} from './markPlaces.ts';
import { figuresNotice } from './report.ts';

/** A real mammogram, and the picture of its tissues where there is one. */
export interface RealImage {
  /** Which images it belongs with. */
  readonly set: string;
  readonly file: string;
  readonly tissueFile: string | null;
}

/** The mammograms beside the project: DDSM films with tissue labels, full-field images without. Empty where absent. */
export async function findRealImages(sharedFolder: string): Promise<readonly RealImage[]> {
  const films = join(sharedFolder, 'real-mammograms/ddsm-tissue');
  const digital = join(sharedFolder, 'fixtures/images');
  const filmNames = await pictureNames(films);
  const labelsOf = (name: string) => name.replace(/\.(png|pgm)$/i, '_tissue.$1');
  return [
    ...filmNames
      .filter((name) => !/_tissue\.\w+$/.test(name))
      .map((name) => ({
        set: 'DDSM film',
        file: join(films, name),
        tissueFile: filmNames.includes(labelsOf(name)) ? join(films, labelsOf(name)) : null,
      })),
    ...(await pictureNames(digital))
      .filter((name) => !/_seg\.\w+$/.test(name))
      .map((name) => ({ set: 'full-field', file: join(digital, name), tissueFile: null })),
  ];
}

async function pictureNames(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).filter((name) => /\.(png|pgm)$/i.test(name)).sort();
  } catch {
    return [];
  }
}

export interface RealMarksRequest {
  readonly dataDir: string;
  /** Names of weights, or of architectures. */
  readonly weights: readonly string[];
  readonly images: readonly RealImage[];
  readonly device: DeviceChoice;
  /** For `marks.json` and the pictures. */
  readonly outDir: string;
  /** Writes a picture of each image with marks. */
  readonly pictures: boolean;
}

export interface ImageMarks {
  readonly set: string;
  readonly image: string;
  readonly marks: readonly PlacedMark[];
}

/** Marks of the images of one set. */
export interface SetSummary {
  readonly set: string;
  readonly images: number;
  readonly imagesWithMarks: number;
  readonly marks: number;
  readonly marksPerImage: number;
  readonly places: Readonly<Record<MarkPlace, number>>;
  /** Most of the mark lies in the background. */
  readonly outside: number;
}

export interface WeightsMarks {
  readonly weights: string;
  readonly sha256: string;
  readonly untrained: boolean;
  readonly threshold: number;
  /** Each set, then all of them where there are several. */
  readonly sets: readonly SetSummary[];
  readonly images: readonly ImageMarks[];
}

export interface RealMarksReport {
  readonly weights: readonly WeightsMarks[];
  readonly problems: readonly Problem[];
  readonly file: string;
}

export interface RealMarksListener {
  onImage(done: number, of: number): void;
  onProblem(problem: Problem): void;
}

/**
 * Runs weights over real mammograms and writes what they mark at their default threshold, and where. Problems: unknown
 * weights, no device, a folder that cannot be written, `cancelled`.
 */
export async function realMarks(
  request: RealMarksRequest,
  listener: RealMarksListener,
  signal: AbortSignal,
): Promise<Result<RealMarksReport>> {
  const { dataDir, device, outDir, images } = request;
  const chosen = await chooseWeights(dataDir, request.weights);
  if (!chosen.ok) return chosen;
  const made = await makeFolder(outDir);
  if (!made.ok) return made;
  const engine = createEngine({ dataDir, device });
  const problems: Problem[] = [];
  const report = (problem: Problem) => {
    problems.push(problem);
    listener.onProblem(problem);
  };
  const found = new Map(chosen.value.cards.map(({ name }) => [name, [] as ImageMarks[]]));
  try {
    for (const [index, image] of images.entries()) {
      if (signal.aborted) return fail('cancelled', 'Cancelled. Nothing was written.');
      const marked = await markImage(engine, chosen.value.cards, image, request, signal);
      if (signal.aborted) continue;
      if (!marked.ok) report(marked.problem);
      else for (const [name, marks] of marked.value) found.get(name)!.push(marks);
      listener.onImage(index + 1, images.length);
    }
  } finally {
    await engine.close();
  }
  const weights = chosen.value.cards.map((card) => summarise(card, found.get(card.name)!));
  const file = join(outDir, 'marks.json');
  const text = JSON.stringify({ researchUseOnly: true, notice: figuresNotice, weights, problems }, null, 2);
  const written = await writeWhole(file, `${text}\n`);
  return written.ok ? ok({ weights, problems, file }) : written;
}

async function markImage(
  engine: Engine,
  cards: readonly WeightsCard[],
  image: RealImage,
  { outDir, pictures }: RealMarksRequest,
  signal: AbortSignal,
): Promise<Result<ReadonlyMap<string, ImageMarks>>> {
  const map = await tissueMap(image);
  if (!map.ok) return map;
  const ticket = engine.analyse({ file: image.file, weights: cards.map(({ name }) => name) });
  const cancel = () => ticket.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  const analysed = await ticket.done;
  signal.removeEventListener('abort', cancel);
  if (!analysed.ok) return analysed;
  if (analysed.value.problems.length > 0) return { ok: false, problem: analysed.value.problems[0].problem };
  const found = new Map<string, ImageMarks>();
  for (const analysis of analysed.value.analyses) {
    const card = cards.find(({ name }) => name === analysis.weightsName)!;
    const { marks, mask } = placeMarks(marksOf(analysis.findings, defaultThreshold(card)), map.value);
    found.set(card.name, { set: image.set, image: basename(image.file), marks });
    if (!pictures) continue;
    const name = `${card.name}-${basename(image.file).replace(/\.\w+$/, '')}.png`;
    const written = await writeWhole(join(outDir, name), picture(map.value, mask, analysis));
    if (!written.ok) return written;
  }
  return ok(found);
}

/** The image with the outline of breast or tissue labels (whole) and of the marks (dashed), and GMIC's patches. */
function picture(map: TissueMap, mask: Uint8Array, { findings }: ImageAnalysis): Uint8Array {
  const size = { width: map.width, height: map.height };
  const breast = map.data.map((value) => Number(value > tissue.background));
  return casePicture(
    { size, pixels: map.grey },
    {
      truth: { ...size, data: breast },
      predicted: { ...size, data: mask },
      patches: findings.architecture === 'gmic' ? findings.patches.map(({ rect }) => rect) : [],
    },
  );
}

async function tissueMap({ file, tissueFile }: RealImage): Promise<Result<TissueMap>> {
  const grey = await shownPixels(file, 'shown');
  if (!grey.ok) return grey;
  const { width, height, data } = grey.value;
  if (tissueFile === null) {
    const breast = breastMask(data, { width, height });
    const labels = breast.map((inside) => (inside === 0 ? tissue.background : tissue.fibroglandular));
    return ok({ width, height, data: labels, grey: data });
  }
  const labels = await shownPixels(tissueFile, 'stored');
  if (!labels.ok) return labels;
  if (labels.value.width !== width || labels.value.height !== height) {
    return fail('bad-input', 'The tissue labels are not as large as their image.', tissueFile);
  }
  return ok({ width, height, data: labels.value.data, grey: data });
}

interface Bytes {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** As a reading room shows them, or the stored values of an 8-bit picture. */
async function shownPixels(file: string, what: 'shown' | 'stored'): Promise<Result<Bytes>> {
  const bytes = await readImageBytes({ file, entry: '' });
  if (!bytes.ok) return bytes;
  const opened = openImage(bytes.value, basename(file));
  if (!opened.ok) return opened;
  const index = analysedFrame(opened.value.header);
  const header = opened.value.frameHeader(index);
  const frame = await opened.value.decode(index);
  if (!frame.ok) return frame;
  const { columns: width, rows: height, samples } = frame.value;
  return ok({
    width,
    height,
    data: what === 'shown' ? displayValues(header, frame.value) : Uint8Array.from(samples),
  });
}

function summarise(card: WeightsCard, images: readonly ImageMarks[]): WeightsMarks {
  const sets = [...Map.groupBy(images, ({ set }) => set)].map(([set, own]) => summaryOf(set, own));
  return {
    weights: card.name,
    sha256: card.sha256,
    untrained: card.untrained,
    threshold: defaultThreshold(card),
    sets: sets.length > 1 ? [...sets, summaryOf('all', images)] : sets,
    images,
  };
}

export function summaryOf(set: string, images: readonly ImageMarks[]): SetSummary {
  const marks = images.flatMap((image) => image.marks);
  const at = (place: MarkPlace) => marks.filter((mark) => mark.place === place).length;
  return {
    set,
    images: images.length,
    imagesWithMarks: images.filter((image) => image.marks.length > 0).length,
    marks: marks.length,
    marksPerImage: images.length === 0 ? 0 : marks.length / images.length,
    places: Object.fromEntries(markPlaces.map((place) => [place, at(place)])) as Record<MarkPlace, number>,
    outside: at('film-label') + at('blank-film'),
  };
}
