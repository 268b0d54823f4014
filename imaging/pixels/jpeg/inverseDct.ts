/**
 * The inverse DCT that libjpeg names "islow": Loeffler, Ligtenberg and Moschytz, "Practical fast 1-D DCT
 * algorithms with 11 multiplications" (ICASSP 1989), in 13-bit fixed point, columns first, keeping some
 * fraction bits between the passes. Rounding decides bit-exactness, so both passes round exactly once.
 */
const constantBits = 13;
const fixed = (value: number): number => Math.round(value * (1 << constantBits));

// Rotation constants, each rounded by itself: c_k = cos(k pi / 16) * sqrt 2, in sums and differences.
const f0_298 = fixed(0.298631336);
const f0_390 = fixed(0.390180644);
const f0_541 = fixed(0.5411961);
const f0_765 = fixed(0.765366865);
const f0_899 = fixed(0.899976223);
const f1_175 = fixed(1.175875602);
const f1_501 = fixed(1.50132111);
const f1_847 = fixed(1.847759065);
const f1_961 = fixed(1.96157056);
const f2_053 = fixed(2.053119869);
const f2_562 = fixed(2.562915447);
const f3_072 = fixed(3.072711026);

/** One 1-D pass over eight values `stride` apart; results are rounded to `shift` fewer bits and offset. */
function pass(block: Int32Array, from: number, stride: number, shift: number): void {
  const i0 = block[from];
  const i1 = block[from + stride];
  const i2 = block[from + 2 * stride];
  const i3 = block[from + 3 * stride];
  const i4 = block[from + 4 * stride];
  const i5 = block[from + 5 * stride];
  const i6 = block[from + 6 * stride];
  const i7 = block[from + 7 * stride];

  const round = 1 << (shift - 1);
  const rotated = Math.imul(i2 + i6, f0_541);
  const even2 = rotated - Math.imul(i6, f1_847);
  const even3 = rotated + Math.imul(i2, f0_765);
  const even0 = ((i0 + i4) << constantBits) + round;
  const even1 = ((i0 - i4) << constantBits) + round;
  const e0 = even0 + even3;
  const e3 = even0 - even3;
  const e1 = even1 + even2;
  const e2 = even1 - even2;

  const shared = Math.imul(i7 + i3 + i5 + i1, f1_175);
  const z1 = Math.imul(i7 + i1, -f0_899);
  const z2 = Math.imul(i5 + i3, -f2_562);
  const z3 = shared - Math.imul(i7 + i3, f1_961);
  const z4 = shared - Math.imul(i5 + i1, f0_390);
  const o0 = Math.imul(i7, f0_298) + z1 + z3;
  const o1 = Math.imul(i5, f2_053) + z2 + z4;
  const o2 = Math.imul(i3, f3_072) + z2 + z3;
  const o3 = Math.imul(i1, f1_501) + z1 + z4;

  block[from] = (e0 + o3) >> shift;
  block[from + 7 * stride] = (e0 - o3) >> shift;
  block[from + stride] = (e1 + o2) >> shift;
  block[from + 6 * stride] = (e1 - o2) >> shift;
  block[from + 2 * stride] = (e2 + o1) >> shift;
  block[from + 5 * stride] = (e2 - o1) >> shift;
  block[from + 3 * stride] = (e3 + o0) >> shift;
  block[from + 4 * stride] = (e3 - o0) >> shift;
}

/**
 * Transforms 64 dequantized coefficients in place, row by row, to samples around zero (the level shift and
 * the clamp are the caller's). `fractionBits` between the passes: 2 for 8-bit samples, 1 for 12-bit ones,
 * where 32-bit arithmetic leaves no more room.
 */
export function inverseDct(block: Int32Array, fractionBits: 1 | 2): void {
  for (let column = 0; column < 8; column++) {
    const dc = block[column];
    if (
      (block[column + 8] |
        block[column + 16] |
        block[column + 24] |
        block[column + 32] |
        block[column + 40] |
        block[column + 48] |
        block[column + 56]) ===
      0
    ) {
      const value = dc << fractionBits;
      for (let i = column; i < 64; i += 8) block[i] = value;
    } else pass(block, column, 8, constantBits - fractionBits);
  }
  for (let row = 0; row < 64; row += 8) pass(block, row, 1, constantBits + fractionBits + 3);
}
