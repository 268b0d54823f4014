import type { Canvas } from './canvas.ts';
import { skinX } from './outline.ts';
import type { ExamPlan, TissueStyle, ViewPlan } from './plan.ts';
import { sampleTile } from './powerLaw.ts';
import { randomStream } from './random.ts';
import { edgeWidth, gridStepMm, layers, thicknessAt } from './tissue.ts';
import type { Textures, TissueGrid } from './tissue.ts';
import { vendors } from './vendors.ts';

/**
 * Turns the canvas, which holds what has been drawn (structures and lesions), into the picture of the whole
 * breast as share of fibroglandular tissue; pixels outside the breast become -1.
 */
export function addTissue(
  canvas: Canvas,
  exam: ExamPlan,
  view: ViewPlan,
  grid: TissueGrid,
  textures: Textures,
): void {
  const { columns, rows, spacingMm, data } = canvas;
  const { style } = exam;
  const { skin, thickness, bendX, bendY, acrossDucts, alongDucts, muscle, potential } = grid;
  const channels = [skin, thickness, bendX, bendY, acrossDucts, alongDucts, muscle, ...potential];
  const row = channels.map(() => new Float32Array(grid.columns));
  const [skinRow, thicknessRow, bendXRow, bendYRow, acrossRow, alongRow, muscleRow, ...potentialRows] = row;
  const random = randomStream(view.seed, 'tissue');
  const shift = Array.from({ length: 8 }, () => random.between(0, 100));
  const parenchyma = createParenchyma(style, textures, shift, potentialRows);
  const edge = edgeWidth(view);
  const dark = 1 - vendors[exam.vendor].equalisation;
  for (let r = 0; r < rows; r++) {
    const y = (r + 0.5) * spacingMm;
    channels.forEach((channel, index) => interpolateRow(channel, grid.columns, y / gridStepMm, row[index]));
    const skinGain = style.skinBrightness * skinGlow(view, y, shift);
    for (let c = 0; c < columns; c++) {
      const x = (c + 0.5) * spacingMm;
      const at = r * columns + c;
      const i = Math.floor(x / gridStepMm);
      const f = x / gridStepMm - i;
      const depth = between(skinRow, i, f);
      if (depth < -spacingMm) {
        data[at] = -1;
        continue;
      }
      const bentX = x + between(bendXRow, i, f);
      const bentY = y + between(bendYRow, i, f);
      let share = parenchyma(i, f, bentX, bentY, between(acrossRow, i, f), between(alongRow, i, f));
      const muscleMm = between(muscleRow, i, f);
      if (view.pectoral !== null && muscleMm > -2) {
        const cloud = sampleTile(textures.sharedClumps, bentX + shift[3], bentY + shift[6]);
        const fibres = 0.55 + 0.06 * cloud + Math.min(0.25, 0.006 * muscleMm);
        share += smooth(muscleMm, 1.4) * (view.pectoral.brightness * fibres - 0.35 * share);
      }
      const thick = between(thicknessRow, i, f);
      const skinShare = skinGain * skinPart(depth, style.skinMm, edge, thick);
      data[at] = Math.max(0, (share + data[at]) * (1 - dark + dark * thick) + skinShare);
    }
  }
}

/**
 * Fat and gland at a point, as share of gland. Each slab of tissue is gland where its potential, roughened by fine
 * texture, strands and streaks, is above 0; the projection is their mean, with 1/f texture, septa and fat lobules.
 */
function createParenchyma(
  style: TissueStyle,
  textures: Textures,
  shift: readonly number[],
  potentials: readonly Float32Array[],
): (i: number, f: number, x: number, y: number, acrossDucts: number, alongDucts: number) => number {
  const { fineA: fineTileA, fineB: fineTileB, strandsA, strandsB, sharedClumps, ownClumps } = textures;
  return (i, f, x, y, acrossDucts, alongDucts) => {
    const fineA = sampleTile(fineTileA, x + shift[0], y + shift[1]);
    const fineB = sampleTile(fineTileB, x + shift[2], y + shift[3]);
    const strandA = sampleTile(strandsA, x + shift[4], y + shift[5]) + 0.15 * fineA;
    const strandB = sampleTile(strandsB, 1.7 * x + shift[6], 1.7 * y + shift[7]) + 0.15 * fineB;
    const streak = sampleTile(strandsB, acrossDucts + shift[1], alongDucts + shift[2]);
    // The zero lines of a smooth field are a net of curves: septa.
    const ridgeA = 1 / (1 + 90 * strandA * strandA);
    const ridgeB = 1 / (1 + 90 * strandB * strandB);
    const streaky = style.streaks * streak;
    const strandy = 0.45 * style.strands;
    const gland =
      (smooth(between(potentials[0], i, f) + strandy * ridgeA + 0.2 * streaky + 0.7 * fineA, style.softness) +
        smooth(
          between(potentials[1], i, f) + strandy * ridgeB + 0.2 * streaky + 0.7 * fineB,
          style.softness,
        ) +
        smooth(between(potentials[2], i, f) + 0.5 * streaky + 0.7 * fineA, style.softness)) /
      layers;
    const cloudA = sampleTile(sharedClumps, x + shift[3], y + shift[6]) + fineA;
    const cloudB = sampleTile(ownClumps, x + shift[1], y + shift[5]) + fineB;
    const lobule = smooth(strandB + 0.5 * fineA - 0.8, 0.55);
    const inGland = 0.46 + 0.05 * streaky + 0.1 * (cloudA + cloudB) + 0.08 * ridgeB - 0.2 * lobule;
    const inFat = 0.13 + (0.045 * ridgeA + 0.02 * ridgeB) * style.strands + 0.06 * cloudB;
    const haze = 0.16 * smooth(between(potentials[0], i, f), 1.6);
    return gland * inGland + (1 - gland) * inFat + haze;
  };
}

/** Value between two neighbours of a row. */
function between(row: Float32Array, i: number, fraction: number): number {
  return row[i] + (row[i + 1] - row[i]) * fraction;
}

/** Logistic-like step of the given half width. */
function smooth(value: number, width: number): number {
  const scaled = value / width;
  return 0.5 + (0.5 * scaled) / Math.sqrt(1 + scaled * scaled);
}

/** The skin is uneven along its line, and brightest where it meets the chest wall and folds. */
function skinGlow(view: ViewPlan, y: number, phases: readonly number[]): number {
  const waves = 0.25 * Math.sin(y / 17 + phases[0]) + 0.2 * Math.sin(y / 6.3 + phases[1]);
  const toChestWall = Math.max(0, 1 - skinX(view.outline, y) / (0.45 * view.outline.nippleX));
  return 0.85 + waves + 1.3 * toChestWall;
}

/** The skin's part: the ray's chord through a shell of skin, relative to the breast's thickness there. */
function skinPart(depth: number, skinMm: number, edge: number, thick: number): number {
  if (depth >= edge) return 0;
  return (thick - thicknessAt(depth - skinMm, edge)) / (0.3 + thick);
}

function interpolateRow(channel: Float32Array, columns: number, row: number, out: Float32Array): void {
  const above = Math.floor(row);
  const t = row - above;
  const start = above * columns;
  for (let column = 0; column < columns; column++) {
    const value = channel[start + column];
    out[column] = value + (channel[start + columns + column] - value) * t;
  }
}
