import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as pictures from '../../../main/exports/palette.ts';
import {
  benign,
  box,
  classification,
  colourProperties,
  contour,
  malignant,
  ramps,
  type Colour,
} from '../../../renderer/ai/palette.ts';
import { rampAt } from '../../../renderer/ai/mapPicture.ts';
import { projectRoot } from '../../needs.ts';

/**
 * Dichromats' sight as matrices on linear sRGB: G. M. Machado, M. M. Oliveira, L. A. F. Fernandes, "A physiologically-based
 * model for simulation of color vision deficiency", IEEE TVCG 15(6), 2009, table 1, severity 1.0.
 */
const sight = {
  normal: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
} as const;

type Triple = readonly [number, number, number];

const times = (matrix: readonly number[], [x, y, z]: Triple): Triple => [
  matrix[0] * x + matrix[1] * y + matrix[2] * z,
  matrix[3] * x + matrix[4] * y + matrix[5] * z,
  matrix[6] * x + matrix[7] * y + matrix[8] * z,
];

const each = ([x, y, z]: Triple, change: (value: number) => number): Triple => [
  change(x),
  change(y),
  change(z),
];

/** IEC 61966-2-1. */
const linear = (part: number): number => {
  const share = part / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
};

const toXyz = [
  0.4124564, 0.3575761, 0.1804375, 0.2126729, 0.7151522, 0.072175, 0.0193339, 0.119192, 0.9503041,
];

/** CIE 1976 L*a*b* (D65) as that sight has it. */
function labOf(colour: Colour, matrix: readonly number[]): Triple {
  const seen = each(times(matrix, each(colour, linear)), (part) => Math.min(1, Math.max(0, part)));
  const [x, y, z] = times(toXyz, seen);
  const f = (t: number) => (t > 216 / 24389 ? Math.cbrt(t) : (t * 24389) / 27 / 116 + 16 / 116);
  const [fx, fy, fz] = [f(x / 0.95047), f(y), f(z / 1.08883)];
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)];
}

function distance(one: Colour, other: Colour, matrix: readonly number[]): number {
  const a = labOf(one, matrix);
  const b = labOf(other, matrix);
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

/** Ten times a just noticeable difference (about 2.3): told apart at a glance, not by comparing. */
const atAGlance = 23;

describe('colours of AI marks', () => {
  it('simulates: red and green are near each other for a deuteranope, blue and yellow are not', () => {
    const red: Colour = [200, 80, 40];
    const green: Colour = [110, 130, 30];
    expect(distance(red, green, sight.normal)).toBeGreaterThan(50);
    expect(distance(red, green, sight.deuteranopia)).toBeLessThan(20);
    expect(distance([0, 0, 255], [255, 255, 0], sight.deuteranopia)).toBeGreaterThan(100);
  });

  describe.each(Object.entries(sight))('%s', (_, matrix) => {
    const colours = Object.entries({ malignant, benign, contour, classification });
    const pairs = colours.flatMap(([name, colour], index) =>
      colours.slice(index + 1).map(([other, second]) => ({ pair: `${name} and ${other}`, colour, second })),
    );
    it.each(pairs)('tells $pair apart', ({ colour, second }) => {
      expect(distance(colour, second, matrix)).toBeGreaterThan(atAGlance);
    });

    it.each([0.25, 0.5, 0.75, 1])('tells the maps of value %d apart', (value) => {
      const [one, other] = [ramps.malignant, ramps.benign].map((ramp) => rampAt(ramp, value, 0).colour);
      expect(distance(one, other, matrix)).toBeGreaterThan(2 * atAGlance);
    });
  });

  it('uses no colour lighter than text may be, but for thin lines', () => {
    for (const colour of [malignant, benign, classification]) {
      const [lightness] = labOf(colour, sight.normal);
      expect(lightness).toBeLessThan(80);
    }
  });
});

describe('marks and maps', () => {
  it('have one colour on the screen, in the style sheet and in exported pictures', () => {
    expect(pictures).toMatchObject({ malignant, benign, contour, box });
    expect(pictures.ramps).toEqual(ramps);
    const theme = readFileSync(join(projectRoot, 'renderer/app/theme.css'), 'utf8');
    for (const name of ['--malignant', '--benign', '--contour', '--box']) {
      expect(theme).toContain(`${name}: ${colourProperties[name as `--${string}`]};`);
    }
  });
});
