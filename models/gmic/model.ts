import type { Model } from '../model.ts';
import { weightTable } from './weights.ts';

/** Pixels per cell of the saliency maps: stem, pooling and four stages each halve the sides. */
export const cellSize = 64;
/** Shorter sides leave no room for six patches that the local network can see anything in. */
const shortestSide = 256;
/** Longest side, pixels: the published height. Memory grows with the area (700 MB at 2944 x 1920). */
const longestSide = 2944;

/** Of the first published model; the others have 0.03, 0.03, 0.05 and 0.1. */
export const defaultPercentT = 0.02;

/** Shen et al. 2021: globally-aware multiple instance classifier. */
export const gmic: Model = {
  architecture: 'gmic',
  weightTable,
  preparation: { rule: 'gmic/1' },
  percentT: defaultPercentT,
  sizeProblem({ width, height }) {
    const fits = [width, height].every(
      (side) => side % cellSize === 0 && side >= shortestSide && side <= longestSide,
    );
    return fits
      ? null
      : `height and width must be multiples of ${cellSize}, from ${shortestSide} to ${longestSide} (published: 2944 x 1920)`;
  },
};
