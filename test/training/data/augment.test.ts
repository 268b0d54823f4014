import { describe, expect, it } from 'vitest';
import { apply } from '../../../imaging/geometry/affine.ts';
import { augment } from '../../../training/data/augment.ts';
import {
  detectorLook,
  drawAugmentation,
  filmLook,
  flatSteepness,
  gmicAugmentation,
  hdsAugmentation,
  noAugmentation,
  type AugmentationSettings,
} from '../../../training/data/augmentation.ts';
import { breastDepth, localMeans, sampleGrid } from '../../../training/data/coarse.ts';
import { blur, pixelNoise } from '../../../training/data/filters.ts';
import { paint } from '../../../training/data/marks.ts';
import { drawTone, toneOf } from '../../../training/data/tone.ts';
import type { Example } from '../../../training/data/example.ts';
import { randomStream } from '../../../training/phantoms/random.ts';

const width = 96;
const height = 160;

/** Half a disc of tissue at the left with a small bright mass. */
function example(changes: Partial<Example> = {}): Example {
  const breast = new Uint8Array(width * height);
  const mask = new Uint8Array(width * height);
  const pixels = new Uint8Array(width * height);
  for (let at = 0; at < pixels.length; at++) {
    const x = (at % width) + 0.5;
    const y = Math.floor(at / width) + 0.5;
    breast[at] = Math.hypot(x, y - 80) < 70 ? 1 : 0;
    mask[at] = Math.hypot(x - 30, y - 90) < 8 ? 1 : 0;
    pixels[at] = breast[at] * (90 + 20 * Math.sin(x / 5) * Math.cos(y / 7)) + 90 * mask[at];
  }
  return {
    patient: 'p',
    name: 'n',
    laterality: 'L',
    viewPosition: 'MLO',
    vendor: null,
    size: { width, height },
    pixels,
    breast,
    lesions: [{ kind: 'mass', label: 'malignant', mask }],
    ...changes,
  };
}

const geometryOnly: AugmentationSettings = { ...hdsAugmentation, looks: [] };
const only = (look: typeof filmLook): AugmentationSettings => ({
  ...hdsAugmentation,
  looks: [{ share: 1, look }],
});

