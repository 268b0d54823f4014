/** Reproducible random numbers: integer arithmetic only, so that every machine draws the same. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform in [low, high). */
  between(low: number, high: number): number;
  /** Uniform integer in [0, count). */
  below(count: number): number;
  /** Standard normal. */
  normal(): number;
  chance(probability: number): boolean;
  pick<T>(choices: readonly T[]): T;
}

/** Mixes 32 bits well: the finaliser of MurmurHash3 (public domain). */
export function mix(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

/** One 32-bit hash of a list of integers and words. */
export function hashOf(...keys: readonly (number | string)[]): number {
  let hash = 0x9e3779b9;
  const add = (part: number): void => {
    hash = mix(Math.imul(hash, 31) ^ mix(part + 0x7f4a7c15));
  };
  for (const key of keys) {
    if (typeof key === 'string') for (const character of key) add(character.charCodeAt(0));
    else {
      add(key | 0);
      add(Math.floor(key / 4294967296));
    }
  }
  return hash;
}

/** Stream of its own for every list of keys; the generator is sfc32 (C. Doty-Humphrey, PractRand, public domain). */
export function randomStream(...keys: readonly (number | string)[]): Random {
  let a = hashOf(...keys, 1) | 0;
  let b = hashOf(...keys, 2) | 0;
  let c = hashOf(...keys, 3) | 0;
  let counter = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return (sum >>> 0) / 4294967296;
  };
  for (let round = 0; round < 12; round++) next();
  const below = (count: number): number => Math.floor(next() * count);
  return {
    next,
    between: (low, high) => low + (high - low) * next(),
    below,
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    chance: (probability) => next() < probability,
    pick: (choices) => choices[below(choices.length)],
  };
}
