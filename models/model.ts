import type { Architecture, Preparation } from '../contract/card.ts';
import type { Size } from '../contract/geometry.ts';
import type { WeightTable } from './graph/weightTable.ts';

/** What the rest of the program needs to know of a network, apart from running it. */
export interface Model {
  readonly architecture: Architecture;
  /** Every tensor of a checkpoint, in order. */
  readonly weightTable: WeightTable;
  /** How the authors prepared images: for imported weights, which do not say it themselves. */
  readonly preparation: Preparation;
  /** Share of saliency values in top-t% pooling where a checkpoint does not say; null where there is no such pooling. */
  readonly percentT: number | null;
  /** Which sizes it takes, as a sentence's end, where `size` is none of them; else null. */
  sizeProblem(size: Size): string | null;
}