describe('augmentation of place', () => {
  it('leaves a picture as it is where nothing is to change', () => {
    const given = example();
    const augmentation = drawAugmentation(randomStream(1), noAugmentation, given);
    expect(augmentation.look).toBeNull();
    const { grey, breast, lesions } = augment(given, augmentation);
    expect(Array.from(grey, (value) => Math.round(value * 255))).toEqual(Array.from(given.pixels));
    expect(breast).toEqual(given.breast);
    expect(lesions).toEqual(given.lesions);
  });

  it('reads 16-bit values on the same scale', () => {
    const given = example();
    const wide = example({ pixels: Uint16Array.from(given.pixels, (value) => value * 257) });
    const augmentation = drawAugmentation(randomStream(4), geometryOnly, given);
    const one = augment(given, augmentation).grey;
    const other = augment(wide, augmentation).grey;
    expect(one.every((value, at) => Math.abs(value - other[at]) < 1e-6)).toBe(true);
  });

  it('flips exactly, pixels and masks alike, each axis half of the time', () => {
    const given = example();
    const geometry = { ...noAugmentation.geometry, flipHorizontal: 0.5, flipVertical: 0.5 };
    const seen = new Map<string, number>();
    for (let draw = 0; draw < 200; draw++) {
      const augmentation = drawAugmentation(randomStream('flip', draw), { geometry, looks: [] }, given);
      const { a, d } = augmentation.toExample;
      seen.set(`${a} ${d}`, (seen.get(`${a} ${d}`) ?? 0) + 1);
      if (draw > 20) continue;
      const { grey, lesions } = augment(given, augmentation);
      for (let at = 0; at < grey.length; at += 7) {
        const x = at % width;
        const y = Math.floor(at / width);
        const from = (d < 0 ? height - 1 - y : y) * width + (a < 0 ? width - 1 - x : x);
        expect(Math.round(grey[at] * 255)).toBe(given.pixels[from]);
        expect(lesions[0].mask[at]).toBe(given.lesions[0].mask[from]);
      }
    }
    expect([...seen.keys()].sort()).toEqual(['-1 -1', '-1 1', '1 -1', '1 1']);
    for (const times of seen.values()) expect(times).toBeGreaterThan(25);
  });

  it('shows a share of pictures as small scans, with nothing around them', () => {
    const given = example();
    const reduced = { share: 0.25, scale: [0.4, 0.6] } as const;
    const look = { ...filmLook, background: [0.2, 0.2] as const, noise: [0, 0] as const };
    const settings = {
      geometry: { ...noAugmentation.geometry, reduced },
      looks: [{ share: 1, look }],
    };
    let small = 0;
    for (let draw = 0; draw < 200; draw++) {
      const augmentation = drawAugmentation(randomStream('small', draw), settings, given);
      const magnification = 1 / augmentation.toExample.a;
      expect(augmentation.framed).toBe(magnification < 0.99);
      if (!augmentation.framed) continue;
      small++;
      expect(magnification).toBeGreaterThanOrEqual(0.4);
      expect(magnification).toBeLessThanOrEqual(0.6);
      const { grey } = augment(given, augmentation);
      grey.forEach((value, at) => {
        const point = { x: (at % width) + 0.5, y: Math.floor(at / width) + 0.5 };
        const { x, y } = apply(augmentation.toExample, point);
        const beyond = x < 0 || y < 0 || x >= width || y >= height;
        if (beyond) expect(value).toBe(0);
      });
      expect(grey.filter((value) => value > 0).length).toBeGreaterThan(0.1 * grey.length);
    }
    expect(small).toBeGreaterThan(30);
    expect(small).toBeLessThan(70);
  });

  it('moves masks with their tissue: each pixel has the value under its middle', () => {
    const given = example();
    for (let draw = 0; draw < 8; draw++) {
      const augmentation = drawAugmentation(randomStream('move', draw), geometryOnly, given);
      const { lesions, breast } = augment(given, augmentation);
      let inside = 0;
      for (let at = 0; at < breast.length; at++) {
        const { x, y } = apply(augmentation.toExample, {
          x: (at % width) + 0.5,
          y: Math.floor(at / width) + 0.5,
        });
        const outside = x < 0 || y < 0 || x >= width || y >= height;
        const from = Math.floor(y) * width + Math.floor(x);
        expect(breast[at]).toBe(outside ? 0 : given.breast[from]);
        expect(lesions[0].mask[at]).toBe(outside ? 0 : given.lesions[0].mask[from]);
        inside += lesions[0].mask[at];
      }
      const { a, b, c, d } = augmentation.toExample;
      const area = given.lesions[0].mask.reduce((sum, value) => sum + value, 0);
      expect(inside).toBeGreaterThan((0.9 * area) / Math.abs(a * d - b * c));
    }
  });

  it('interpolates between pixels: a ramp stays a ramp', () => {
    const pixels = Uint8Array.from(
      { length: width * height },
      (_, at) => (at % width) + Math.floor(at / width),
    );
    const given = example({ pixels });
    const augmentation = drawAugmentation(randomStream('ramp'), geometryOnly, given);
    const { grey } = augment(given, augmentation);
    for (let at = 0; at < grey.length; at++) {
      const { x, y } = apply(augmentation.toExample, {
        x: (at % width) + 0.5,
        y: Math.floor(at / width) + 0.5,
      });
      if (x < 1 || y < 1 || x > width - 1 || y > height - 1) continue;
      expect(grey[at] * 255).toBeCloseTo(x + y - 1, 3);
    }
  });

  it('keeps the chest wall at a side of the picture where it is told to', () => {
    const geometry = { ...hdsAugmentation.geometry, rotationDegrees: 0, chestWallAtSide: 1 };
    for (let draw = 0; draw < 20; draw++) {
      const { toExample } = drawAugmentation(randomStream('wall', draw), { geometry, looks: [] }, example());
      const sides = [0, width].map((x) => Math.abs(apply(toExample, { x, y: 50 }).x));
      expect(Math.min(...sides)).toBeLessThan(1e-9);
    }
  });

  it('lets GMIC’s breasts point to the right as they did', () => {
    for (let draw = 0; draw < 20; draw++) {
      expect(drawAugmentation(randomStream(draw), gmicAugmentation, example()).toExample.a).toBeGreaterThan(
        0,
      );
    }
  });
});

