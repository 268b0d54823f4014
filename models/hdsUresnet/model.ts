import type { Model } from '../model.ts';
import { cellSize } from './graph.ts';
import { weightTable } from './weights.ts';

/** Longest side, pixels; memory grows with the area (600 MB at 1024 x 512). */
const longestSide = 2048;

/** The U-ResNet with hybrid deep supervision (angrypudding/hybrid-ds). */
export const hdsUresnet: Model = {
  architecture: 'hds-uresnet',
  weightTable,
  // Statistics of the authors' training images (angrypudding/hybrid-ds).
  preparation: { rule: 'hds-uresnet/1', mean: 87.2532, std: 67.7831 },
  percentT: null,
  sizeProblem({ width, height }) {
    const fits = [width, height].every((side) => side > 0 && side % cellSize === 0 && side <= longestSide);
    return fits ? null : `height and width must be multiples of ${cellSize}, at most ${longestSide}`;
  },
};
