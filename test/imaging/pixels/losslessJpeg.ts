/** A lossless JPEG writer (ITU-T T.81 annex H) for tests and the benchmark: one fixed Huffman table, any predictor. */
export interface LosslessJpegOptions {
  readonly precision: number;
  readonly predictor: number;
  readonly pointTransform?: number;
  /** Rows per restart interval; 0 or absent: none. */
  readonly restartRows?: number;
}

/** Seventeen codes of five bits each: categories 0 to 16. */
const codeLength = 5;

export function encodeLosslessJpeg(
  samples: Uint8Array | Uint16Array,
  rows: number,
  columns: number,
  options: LosslessJpegOptions,
): Uint8Array {
  const { precision, predictor, pointTransform = 0, restartRows = 0 } = options;
  const out: number[] = [0xff, 0xd8];
  const segment = (marker: number, ...content: number[]) =>
    out.push(0xff, marker, (content.length + 2) >> 8, (content.length + 2) & 255, ...content);
  segment(0xc3, precision, rows >> 8, rows & 255, columns >> 8, columns & 255, 1, 1, 0x11, 0);
  const counts = [0, 0, 0, 0, 17, ...new Array<number>(11).fill(0)];
  segment(0xc4, 0x00, ...counts, ...Array.from({ length: 17 }, (_, category) => category));
  const interval = restartRows * columns;
  if (restartRows > 0) segment(0xdd, interval >> 8, interval & 255);
  segment(0xda, 1, 1, 0x00, predictor, 0, pointTransform);

  let accumulator = 0;
  let pending = 0;
  const put = (value: number, bits: number) => {
    for (let bit = bits - 1; bit >= 0; bit--) {
      accumulator = (accumulator << 1) | ((value >> bit) & 1);
      if (++pending === 8) {
        out.push(accumulator);
        if (accumulator === 0xff) out.push(0);
        accumulator = 0;
        pending = 0;
      }
    }
  };
  const flush = () => {
    while (pending > 0) put(1, 1);
  };
  const at = (y: number, x: number) => samples[y * columns + x] >> pointTransform;
  for (let y = 0; y < rows; y++) {
    const first = restartRows > 0 ? y % restartRows === 0 : y === 0;
    if (first && y > 0) {
      flush();
      out.push(0xff, 0xd0 + ((y / restartRows - 1) & 7));
    }
    for (let x = 0; x < columns; x++) {
      const prediction = predict(at, x, y, first, predictor, 1 << (precision - pointTransform - 1));
      const difference = ((at(y, x) - prediction) << 16) >> 16;
      const category = difference === -32768 ? 16 : 32 - Math.clz32(Math.abs(difference));
      put(category, codeLength);
      if (category < 16) put(difference < 0 ? difference - 1 : difference, category);
    }
  }
  flush();
  out.push(0xff, 0xd9);
  return Uint8Array.from(out);
}

function predict(
  at: (y: number, x: number) => number,
  x: number,
  y: number,
  first: boolean,
  predictor: number,
  start: number,
): number {
  if (first) return x === 0 ? start : at(y, x - 1);
  if (x === 0) return at(y - 1, 0);
  const [a, b, c] = [at(y, x - 1), at(y - 1, x), at(y - 1, x - 1)];
  return [0, a, b, c, a + b - c, a + ((b - c) >> 1), b + ((a - c) >> 1), (a + b) >> 1][predictor];
}
