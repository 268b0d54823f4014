import type { Random } from '../phantoms/random.ts';

/** A grey scale as a table: `values[t * steps]` is what tissue of brightness t (0 air .. `brightest`) becomes, 0..1, rising. */
export interface ToneCurve {
  readonly values: Float32Array;
}

export const brightest = 1.5;
const steps = 1024;

export interface ToneSettings {
  /** What the breast's middle grey becomes, 0..1. */
  readonly middle: readonly [number, number];
  /** Steepness of the S-shaped curve; 0 is straight, below 0 the curve is the inverse of an S so steep: flat in the middle. */
  readonly steepness: readonly [number, number];
  /** What brightness 1 becomes; what would come out above 1 is white. */
  readonly top: readonly [number, number];
  /** Unevenness of the random rising curve: deviation of the logarithm of its slopes. */
  readonly unevenness: number;
}

/**
 * A random rising curve: a power that takes the breast's `middle` grey (0..1) to one in the settings' range, an S shape
 * around that, a piecewise linear curve of random slopes, and a gain that lets the brightest saturate.
 */
export function drawTone(random: Random, settings: ToneSettings, middle: number): ToneCurve {
  const target = random.between(...settings.middle);
  const held = Math.min(0.9, Math.max(0.05, middle));
  const power = Math.min(2.5, Math.max(0.35, Math.log(target) / Math.log(held)));
  const steepness = random.between(...settings.steepness);
  const top = random.between(...settings.top);
  const knots = drawKnots(random, settings.unevenness);
  const values = new Float32Array(steps + 1);
  for (let at = 0; at <= steps; at++) {
    const powered = ((at / steps) * brightest) ** power;
    values[at] = Math.min(1, top * alongKnots(knots, sShape(steepness, target, powered)));
  }
  return { values };
}

/** From 0 at 0 to 1 at 1, rising, steepest around `middle`; the inverse of that where `steepness` is below 0. */
function sShape(steepness: number, middle: number, value: number): number {
  const steep = Math.abs(steepness);
  if (steep < 0.01) return value;
  const low = logistic(-steep * middle);
  const range = logistic(steep * (1 - middle)) - low;
  if (steepness > 0) return (logistic(steep * (value - middle)) - low) / range;
  // Beyond 1 the inverse soon has no value.
  if (value > 1) return value;
  const share = low + range * value;
  // Rounding alone takes it below 0.
  return Math.max(0, middle + Math.log(share / (1 - share)) / steep);
}

function logistic(value: number): number {
  return 1 / (1 + Math.exp(-value));
}

const segments = 6;

/** Heights at equal distances from 0 to 1, from 0 to 1, rising. */
function drawKnots(random: Random, unevenness: number): readonly number[] {
  const slopes = Array.from({ length: segments }, () => Math.exp(unevenness * random.normal()));
  const sum = slopes.reduce((a, b) => a + b);
  const knots = [0];
  for (const slope of slopes) knots.push(knots[knots.length - 1] + slope / sum);
  return knots;
}

/** Beyond 1 the last slope goes on. */
function alongKnots(knots: readonly number[], value: number): number {
  const position = value * segments;
  const segment = Math.min(segments - 1, Math.floor(position));
  return knots[segment] + (knots[segment + 1] - knots[segment]) * (position - segment);
}

/** What brightness `t` becomes; held beyond the ends. */
export function toneOf({ values }: ToneCurve, t: number): number {
  const position = Math.min(steps, Math.max(0, (t / brightest) * steps));
  const at = Math.min(steps - 1, Math.floor(position));
  return values[at] + (values[at + 1] - values[at]) * (position - at);
}
