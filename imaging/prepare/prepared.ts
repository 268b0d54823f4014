import type { Affine } from '../../contract/geometry.ts';

/** A network's input for one image, one channel, and where its pixels come from. */
export interface Prepared {
  /** Of the preparation, e.g. `gmic/1`; results made under another version are not comparable. */
  readonly version: string;
  /** (height, width) float32, row by row, normalised. */
  readonly data: Float32Array;
  readonly width: number;
  readonly height: number;
  /** Prepared pixels -> source pixels. */
  readonly toSource: Affine;
}
