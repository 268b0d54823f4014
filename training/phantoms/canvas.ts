/** A picture of tissue being made: fibroglandular share per pixel, row by row; 1 = gland through and through. */
export interface Canvas {
  readonly columns: number;
  readonly rows: number;
  readonly spacingMm: number;
  readonly data: Float32Array;
}

export interface StrokePoint {
  readonly x: number;
  readonly y: number;
  /** Standard deviation of the line's Gaussian cross-section, mm. */
  readonly widthMm: number;
  /** What the line's middle adds. */
  readonly amplitude: number;
}

/** Blur of the detector's aperture as a Gaussian, in pixels. */
const apertureSigma = 0.42;

/** Adds a Gaussian spot; spots narrower than the aperture are spread by it with their integral kept. */
export function addSpot(canvas: Canvas, spot: StrokePoint): void {
  const { columns, rows, spacingMm, data } = canvas;
  const own = spot.widthMm / spacingMm;
  const sigma = Math.sqrt(own * own + apertureSigma * apertureSigma);
  addGaussian(
    data,
    columns,
    rows,
    spot.x / spacingMm,
    spot.y / spacingMm,
    sigma,
    spot.amplitude * (own / sigma) ** 2,
  );
}

/** Adds a line through the points: Gaussian across, of the points' widths and amplitudes in between. */
export function addStroke(canvas: Canvas, points: readonly StrokePoint[]): void {
  const { columns, rows, spacingMm, data } = canvas;
  let toNext = 0;
  for (let i = 0; i + 1 < points.length; i++) {
    const from = points[i];
    const to = points[i + 1];
    const length = Math.hypot(to.x - from.x, to.y - from.y) / spacingMm;
    if (length === 0) continue;
    let at = toNext;
    while (at < length) {
      const t = at / length;
      const own = (from.widthMm + (to.widthMm - from.widthMm) * t) / spacingMm;
      const sigma = Math.sqrt(own * own + apertureSigma * apertureSigma);
      const step = 1.1 * sigma;
      const amplitude = from.amplitude + (to.amplitude - from.amplitude) * t;
      // Spots `step` apart add up to a ridge of height sigma sqrt(2 pi) / step.
      const height = (amplitude * own * step) / (sigma * sigma * 2.5066283);
      const x = (from.x + (to.x - from.x) * t) / spacingMm;
      const y = (from.y + (to.y - from.y) * t) / spacingMm;
      addGaussian(data, columns, rows, x, y, sigma, height);
      at += step;
    }
    toNext = at - length;
  }
}

const across = new Float64Array(1024);

function addGaussian(
  data: Float32Array,
  columns: number,
  rows: number,
  x: number,
  y: number,
  sigma: number,
  height: number,
): void {
  const reach = Math.min(3 * sigma, 500);
  const left = Math.max(0, Math.ceil(x - 0.5 - reach));
  const right = Math.min(columns - 1, Math.floor(x - 0.5 + reach));
  const top = Math.max(0, Math.ceil(y - 0.5 - reach));
  const bottom = Math.min(rows - 1, Math.floor(y - 0.5 + reach));
  const falloff = -0.5 / (sigma * sigma);
  for (let column = left; column <= right; column++) {
    const dx = column + 0.5 - x;
    across[column - left] = Math.exp(falloff * dx * dx);
  }
  for (let row = top; row <= bottom; row++) {
    const dy = row + 0.5 - y;
    const rowHeight = height * Math.exp(falloff * dy * dy);
    const start = row * columns;
    for (let column = left; column <= right; column++) {
      data[start + column] += rowHeight * across[column - left];
    }
  }
}
