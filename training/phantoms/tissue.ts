import { distanceCap, distanceToSkin, skinLine } from './outline.ts';
import type { SkinLine } from './outline.ts';
import type { ExamPlan, PectoralPlan, ViewPlan } from './plan.ts';
import { powerLawTiles, sampleTile } from './powerLaw.ts';
import type { Tile } from './powerLaw.ts';
import { randomStream } from './random.ts';

/** Textures of one exam; all views take different pieces of them. */
export interface Textures {
  /** Clumps of tissue, 5 to 60 mm: one that left and right breast share, one of each view's own. */
  readonly sharedClumps: Tile;
  readonly ownClumps: Tile;
  /** Displacements that bend straight structures. */
  readonly bendX: Tile;
  readonly bendY: Tile;
  /** Smooth fields whose zero lines are septa and strands. */
  readonly strandsA: Tile;
  readonly strandsB: Tile;
  /** The fine end of the 1/f spectrum. */
  readonly fineA: Tile;
  readonly fineB: Tile;
}

const tissueBeta = 3;
const wholeBand = { shortestMm: 0.2, longestMm: 60, beta: tissueBeta };

/** Makes them, the same for the same seed; `spacingMm`, the pixel spacing, bounds the finest. */
export function createTextures(seed: number, spacingMm: number): Textures {
  const clumps = { shortestMm: 6, longestMm: 60, beta: tissueBeta };
  const fine = { shortestMm: 2 * spacingMm, longestMm: 6, beta: tissueBeta };
  const strands = { shortestMm: 5, longestMm: 40, beta: 2.4 };
  const [sharedClumps, ownClumps] = powerLawTiles(seed + 1, 320, 1.25, clumps, wholeBand);
  const [bendX, bendY] = powerLawTiles(seed + 2, 320, 2.5, { shortestMm: 20, longestMm: 90, beta: 3.4 });
  const [strandsA, strandsB] = powerLawTiles(seed + 3, 102.4, 0.4, strands);
  const [fineA, fineB] = powerLawTiles(seed + 4, 51.2, Math.max(0.1, spacingMm), fine, wholeBand);
  return { sharedClumps, ownClumps, bendX, bendY, strandsA, strandsB, fineA, fineB };
}

/** Superposed slabs of tissue: a mammogram is a projection. */
export const layers = 3;
export const gridStepMm = 1;

/** Smooth quantities of a view on a grid of `gridStepMm` whose first point is the image's upper-left corner. */
export interface TissueGrid {
  readonly columns: number;
  readonly rows: number;
  /** Signed distance to the skin, mm. */
  readonly skin: Float32Array;
  /** Compressed thickness relative to the middle of the breast, 0..1. */
  readonly thickness: Float32Array;
  /** Tendency to fibroglandular tissue by layer; above 0 means gland. */
  readonly potential: readonly Float32Array[];
  readonly bendX: Float32Array;
  readonly bendY: Float32Array;
  /** Coordinates around the nipple, mm: across and along the ducts. */
  readonly acrossDucts: Float32Array;
  readonly alongDucts: Float32Array;
  /** Depth inside the pectoral muscle's edge, mm; negative outside. */
  readonly muscle: Float32Array;
}

export function createTissueGrid(
  exam: ExamPlan,
  view: ViewPlan,
  textures: Textures,
  widthMm: number,
  heightMm: number,
): TissueGrid {
  const columns = Math.ceil(widthMm / gridStepMm) + 2;
  const rows = Math.ceil(heightMm / gridStepMm) + 2;
  const line = skinLine(view.outline, heightMm);
  const channel = (): Float32Array => new Float32Array(columns * rows);
  const grid: TissueGrid = {
    columns,
    rows,
    skin: channel(),
    thickness: channel(),
    potential: Array.from({ length: layers }, channel),
    bendX: channel(),
    bendY: channel(),
    acrossDucts: channel(),
    alongDucts: channel(),
    muscle: channel(),
  };
  fillDistances(grid, line);
  fillGeometry(grid, view, textures);
  fillPotential(grid, exam, view, textures);
  return grid;
}

function fillDistances({ columns, rows, skin }: TissueGrid, line: SkinLine): void {
  for (let row = 0; row < rows; row++) {
    const y = row * gridStepMm;
    const [nearest, farthest] = skinRange(line, y);
    for (let column = 0; column < columns; column++) {
      const x = column * gridStepMm;
      const at = row * columns + column;
      if (x < nearest - distanceCap) skin[at] = distanceCap;
      else if (x > farthest + distanceCap) skin[at] = -distanceCap;
      else skin[at] = distanceToSkin(line, x, y);
    }
  }
}

function skinRange({ xs, ys }: SkinLine, y: number): [number, number] {
  let nearest = Infinity;
  let farthest = -Infinity;
  for (let i = 0; i < ys.length; i++) {
    if (Math.abs(ys[i] - y) > distanceCap + 1) continue;
    nearest = Math.min(nearest, xs[i]);
    farthest = Math.max(farthest, xs[i]);
  }
  return [nearest, farthest];
}

/** Thickness of a compressed breast at a distance from the skin: flat, with a round edge. */
export function thicknessAt(distanceMm: number, edgeMm: number): number {
  if (distanceMm <= 0) return 0;
  if (distanceMm >= edgeMm) return 1;
  const t = 1 - distanceMm / edgeMm;
  return Math.sqrt(1 - t * t);
}

