import { dirname, join } from 'node:path';
import { sharedAnswers } from '../../contract/answers.ts';
import type { ValueMap } from '../../contract/findings.ts';
import type { Problem, Result } from '../../contract/problem.ts';
import { ok } from '../../contract/problem.ts';
import type { ExamNotes, Results, ResultsImage } from '../../contract/results.ts';
import { makeFolder, writeWhole } from '../files/write.ts';
import { sha256 } from '../library/hash.ts';
import { listedFiles, removeStale } from './earlierRun.ts';
import type { Removed } from './earlierRun.ts';
import { ensemblesOf } from './examScores.ts';
import { viewName, viewTitle, weightsSlugs } from './fileNames.ts';
import { imageResults, scoreCandidate } from './imageResults.ts';
import type { AnalysedForExport, MapFiles } from './imageResults.ts';
import { encodeMap } from './maps.ts';
import type { MapFormat } from './maps.ts';
import { drawOverview } from './overview.ts';
import type { GmicAnalysis, HdsAnalysis, OverviewPage } from './overview.ts';
import type { PictureCache } from './pictureCache.ts';
import { encodePng } from './png.ts';
import { assembleResults } from './results.ts';
import type { RunForExport } from './results.ts';
import type { ScoreCandidate } from './scoredImages.ts';
import { resultsJson } from './resultsJson.ts';

export interface ExporterOptions {
  readonly outDir: string;
  readonly programVersion: string;
  /** How maps are written; none for no map files. */
  readonly mapFormats: readonly MapFormat[];
  /** Keeps what was drawn for the next time; null to draw always. */
  readonly cache: PictureCache | null;
}

export interface WrittenResults {
  /**
   * Absolute or relative as `outDir` is; null where nothing was analysed and the results of an earlier run were there: these
   * are left as they are.
   */
  readonly resultsFile: string | null;
  /** Overviews, alike. */
  readonly pictures: readonly string[];
  readonly results: Results;
  /** What an earlier run had written into the folder and this one did not. */
  readonly removed: Removed;
}

/** Writes the findings of one run into a folder, image by image. */
export interface Exporter {
  /**
   * Draws and writes the pictures and maps of one image at once, and keeps of it only what results.json needs. Where
   * a file cannot be written, the image's scores are kept, and the problem is returned and listed in results.json.
   */
  addImage(image: AnalysedForExport): Promise<Result<ResultsImage>>;
  /**
   * Writes results.json, with the problems given here and those of `addImage`; then removes pictures and maps that the
   * results.json before listed and this one does not.
   */
  finish(run: RunToFinish): Promise<Result<WrittenResults>>;
}

export interface RunToFinish extends Omit<RunForExport, 'programVersion'> {
  /** What is to be said of exams, by the key that their images have. */
  readonly notes: ReadonlyMap<string, ExamNotes>;
}

/**
 * Files go to `exam-<n>/<side>-<view>-...` in the order in which exams first appear, and `results.json` beside
 * them. Each file is written beside its place and renamed, so that a file of its name is always whole. Problems:
 * `unwritable`, `disk-full`.
 */
export function createExporter(options: ExporterOptions): Exporter {
  const exams = new Map<string, string>();
  const taken = new Set<string>();
  /** In the order of arrival; null while an image's files are being written. */
  const images: (ResultsImage | null)[] = [];
  const candidates: ScoreCandidate[] = [];
  const problems: Problem[] = [];

  const idsOf = (image: AnalysedForExport): { readonly id: string; readonly exam: string } => {
    const exam = exams.get(image.examKey) ?? `exam-${exams.size + 1}`;
    exams.set(image.examKey, exam);
    const name = `${exam}/${viewName(image.header, image.frame)}`;
    let id = name;
    for (let copy = 2; taken.has(id); copy++) id = `${name}-${copy}`;
    taken.add(id);
    return { id, exam };
  };

  return {
    async addImage(image) {
      const ids = idsOf(image);
      const place = images.length;
      images.push(null);
      const start = performance.now();
      const files = await writeImageFiles(options, image, ids.id);
      const timingsMs = { ...image.timingsMs, write: performance.now() - start };
      const written = imageResults({ ...image, timingsMs }, ids, files);
      images[place] = written;
      candidates.push(scoreCandidate(ids.id, image));
      if (files.problem === null) return ok(written);
      problems.push(files.problem);
      return { ok: false, problem: files.problem };
    },
    async finish(run) {
      const done = images.filter((image) => image !== null);
      const results = assembleResults(
        { ...run, programVersion: options.programVersion, problems: [...run.problems, ...problems] },
        done,
        candidates,
        new Map(
          [...exams].flatMap(([key, id]) => {
            const notes = run.notes.get(key);
            return notes === undefined ? [] : [[id, notes]];
          }),
        ),
      );
      const made = await makeFolder(options.outDir);
      if (!made.ok) return made;
      const { outDir } = options;
      const before = await listedFiles(outDir);
      if (done.length === 0 && before.length > 0) {
        return ok({ resultsFile: null, pictures: [], results, removed: { count: 0, problems: [] } });
      }
      const resultsFile = join(outDir, 'results.json');
      const written = await writeWhole(resultsFile, resultsJson(results));
      if (!written.ok) return written;
      const removed = await removeStale(outDir, before, results);
      const pictures = done.flatMap((image) => image.pictures.map((file) => join(outDir, file)));
      return ok({ resultsFile, pictures, results, removed });
    },
  };
}

