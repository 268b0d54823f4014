/** Where in a mammogram the marks of a network lie. Pure. */
import type { WeightsCard } from '../../contract/card.ts';
import type { Findings } from '../../contract/findings.ts';
import type { Affine, Point } from '../../contract/geometry.ts';
import { connectedComponents } from '../../evaluation/components.ts';
import { maskAbove } from '../../evaluation/hdsCase.ts';
import { peaks } from '../../evaluation/peaks.ts';
import { apply, inverse } from '../../imaging/geometry/affine.ts';
import { minimumContourPixels } from '../../models/hdsUresnet/findings.ts';

/** Outlines run where the mass probability passes one half. */
const maskLevel = 0.5;
/** Peaks of saliency lie at least so many cells apart. */
const apart = 3;

/** Marks as a grid of numbers, from 1; 0 where there is none. */
export interface MarkGrid {
  readonly width: number;
  readonly height: number;
  readonly labels: Int32Array;
  /** Of each mark, in the order of their numbers, 0..1. */
  readonly scores: readonly number[];
  /** Grid -> source pixels. */
  readonly toSource: Affine;
}

/** The threshold that the reader starts from: one half, or the nearest to it that was measured. */
export function defaultThreshold({ architecture, operatingPoints = [] }: WeightsCard): number {
  const floor = architecture === 'gmic' ? 0 : maskLevel;
  const measured = operatingPoints
    .map(({ threshold }) => threshold)
    .filter((threshold) => threshold >= floor);
  return measured.length === 0 ? 0.5 : Math.min(Math.max(0.5, Math.min(...measured)), Math.max(...measured));
}

/**
 * What the reader is shown at the threshold: the outlined regions of HDS U-ResNet; of GMIC, which outlines nothing, the cells
 * at which the saliency of either class peaks.
 */
export function marksOf(findings: Findings, threshold: number): MarkGrid {
  switch (findings.architecture) {
    case 'hds-uresnet': {
      const { width, height, data, toSource } = findings.probabilityMap;
      const { labels, count } = connectedComponents(maskAbove({ width, height, data }, maskLevel));
      const pixels = new Int32Array(count + 1);
      const highest = new Float32Array(count + 1);
      for (const [pixel, label] of labels.entries()) {
        pixels[label]++;
        highest[label] = Math.max(highest[label], data[pixel]);
      }
      const shown = Array.from({ length: count }, (_, index) => index + 1).filter(
        (label) => pixels[label] >= minimumContourPixels && highest[label] >= threshold,
      );
      const renumbered = labels.map((label) => shown.indexOf(label) + 1);
      return { width, height, labels: renumbered, scores: shown.map((label) => highest[label]), toSource };
    }
    case 'gmic': {
      const { malignant, benign } = findings.saliency;
      const { width, height, toSource } = malignant;
      const data = malignant.data.map((value, cell) => Math.max(value, benign.data[cell]));
      const found = peaks({ width, height, data }, { apart, least: 0 }).filter(
        ({ value }) => value >= threshold,
      );
      const labels = new Int32Array(width * height);
      for (const [index, { x, y }] of found.entries()) labels[y * width + x] = index + 1;
      return { width, height, labels, scores: found.map(({ value }) => value), toSource };
    }
  }
}

/** What is known of a mammogram's pixels, row by row. */
export interface TissueMap {
  readonly width: number;
  readonly height: number;
  /** Kinds as in {@link tissue}. */
  readonly data: Uint8Array;
  /** As shown, 0..255. */
  readonly grey: Uint8Array;
}

/** Values of the labels that come with the DDSM films; other values above the background are breast, too. */
export const tissue = { background: 64, adipose: 128, fibroglandular: 192, pectoral: 255 } as const;

/**
 * Where most of a mark lies. `film-label`: bright and outside of the breast: writing, a marker, a scratch. `blank-film`:
 * outside, with nothing there. `breast-edge`: within a fiftieth of the image's height of the background.
 */
export type MarkPlace = 'breast' | 'breast-edge' | 'pectoral-muscle' | 'film-label' | 'blank-film';

export const markPlaces: readonly MarkPlace[] = [
  'breast',
  'breast-edge',
  'pectoral-muscle',
  'film-label',
  'blank-film',
];

export interface PlacedMark {
  readonly score: number;
  readonly place: MarkPlace;
  /** Of the image's pixels. */
  readonly areaPixels: number;
  /** Middle of them; null where the mark lies outside of the image. */
  readonly centre: Point | null;
  /** Shares of the area, 0..1. */
  readonly background: number;
  readonly edge: number;
  readonly pectoral: number;
}