/** Width of the breast's round edge, mm. */
export function edgeWidth(view: ViewPlan): number {
  return 0.52 * view.thicknessMm;
}

/** Depth inside the muscle, mm (negative outside), at a point. */
export function muscleDepth(pectoral: PectoralPlan, nippleY: number, x: number, y: number): number {
  if (pectoral.type === 'arch') {
    const t = (y - nippleY) / 60;
    return pectoral.height * (1 - t * t) - x;
  }
  const t = y / pectoral.bottomY;
  const edge = t < 1 ? pectoral.topX * (1 - Math.max(0, t)) ** pectoral.curve : -(t - 1) * pectoral.topX;
  return (edge - x) * Math.cos(Math.atan2(pectoral.topX, pectoral.bottomY));
}

function fillGeometry(grid: TissueGrid, view: ViewPlan, textures: Textures): void {
  const random = randomStream(view.seed, 'bend');
  const shiftX = random.between(0, 320);
  const shiftY = random.between(0, 320);
  const edge = edgeWidth(view);
  const { nippleX, nippleY } = view.outline;
  for (let row = 0; row < grid.rows; row++) {
    for (let column = 0; column < grid.columns; column++) {
      const at = row * grid.columns + column;
      const x = column * gridStepMm;
      const y = row * gridStepMm;
      grid.thickness[at] = thicknessAt(grid.skin[at], edge);
      const bendX = 2 * sampleTile(textures.bendX, x + shiftX, y + shiftY);
      const bendY = 2 * sampleTile(textures.bendY, x + shiftX, y + shiftY);
      grid.bendX[at] = bendX;
      grid.bendY[at] = bendY;
      const behind = nippleX + 4 - x + bendX;
      const below = y - nippleY + bendY;
      grid.acrossDucts[at] = 42 * Math.atan2(below, Math.max(behind, -3));
      grid.alongDucts[at] = Math.sqrt(behind * behind + below * below) * 0.42;
      grid.muscle[at] =
        view.pectoral === null ? -distanceCap : muscleDepth(view.pectoral, nippleY, x, y) + 0.35 * bendX;
    }
  }
}

function smoothStep(low: number, high: number, value: number): number {
  const t = Math.min(1, Math.max(0, (value - low) / (high - low)));
  return t * t * (3 - 2 * t);
}

/** Fills the layers' potentials, shifted so that the planned share of the breast becomes gland. */
function fillPotential(grid: TissueGrid, exam: ExamPlan, view: ViewPlan, textures: Textures): void {
  const { style } = exam;
  const random = randomStream(view.seed, 'potential');
  const shift = Array.from({ length: layers }, () => [random.between(0, 320), random.between(0, 320)]);
  for (let row = 0; row < grid.rows; row++) {
    for (let column = 0; column < grid.columns; column++) {
      const at = row * grid.columns + column;
      if (grid.skin[at] < -2) continue;
      const x = column * gridStepMm;
      const y = row * gridStepMm;
      const place = glandPlace(view, style.subcutaneousMm, x, y, grid.skin[at], grid.muscle[at]);
      for (let layer = 0; layer < layers; layer++) {
        const u = x + 2 * grid.bendX[at] + layer * 47;
        const v = y + 2 * grid.bendY[at] + layer * 91;
        const clump =
          0.55 * sampleTile(textures.sharedClumps, u, v) +
          0.85 * sampleTile(textures.ownClumps, u + shift[layer][0], v + shift[layer][1]);
        grid.potential[layer][at] = place + style.clumps * clump;
      }
    }
  }
  settleShare(grid, style.glandShare);
}

/** How much a place favours gland: the middle of the cone behind the nipple, away from skin and chest wall. */
function glandPlace(
  view: ViewPlan,
  subcutaneousMm: number,
  x: number,
  y: number,
  skinMm: number,
  muscleMm: number,
): number {
  const { gland, outline } = view;
  const behind = outline.nippleX - x;
  const below = y - outline.nippleY;
  const inDepth = (behind - gland.depth) / gland.halfDepth;
  // The cone narrows toward the nipple, and its middle moves to it.
  const cone = smoothStep(-0.1, 0.75, behind / (2 * gland.depth));
  const across = (below - gland.offset * cone) / (gland.halfWidth * (0.3 + 0.7 * cone));
  const radius = Math.sqrt(inDepth * inDepth + across * across);
  const toNipple = Math.sqrt(behind * behind + below * below);
  const fat = subcutaneousMm * smoothStep(3, 30, toNipple);
  const underSkin = (skinMm - 1.5 - fat) / 4;
  const overMuscle = -(muscleMm + 3) / 5;
  return 2.2 * (1 - radius) + Math.min(0, underSkin) * 1.1 + Math.min(0, overMuscle);
}

/** A sample of the grid's points is enough to find the level. */
function settleShare({ skin, muscle, potential }: TissueGrid, share: number): void {
  const values: number[] = [];
  for (let at = 0; at < skin.length; at += 7) {
    if (skin[at] <= 0 || muscle[at] > -2) continue;
    for (const layer of potential) values.push(layer[at]);
  }
  const sorted = Float64Array.from(values).sort();
  const level = sorted[Math.min(sorted.length - 1, Math.floor((1 - share) * sorted.length))];
  for (const layer of potential) for (let at = 0; at < layer.length; at++) layer[at] -= level;
}