const noFiles: MapFiles = { probability: [], benign: [], malignant: [] };

interface WrittenFiles {
  readonly pictures: readonly string[];
  readonly maps: readonly MapFiles[];
  /** The first file that could not be written; those after it were not tried. */
  readonly problem: Problem | null;
}

async function writeImageFiles(
  options: ExporterOptions,
  image: AnalysedForExport,
  id: string,
): Promise<WrittenFiles> {
  const written: string[] = [];
  let problem: Problem | null = null;
  const write = async (
    file: string,
    content: () => Promise<Result<Uint8Array>>,
  ): Promise<readonly string[]> => {
    if (problem !== null) return [];
    const bytes = await cached(options, image, id, file, content);
    const result = bytes.ok ? await writeWhole(join(options.outDir, file), bytes.value) : bytes;
    if (result.ok) return [file];
    problem = result.problem;
    return [];
  };
  const made = await makeFolder(dirname(join(options.outDir, id)));
  if (!made.ok) problem = made.problem;
  for (const { file, pageOf } of overviewPages(options, image, id)) {
    written.push(
      ...(await write(file, async () => {
        const display = await image.display();
        if (!display.ok) return display;
        const { width, height, data } = drawOverview(pageOf(display.value));
        return ok(encodePng({ width, height, channels: 3, data }));
      })),
    );
  }
  const slugs = weightsSlugs(image.analyses);
  const maps: MapFiles[] = [];
  for (const [index, { findings }] of image.analyses.entries()) {
    const writeMap = async (name: string, map: ValueMap): Promise<string[]> => {
      const files: string[] = [];
      for (const format of options.mapFormats) {
        const file = `${id}-${slugs[index]}-${name}.${format}`;
        files.push(...(await write(file, async () => ok(encodeMap(map, format)))));
      }
      return files;
    };
    if (findings.architecture === 'gmic') {
      const benign = await writeMap('saliency-benign', findings.saliency.benign);
      const malignant = await writeMap('saliency-malignant', findings.saliency.malignant);
      maps.push({ ...noFiles, benign, malignant });
    } else {
      maps.push({ ...noFiles, probability: await writeMap('mass-probability', findings.probabilityMap) });
    }
  }
  return { pictures: written, maps, problem };
}

/** Raised whenever a picture or map would look otherwise for the same findings. */
const drawingVersion = 2;

/** The content of a file, from the cache where the same was drawn before. */
async function cached(
  { cache, programVersion }: ExporterOptions,
  { header, imageHash, frame, analyses }: AnalysedForExport,
  id: string,
  file: string,
  content: () => Promise<Result<Uint8Array>>,
): Promise<Result<Uint8Array>> {
  if (cache === null) return content();
  // The scores stand for what the card sets beside the weights: pooling share, statistics of preparation.
  const shown = analyses.map(
    ({ weightsName, weightsSha256, untrained, phantomsOnly, answers, device, ...analysis }) => {
      const { preparationVersion, findings } = analysis;
      const whose = [weightsName, weightsSha256, untrained, phantomsOnly, answers, device];
      return [...whose, preparationVersion, findings.probabilities];
    },
  );
  const parts = [drawingVersion, programVersion, imageHash, header.phantom, frame, shown, id, file];
  const key = sha256(JSON.stringify(parts));
  const kept = await cache.get(key);
  if (kept !== null) return ok(kept);
  const drawn = await content();
  if (drawn.ok) await cache.put(key, drawn.value);
  return drawn;
}

/** One page per GMIC weights, each with every HDS outline; without GMIC one page per HDS weights. */
function overviewPages(
  { programVersion }: ExporterOptions,
  image: AnalysedForExport,
  id: string,
): { readonly file: string; readonly pageOf: (display: Uint8Array) => OverviewPage }[] {
  const { header, analyses } = image;
  const hds: HdsAnalysis[] = [];
  const gmic: GmicAnalysis[] = [];
  for (const analysis of analyses) {
    const { findings } = analysis;
    if (findings.architecture === 'gmic') gmic.push({ ...analysis, findings });
    else hds.push({ ...analysis, findings });
  }
  const common = {
    title: viewTitle(header),
    phantom: header.phantom,
    id,
    ensembles: ensemblesOf(analyses, header),
    ensembleAnswers: {
      'hds-uresnet': sharedAnswers(hds.map(({ answers }) => answers))['hds-uresnet'],
      gmic: sharedAnswers(gmic.map(({ answers }) => answers)).gmic,
    },
    programVersion,
  };
  const pages: Omit<OverviewPage, 'view'>[] =
    gmic.length > 0
      ? gmic.map((one) => ({ ...common, hds, gmic: one }))
      : hds.map((one) => ({ ...common, hds: [one], gmic: null }));
  const slugs = weightsSlugs(gmic.length > 0 ? gmic : hds);
  const { columns: width, rows: height } = header;
  return pages.map((page, index) => ({
    file: pages.length === 1 ? `${id}-overview.png` : `${id}-overview-${slugs[index]}.png`,
    pageOf: (display) => ({ ...page, view: { width, height, data: display } }),
  }));
}
