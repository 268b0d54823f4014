/** Numbers by chance that repeat. Pure. */

/** MurmurHash3's 32-bit finaliser (Appleby 2011), so that seeds that differ by one give streams that differ. */
function mix(value: number): number {
  let x = value ^ (value >>> 16);
  x = Math.imul(x, 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

/** Whole numbers from 0 to below `limit`, the same for the same seed: mulberry32 (T. Ettinger). */
export function randomBelow(seed: number): (limit: number) => number {
  let state = mix(seed);
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
}
