import type { Contour, ImageAnalysis, ValueMap } from '../../contract/findings.ts';
import type { Affine, Point } from '../../contract/geometry.ts';
import type { ImageHeader } from '../../contract/image.ts';
import type { Result } from '../../contract/problem.ts';
import type {
  ResultsAffine,
  ResultsAnalysis,
  ResultsGmicAnalysis,
  ResultsGrid,
  ResultsHdsAnalysis,
  ResultsImage,
  ResultsPoint,
  ResultsSaliency,
} from '../../contract/results.ts';
import { isNotValidated } from '../../contract/validation.ts';
import { apply } from '../../imaging/geometry/affine.ts';
import { longestDiameter } from '../../imaging/geometry/outline.ts';
import { ensemblesOf } from './examScores.ts';
import type { ScoreCandidate } from './scoredImages.ts';
import { combineGmic, combineHds, mean, roundedProbability } from './probabilities.ts';

/** One analysed image as the exports take it. */
export interface AnalysedForExport {
  /** Images with the same key belong to one exam: the Study Instance UID, or whatever groups files without one. */
  readonly examKey: string;
  /** As the user named it. */
  readonly file: string;
  readonly header: ImageHeader;
  /** Counted from 0. */
  readonly frame: number;
  /** True where side or view in the header are not the image's own. */
  readonly statedByHand: boolean;
  /** Gives the frame in its own window, 0..255, row by row: `header.rows` x `header.columns`. Asked for only to draw. */
  readonly display: () => Promise<Result<Uint8Array>>;
  readonly pixelSha256: string;
  /** SHA-256 of all that the networks and the display see of the image. */
  readonly imageHash: string;
  readonly analyses: readonly ImageAnalysis[];
  /** Per analysis: true where its results were known already; its timings are then those of that time. */
  readonly fromCache: readonly boolean[];
  /** Steps that all networks share. */
  readonly timingsMs: Readonly<Record<string, number>>;
}

/** Files written for one image, relative to results.json. */
export interface ImageFiles {
  readonly pictures: readonly string[];
  /** Map files of each analysis, in the order of the analyses. */
  readonly maps: readonly MapFiles[];
}

export interface MapFiles {
  readonly probability: readonly string[];
  readonly benign: readonly string[];
  readonly malignant: readonly string[];
}

/**
 * One image's entry of results.json. It names the image and its view, and nothing of the patient: of the
 * header only what is listed here is written.
 */
export function imageResults(
  image: AnalysedForExport,
  ids: { readonly id: string; readonly exam: string },
  files: ImageFiles,
): ResultsImage {
  const { header } = image;
  return {
    ...ids,
    file: image.file,
    frame: image.frame,
    frames: header.frames,
    sopInstanceUid: header.sopInstanceUid,
    studyInstanceUid: header.studyInstanceUid,
    laterality: header.laterality,
    view: header.viewPosition,
    viewModifiers: header.viewModifiers,
    statedByHand: image.statedByHand,
    kind: header.kind,
    forProcessing: header.presentationIntent === null ? null : header.presentationIntent === 'FOR PROCESSING',
    rows: header.rows,
    columns: header.columns,
    spacing: header.spacing,
    notices: header.notices,
    phantom: header.phantom,
    pixelSha256: image.pixelSha256,
    timingsMs: roundedTimings(image.timingsMs),
    analyses: image.analyses.map((analysis, index) =>
      analysisResults(analysis, header, image.fromCache[index], files.maps[index]),
    ),
    ensembles: ensemblesOf(image.analyses, header),
    pictures: files.pictures,
  };
}

/** What the choice of the scored images goes by. */
export function scoreCandidate(
  id: string,
  { header, pixelSha256 }: Pick<AnalysedForExport, 'header' | 'pixelSha256'>,
): ScoreCandidate {
  const { laterality, viewPosition: view, viewModifiers: modifiers } = header;
  const { kind, presentationIntent, acquired, instanceNumber } = header;
  return {
    ...{ id, pixelSha256, laterality, view, modifiers },
    ...{ kind, presentationIntent, acquired, instanceNumber },
  };
}

