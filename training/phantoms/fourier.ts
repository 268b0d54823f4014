/**
 * In-place inverse discrete Fourier transform of an n x n complex array (row by row, n a power of two),
 * without the 1/n² factor: output[y][x] = sum of input[v][u] exp(+2 pi i (u x + v y) / n).
 */
export function inverseFourier2d(real: Float64Array, imaginary: Float64Array, n: number): void {
  const plan = createPlan(n);
  const lineReal = new Float64Array(n);
  const lineImaginary = new Float64Array(n);
  for (let row = 0; row < n; row++) {
    const start = row * n;
    transformLine(real.subarray(start, start + n), imaginary.subarray(start, start + n), plan);
  }
  for (let column = 0; column < n; column++) {
    for (let row = 0; row < n; row++) {
      lineReal[row] = real[row * n + column];
      lineImaginary[row] = imaginary[row * n + column];
    }
    transformLine(lineReal, lineImaginary, plan);
    for (let row = 0; row < n; row++) {
      real[row * n + column] = lineReal[row];
      imaginary[row * n + column] = lineImaginary[row];
    }
  }
}

interface Plan {
  readonly cosines: Float64Array;
  readonly sines: Float64Array;
  readonly reversed: Uint32Array;
}

function createPlan(n: number): Plan {
  const bits = Math.log2(n);
  if (!Number.isInteger(bits)) throw new Error(`length ${n} is no power of two`);
  const cosines = Float64Array.from({ length: n / 2 }, (_, k) => Math.cos((2 * Math.PI * k) / n));
  const sines = Float64Array.from({ length: n / 2 }, (_, k) => Math.sin((2 * Math.PI * k) / n));
  const reversed = new Uint32Array(n);
  for (let i = 1; i < n; i++) reversed[i] = (reversed[i >> 1] >> 1) | ((i & 1) << (bits - 1));
  return { cosines, sines, reversed };
}

/** Radix-2 decimation in time (Cooley and Tukey 1965). */
function transformLine(real: Float64Array, imaginary: Float64Array, plan: Plan): void {
  const n = real.length;
  for (let i = 0; i < n; i++) {
    const j = plan.reversed[i];
    if (j <= i) continue;
    const keptReal = real[i];
    const keptImaginary = imaginary[i];
    real[i] = real[j];
    imaginary[i] = imaginary[j];
    real[j] = keptReal;
    imaginary[j] = keptImaginary;
  }
  for (let half = 1; half < n; half *= 2) {
    const stride = n / (2 * half);
    for (let block = 0; block < n; block += 2 * half) {
      for (let k = 0; k < half; k++) {
        const cosine = plan.cosines[k * stride];
        const sine = plan.sines[k * stride];
        const low = block + k;
        const high = low + half;
        const turnedReal = real[high] * cosine - imaginary[high] * sine;
        const turnedImaginary = real[high] * sine + imaginary[high] * cosine;
        real[high] = real[low] - turnedReal;
        imaginary[high] = imaginary[low] - turnedImaginary;
        real[low] += turnedReal;
        imaginary[low] += turnedImaginary;
      }
    }
  }
}
