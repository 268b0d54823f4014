import type { Canvas } from './canvas.ts';
import { skinX } from './outline.ts';
import type { ExamPlan, ViewPlan } from './plan.ts';
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
  const channels = [
    grid.skin,
    grid.thickness,
    grid.bendX,
    grid.bendY,
    grid.acrossDucts,
    grid.alongDucts,
    grid.muscle,
    ...grid.potential,
  ];
  const row = channels.map(() => new Float32Array(grid.columns));
  const random = randomStream(view.seed, 'tissue');
  const shift = Array.from({ length: 8 }, () => random.between(0, 100));
  const edge = edgeWidth(view);
  const softness = style.softness;
  const dark = 1 - vendors[exam.vendor].equalisation;
  for (let r = 0; r < rows; r++) {
    const y = (r + 0.5) * spacingMm;
    const gridRow = y / gridStepMm;
    channels.forEach((channel, index) => interpolateRow(channel, grid.columns, gridRow, row[index]));
    const skinGain = style.skinBrightness * skinGlow(view, y, shift);
    const [skin, thickness, bendXs, bendYs, across, along, muscle] = row;
    for (let c = 0; c < columns; c++) {
      const x = (c + 0.5) * spacingMm;
      const at = r * columns + c;
      const i = Math.floor(x / gridStepMm);
      const f = x / gridStepMm - i;
      const depth = skin[i] + (skin[i + 1] - skin[i]) * f;
      if (depth < -spacingMm) {
        data[at] = -1;
        continue;
      }
      const bx = x + bendXs[i] + (bendXs[i + 1] - bendXs[i]) * f;
      const by = y + bendYs[i] + (bendYs[i + 1] - bendYs[i]) * f;
      const muscleMm = muscle[i] + (muscle[i + 1] - muscle[i]) * f;
      const fineA = sampleTile(textures.fineA, bx + shift[0], by + shift[1]);
      const fineB = sampleTile(textures.fineB, bx + shift[2], by + shift[3]);
      const strandA = sampleTile(textures.strandsA, bx + shift[4], by + shift[5]);
      const strandB = sampleTile(textures.strandsB, 1.7 * bx + shift[6], 1.7 * by + shift[7]);
      const a = across[i] + (across[i + 1] - across[i]) * f;
      const l = along[i] + (along[i + 1] - along[i]) * f;
      const streak = sampleTile(textures.strandsB, a + shift[1], l + shift[2]);
      const bendA = strandA + 0.35 * fineA;
      const bendB = strandB + 0.35 * fineB;
      const ridgeA = 1 / (1 + 90 * bendA * bendA);
      const ridgeB = 1 / (1 + 90 * bendB * bendB);
      let gland = 0;
      for (let layer = 0; layer < layers; layer++) {
        const potential = row[7 + layer];
        const value =
          potential[i] +
          (potential[i + 1] - potential[i]) * f +
          style.strands * 0.6 * (layer === 0 ? ridgeA : layer === 1 ? ridgeB : 0) +
          style.streaks * (layer === 2 ? 0.5 : 0.2) * streak +
          0.7 * (layer === 1 ? fineB : fineA);
        const scaled = value / softness;
        gland += 0.5 + (0.5 * scaled) / Math.sqrt(1 + scaled * scaled);
      }
      gland /= layers;
      const cloudA = sampleTile(textures.sharedClumps, bx + shift[3], by + shift[6]) + fineA;
      const cloudB = sampleTile(textures.ownClumps, bx + shift[1], by + shift[5]) + fineB;
      const lobule = smooth(strandB + 0.5 * fineA - 0.8, 0.55);
      const haze = smooth(row[7][i] + (row[7][i + 1] - row[7][i]) * f, 1.6);
      const texture =
        0.46 + 0.05 * style.streaks * streak + 0.1 * (cloudA + cloudB) + 0.08 * ridgeB - 0.2 * lobule;
      const septa = (0.045 * ridgeA + 0.02 * ridgeB) * style.strands;
      let share = gland * texture + (1 - gland) * (0.13 + septa + 0.06 * cloudB) + 0.16 * haze;
      if (view.pectoral !== null && muscleMm > -2) {
        const inside = smooth(muscleMm, 1.4);
        const fibres = 0.55 + 0.06 * cloudA + Math.min(0.25, 0.006 * muscleMm);
        share += inside * (view.pectoral.brightness * fibres - 0.35 * share);
      }
      const thick = thickness[i] + (thickness[i + 1] - thickness[i]) * f;
      const skinShare = skinGain * skinPart(depth, style.skinMm, edge, thick);
      share = (share + data[at]) * (1 - dark + dark * thick) + skinShare;
      data[at] = Math.max(0, share);
    }
  }
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