describe.each([
  ['film', filmLook],
  ['detector', detectorLook],
])('augmentation to the look of %s', (_, look) => {
  it('is the same for the same stream, another for another', () => {
    const grey = (seed: number) =>
      augment(example(), drawAugmentation(randomStream(seed), only(look), example())).grey;
    expect(grey(3)).toEqual(grey(3));
    expect(grey(4)).not.toEqual(grey(3));
  });

  it('gives values from 0 to 1', () => {
    for (let seed = 0; seed < 20; seed++) {
      const { grey } = augment(example(), drawAugmentation(randomStream(seed), only(look), example()));
      expect(grey.every((value) => value >= 0 && value <= 1)).toBe(true);
    }
  });

  it('shows the same in a part as in the whole', () => {
    const window = { x: 21, y: 40, width: 50, height: 64 };
    for (let seed = 0; seed < 12; seed++) {
      const augmentation = drawAugmentation(randomStream('part', seed), only(look), example());
      const all = augment(example(), augmentation);
      const part = augment(example(), augmentation, window);
      for (let y = 0; y < window.height; y++) {
        for (let x = 0; x < window.width; x++) {
          const at = y * window.width + x;
          const from = (window.y + y) * width + window.x + x;
          expect(Math.abs(part.grey[at] - all.grey[from])).toBeLessThan(1e-5);
          expect(part.lesions[0].mask[at]).toBe(all.lesions[0].mask[from]);
          expect(part.breast[at]).toBe(all.breast[from]);
        }
      }
    }
  });

  it('leaves the geometry alone', () => {
    for (let seed = 0; seed < 10; seed++) {
      const augmentation = drawAugmentation(randomStream(seed), only(look), example());
      const plain = augment(example(), { ...augmentation, look: null });
      const changed = augment(example(), augmentation);
      expect(changed.lesions).toEqual(plain.lesions);
      expect(changed.breast).toEqual(plain.breast);
    }
  });

  it('keeps the mass brighter than what is around it', () => {
    for (let seed = 0; seed < 20; seed++) {
      const augmentation = drawAugmentation(randomStream(seed), only(look), example());
      const { grey, lesions, breast } = augment(example(), augmentation);
      const mean = (wanted: (at: number) => boolean) => {
        const values = [...grey].filter((_, at) => wanted(at));
        return values.reduce((a, b) => a + b, 0) / values.length;
      };
      const { mask } = lesions[0];
      const inside = mean((at) => mask[at] === 1);
      expect(inside).toBeGreaterThan(mean((at) => breast[at] === 1 && mask[at] === 0));
    }
  });
});

describe('the look of film', () => {
  it('has blank film that is not black, darker at the skin than deep inside', () => {
    let brightAir = 0;
    let darkEdge = 0;
    for (let seed = 0; seed < 20; seed++) {
      const augmentation = drawAugmentation(randomStream('film', seed), only(filmLook), example());
      const { grey } = augment(example(), augmentation);
      const depth = breastDepth(example().breast, { width, height }, 4);
      const sums = { air: [0, 0], edge: [0, 0], deep: [0, 0] };
      for (let at = 0; at < grey.length; at++) {
        const { x, y } = apply(augmentation.toExample, {
          x: (at % width) + 0.5,
          y: Math.floor(at / width) + 0.5,
        });
        if (x < 0 || y < 40 || x >= width || y >= height) continue;
        const inside = sampleGrid(depth, x, y);
        const sum = inside === 0 ? sums.air : inside < 6 ? sums.edge : sums.deep;
        sum[0] += grey[at];
        sum[1]++;
      }
      const mean = ([sum, count]: number[]) => sum / count;
      if (mean(sums.air) > 0.02) brightAir++;
      if (mean(sums.edge) < 0.85 * mean(sums.deep)) darkEdge++;
    }
    expect(brightAir).toBeGreaterThan(12);
    expect(darkEdge).toBeGreaterThan(15);
  });

  it('puts labels and cut corners beside the breast, and hides no lesion', () => {
    const kinds = new Set<string>();
    const given = example();
    for (let seed = 0; seed < 60; seed++) {
      const augmentation = drawAugmentation(randomStream('marks', seed), only(filmLook), given);
      const { breast, lesions } = augment(given, augmentation);
      for (const mark of augmentation.look?.marks ?? []) {
        kinds.add(mark.type);
        const window = { x: 0, y: 0, width, height };
        const painted = new Float32Array(width * height).fill(-1);
        paint({ window, grey: painted }, mark);
        for (let at = 0; at < painted.length; at++) {
          if (painted[at] === -1) continue;
          if (mark.type === 'edge') expect(lesions[0].mask[at]).toBe(0);
        }
        if (mark.type !== 'label') continue;
        const covered = painted.reduce(
          (sum, value, at) => sum + (value !== -1 && breast[at] === 1 ? 1 : 0),
          0,
        );
        expect(covered).toBeLessThan(0.05 * painted.filter((value) => value !== -1).length + 2);
      }
    }
    expect([...kinds].sort()).toEqual(['disc', 'edge', 'label', 'line']);
  });
});