export interface PlacedMarks {
  readonly marks: readonly PlacedMark[];
  /** 1 in a mark; rows x columns of the image. */
  readonly mask: Uint8Array;
}

/** Looks at the image's pixels under each mark. */
export function placeMarks(grid: MarkGrid, map: TissueMap): PlacedMarks {
  const { width, height, data, grey } = map;
  const toGrid = inverse(grid.toSource);
  const near = nearBackground(map, Math.max(1, Math.round(height / 50)));
  const sums = grid.scores.map(() => ({ area: 0, background: 0, edge: 0, pectoral: 0, x: 0, y: 0, grey: 0 }));
  const mask = new Uint8Array(width * height);
  for (let row = 0, at = 0; row < height; row++) {
    for (let column = 0; column < width; column++, at++) {
      const label = labelAt(grid, apply(toGrid, { x: column + 0.5, y: row + 0.5 }));
      if (label === 0) continue;
      const sum = sums[label - 1];
      mask[at] = 1;
      sum.area++;
      sum.x += column + 0.5;
      sum.y += row + 0.5;
      sum.grey += grey[at];
      if (data[at] <= tissue.background) sum.background++;
      else if (data[at] === tissue.pectoral) sum.pectoral++;
      else if (near[at] !== 0) sum.edge++;
    }
  }
  const bright = labelLevel(map);
  const marks = sums.map((sum, index): PlacedMark => {
    const share = (part: number) => (sum.area === 0 ? 0 : part / sum.area);
    const shares = {
      background: sum.area === 0 ? 1 : share(sum.background),
      edge: share(sum.edge),
      pectoral: share(sum.pectoral),
    };
    return {
      score: grid.scores[index],
      place: placeOf(shares, share(sum.grey) > bright),
      areaPixels: sum.area,
      centre: sum.area === 0 ? null : { x: sum.x / sum.area, y: sum.y / sum.area },
      ...shares,
    };
  });
  return { marks, mask };
}

function placeOf(
  { background, edge, pectoral }: Pick<PlacedMark, 'background' | 'edge' | 'pectoral'>,
  isBright: boolean,
): MarkPlace {
  if (background > 0.5) return isBright ? 'film-label' : 'blank-film';
  if (pectoral > 0.5) return 'pectoral-muscle';
  return edge + background > 0.5 ? 'breast-edge' : 'breast';
}

function labelAt({ width, height, labels }: MarkGrid, { x, y }: Point): number {
  const [column, row] = [Math.floor(x), Math.floor(y)];
  return column < 0 || row < 0 || column >= width || row >= height ? 0 : labels[row * width + column];
}

/** 1 where background lies within `distance` pixels in both directions. */
function nearBackground({ width, height, data }: TissueMap, distance: number): Uint8Array {
  const isBackground = Uint8Array.from(data, (value) => Number(value <= tissue.background));
  const across = spread(isBackground, distance, height, width, width, 1);
  return spread(across, distance, width, height, 1, width);
}

/** The running maximum along lines of `length` values that lie `step` apart. */
function spread(
  data: Uint8Array,
  distance: number,
  lines: number,
  length: number,
  lineStep: number,
  step: number,
): Uint8Array {
  const output = new Uint8Array(data.length);
  for (let line = 0; line < lines; line++) {
    let lastSet = -Infinity;
    const start = line * lineStep;
    for (let i = 0; i < length; i++) {
      if (data[start + i * step] !== 0) lastSet = i;
      if (i - lastSet <= distance) output[start + i * step] = 1;
    }
    lastSet = Infinity;
    for (let i = length - 1; i >= 0; i--) {
      if (data[start + i * step] !== 0) lastSet = i;
      if (lastSet - i <= distance) output[start + i * step] = 1;
    }
  }
  return output;
}

/** A quarter of the way from the background's median to the breast's. */
function labelLevel({ data, grey }: TissueMap): number {
  const histograms = [new Uint32Array(256), new Uint32Array(256)] as const;
  for (let at = 0; at < data.length; at++) histograms[data[at] <= tissue.background ? 0 : 1][grey[at]]++;
  const [outside, inside] = histograms.map(median);
  return outside + (inside - outside) / 4;
}

function median(histogram: Uint32Array): number {
  const half = histogram.reduce((sum, count) => sum + count, 0) / 2;
  let below = 0;
  return Math.max(
    0,
    histogram.findIndex((count) => (below += count) >= half),
  );
}
