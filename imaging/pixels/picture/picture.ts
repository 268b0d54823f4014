/** More are refused: a small file can unpack to any number, and the largest mammograms have 40 million. */
export const maximumPictureSamples = 2 ** 26;

/** A grey picture: `bits` is 8 or 16 per sample, values as in the file. */
export interface Picture {
  readonly rows: number;
  readonly columns: number;
  readonly samples: Uint8Array | Uint16Array;
}