describe('tone curves', () => {
  const settings = filmLook.tone;
  const exact = { ...settings, middle: [0.5, 0.5], top: [1, 1], unevenness: 0 } as const;

  it.each([
    ['steep', settings.steepness],
    ['flat', flatSteepness],
  ])('that are %s rise, from black', (_, steepness) => {
    for (let seed = 0; seed < 100; seed++) {
      const curve = drawTone(randomStream(seed), { ...settings, steepness }, 0.35);
      const values = Array.from({ length: 151 }, (_, at) => toneOf(curve, at / 100));
      expect(values[0]).toBeCloseTo(0, 9);
      for (let at = 1; at < values.length; at++) expect(values[at]).toBeGreaterThanOrEqual(values[at - 1]);
    }
  });

  it('take the middle to the wanted grey, and hold beyond their ends', () => {
    const plain = drawTone(randomStream(1), { ...exact, steepness: [0, 0] }, 0.25);
    expect(toneOf(plain, 0.25)).toBeCloseTo(0.5, 3);
    expect(toneOf(plain, 1)).toBeCloseTo(1, 3);
    expect(toneOf(plain, 9)).toBe(1);
    expect(toneOf(plain, -1)).toBe(0);
  });

  it('that are flat undo steep ones', () => {
    const steep = drawTone(randomStream(1), { ...exact, steepness: [4, 4] }, 0.5);
    const flat = drawTone(randomStream(1), { ...exact, steepness: [-4, -4] }, 0.5);
    for (const t of [0.1, 0.3, 0.5, 0.7, 0.9]) expect(toneOf(steep, toneOf(flat, t))).toBeCloseTo(t, 3);
    expect(toneOf(flat, 0.55) - toneOf(flat, 0.45)).toBeLessThan(0.09);
  });
});

describe('what augmentation is made of', () => {
  it('blurs with a kernel of sum 1 and the wanted width, along both axes', () => {
    const data = new Float32Array(41 * 41);
    data[20 * 41 + 20] = 1;
    blur(data, 41, 41, 2);
    let [sum, across, down] = [0, 0, 0];
    data.forEach((value, at) => {
      sum += value;
      across += value * ((at % 41) - 20) ** 2;
      down += value * (Math.floor(at / 41) - 20) ** 2;
    });
    expect(sum).toBeCloseTo(1, 5);
    expect(Math.sqrt(across)).toBeCloseTo(2, 1);
    expect(Math.sqrt(down)).toBeCloseTo(2, 1);
    const flat = new Float32Array(15).fill(0.5);
    blur(flat, 5, 3, 1.5);
    for (const value of flat) expect(value).toBeCloseTo(0.5, 6);
  });

  it('has noise of mean 0 and deviation 1 without a pattern from pixel to pixel', () => {
    const values = Array.from({ length: 40000 }, (_, at) => pixelNoise(7, at % 200, Math.floor(at / 200)));
    const mean = (numbers: number[]) => numbers.reduce((a, b) => a + b) / numbers.length;
    expect(mean(values)).toBeCloseTo(0, 1);
    expect(mean(values.map((value) => value * value))).toBeCloseTo(1, 1);
    for (const step of [1, 200, 201]) {
      expect(Math.abs(mean(values.slice(step).map((value, at) => value * values[at])))).toBeLessThan(0.03);
    }
  });

  it('measures the distance to air, not to the picture’s sides', () => {
    const breast = Uint8Array.from({ length: 64 * 64 }, (_, at) => (at % 64 < 48 ? 1 : 0));
    const depth = breastDepth(breast, { width: 64, height: 64 }, 4);
    expect(sampleGrid(depth, 60, 30)).toBe(0);
    expect(sampleGrid(depth, 2, 2)).toBeCloseTo(48, 0);
    expect(sampleGrid(depth, 26, 60)).toBeCloseTo(24, 0);
  });

  it('averages what surrounds a point', () => {
    const pixels = new Uint8Array(64 * 64).fill(51);
    const flat = localMeans(pixels, { width: 64, height: 64 }, 4, 2, 255);
    expect(sampleGrid(flat, 0, 0)).toBeCloseTo(0.2, 6);
    const half = pixels.map((_, at) => (at % 64 < 32 ? 0 : 255));
    const means = localMeans(half, { width: 64, height: 64 }, 4, 2, 255);
    expect(sampleGrid(means, 32, 20)).toBeCloseTo(0.5, 6);
    expect(sampleGrid(means, 4, 20)).toBe(0);
  });
});
