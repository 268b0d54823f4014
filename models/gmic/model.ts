import type { Model } from '../model.ts';
import { publishedSize } from './run.ts';
import { weightTable } from './weights.ts';

/** Of the first published model; the others have 0.03, 0.03, 0.05 and 0.1. */
export const defaultPercentT = 0.02;

/** Shen et al. 2021: globally-aware multiple instance classifier. */
export const gmic: Model = {
  architecture: 'gmic',
  weightTable,
  preparation: { rule: 'gmic/1' },
  percentT: defaultPercentT,
  sizeProblem({ width, height }) {
    const fits = width === publishedSize.width && height === publishedSize.height;
    return fits ? null : `height must be ${publishedSize.height} and width ${publishedSize.width}`;
  },
};