function analysisResults(
  analysis: ImageAnalysis,
  header: ImageHeader,
  fromCache: boolean,
  files: MapFiles,
): ResultsAnalysis {
  const common = {
    weights: analysis.weightsName,
    weightsSha256: analysis.weightsSha256,
    untrained: analysis.untrained,
    notValidatedOnPatients: isNotValidated(analysis, header),
    device: analysis.device,
    input: {
      preparation: analysis.preparationVersion,
      ...analysis.inputSize,
      toSource: affineArray(analysis.inputToSource),
    },
    fromCache,
    timingsMs: roundedTimings(analysis.timingsMs),
  };
  const { findings } = analysis;
  switch (findings.architecture) {
    case 'hds-uresnet': {
      const result: ResultsHdsAnalysis = {
        architecture: findings.architecture,
        ...common,
        probabilities: combineHds([findings.probabilities], mean),
        contours: findings.contours.map((contour) => ({
          probability: roundedProbability(contour.probability),
          areaPixels: hundredths(contour.areaPixels),
          areaMm2: contour.areaMm2 === null ? null : hundredths(contour.areaMm2),
          longestDiameterMm: longestDiameterMm(contour, header),
          points: contour.points.map(roundedPoint),
          holes: contour.holes.map((hole) => hole.map(roundedPoint)),
        })),
        classificationMap: {
          ...gridOf(findings.classificationMap),
          values: Array.from(findings.classificationMap.data, roundedProbability),
        },
        probabilityMap: { ...gridOf(findings.probabilityMap), files: files.probability },
      };
      return result;
    }
    case 'gmic': {
      const result: ResultsGmicAnalysis = {
        architecture: findings.architecture,
        ...common,
        probabilities: combineGmic([findings.probabilities], mean),
        saliency: {
          benign: saliencySummary(findings.saliency.benign, files.benign),
          malignant: saliencySummary(findings.saliency.malignant, files.malignant),
        },
        patches: findings.patches.map((patch) => ({
          rank: patch.rank,
          retrieval: patch.retrieval,
          attention: roundedProbability(patch.attention),
          rect: {
            x: hundredths(patch.rect.x),
            y: hundredths(patch.rect.y),
            width: hundredths(patch.rect.width),
            height: hundredths(patch.rect.height),
          },
          saliency: {
            benign: roundedProbability(patch.saliency.benign),
            malignant: roundedProbability(patch.saliency.malignant),
          },
        })),
      };
      return result;
    }
  }
}

/** Rounded to 0.01 mm; null where the image has no spacing. */
function longestDiameterMm({ points }: Contour, { spacing }: Pick<ImageHeader, 'spacing'>): number | null {
  if (spacing === null) return null;
  const diameter = longestDiameter(points, { width: spacing.columnMm, height: spacing.rowMm });
  return diameter && hundredths(diameter.length);
}

function saliencySummary(map: ValueMap, files: readonly string[]): ResultsSaliency {
  let maximum = 0;
  let sum = 0;
  let above = 0;
  for (const value of map.data) {
    maximum = Math.max(maximum, value);
    sum += value;
    if (value > 0.5) above++;
  }
  const peak = peakOf(map);
  return {
    ...gridOf(map),
    maximum: roundedProbability(maximum),
    mean: roundedProbability(sum / map.data.length),
    shareAboveHalf: roundedProbability(above / map.data.length),
    peak: peak === null ? null : roundedPoint(apply(map.toSource, peak)),
    files,
  };
}

/** Centroid, weighted by value, of the 4-connected cells around the largest one that reach half of it. */
function peakOf({ width, height, data }: Pick<ValueMap, 'width' | 'height' | 'data'>): Point | null {
  let top = 0;
  for (let index = 1; index < data.length; index++) if (data[index] > data[top]) top = index;
  if (!(data[top] > 0)) return null;
  const seen = new Uint8Array(data.length);
  const waiting = [top];
  seen[top] = 1;
  let weight = 0;
  let sumX = 0;
  let sumY = 0;
  for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
    const x = index % width;
    const y = (index - x) / width;
    weight += data[index];
    sumX += data[index] * (x + 0.5);
    sumY += data[index] * (y + 0.5);
    const neighbours = [
      x > 0 ? index - 1 : index,
      x < width - 1 ? index + 1 : index,
      y > 0 ? index - width : index,
      y < height - 1 ? index + width : index,
    ];
    for (const neighbour of neighbours) {
      if (seen[neighbour] !== 0 || data[neighbour] < data[top] / 2) continue;
      seen[neighbour] = 1;
      waiting.push(neighbour);
    }
  }
  return { x: sumX / weight, y: sumY / weight };
}

function gridOf(map: ValueMap): ResultsGrid {
  return { width: map.width, height: map.height, toSource: affineArray(map.toSource) };
}

function affineArray({ a, b, c, d, e, f }: Affine): ResultsAffine {
  return [a, b, c, d, e, f];
}

function roundedPoint({ x, y }: Point): ResultsPoint {
  return [hundredths(x), hundredths(y)];
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}

function roundedTimings(timings: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(timings).map(([step, ms]) => [step, hundredths(ms)]));
}
