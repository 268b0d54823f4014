import { describe, expect, it } from 'vitest';
import type { Rect } from '../../../contract/geometry.ts';
import { noAugmentation, hdsAugmentation } from '../../../training/data/augmentation.ts';
import { gmicBatch, hdsBatch } from '../../../training/data/crops.ts';
import type { Example, LesionTruth } from '../../../training/data/example.ts';

const width = 60;
const height = 80;
const statistics = { mean: 80, std: 40 };
const size = { width: 16, height: 24 };

/** A square of 6 x 6 pixels around a middle. */
function lesion(x: number, y: number, changes: Partial<LesionTruth> = {}): LesionTruth {
  const mask = new Uint8Array(width * height);
  for (let dy = -3; dy < 3; dy++) mask.fill(1, (y + dy) * width + x - 3, (y + dy) * width + x + 3);
  return { kind: 'mass', label: 'malignant', mask, ...changes };
}

/** Each pixel tells its place: column plus row, modulo 251. */
function example(lesions: readonly LesionTruth[], changes: Partial<Example> = {}): Example {
  return {
    patient: 'p',
    name: 'n',
    laterality: 'L',
    viewPosition: 'CC',
    vendor: null,
    size: { width, height },
    pixels: Uint8Array.from(
      { length: width * height },
      (_, at) => (3 * (at % width) + 2 * Math.floor(at / width)) % 251,
    ),
    breast: new Uint8Array(width * height).fill(1),
    lesions,
    ...changes,
  };
}

const plain = (key: number) => ({ augmentation: noAugmentation, keys: [key] });
const sum = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0);

/** With mean 0 and deviation 1. */
function standardised(values: Float32Array): Float32Array {
  const mean = sum(values) / values.length;
  const deviation = Math.sqrt(sum(values.map((value) => (value - mean) ** 2)) / values.length);
  return values.map((value) => (value - mean) / deviation);
}

function partOf(
  all: Float32Array,
  stride: number,
  { x, y, width: columns, height: rows }: Rect,
): Float32Array {
  return Float32Array.from(
    { length: columns * rows },
    (_, at) => all[(y + Math.floor(at / columns)) * stride + x + (at % columns)],
  );
}

describe('crops for the HDS U-ResNet', () => {
  it('hold the picture’s own pixels, normalised, and its mask', () => {
    const given = example([lesion(30, 40)]);
    for (let key = 0; key < 20; key++) {
      const { image, mask, labels } = hdsBatch([given], statistics, { size, onLesion: 0.5 }, plain(key));
      const grey = Array.from(image, (value) => Math.round(value * 40 + 80));
      const places: number[] = [];
      for (let y = 0; y <= height - size.height; y++) {
        for (let x = 0; x <= width - size.width; x++) {
          const same = grey.every((value, at) => {
            const from = (y + Math.floor(at / size.width)) * width + x + (at % size.width);
            return value === given.pixels[from] && mask[at] === given.lesions[0].mask[from];
          });
          if (same) places.push(y * width + x);
        }
      }
      expect(places.length).toBeGreaterThan(0);
      expect(labels[0]).toBe(mask.includes(1) ? 1 : 0);
    }
  });

  it('are centred on a mass as often as is said', () => {
    const given = example([lesion(20, 30), lesion(50, 70)]);
    const centred = (onLesion: number) => {
      let count = 0;
      for (let key = 0; key < 300; key++) {
        const { mask } = hdsBatch([given], statistics, { size, onLesion }, plain(key));
        if (mask[(size.height / 2) * size.width + size.width / 2] === 1) count++;
      }
      return count;
    };
    const chance = centred(0);
    expect(chance).toBeLessThan(40);
    // A mass at (50, 70) is too near to the corner to be in the middle of every crop around it.
    expect(centred(1)).toBeGreaterThan(140);
    const half = example([lesion(30, 40)]);
    let hits = 0;
    for (let key = 0; key < 300; key++) {
      const { labels } = hdsBatch(
        [half],
        statistics,
        { size: { width: 8, height: 8 }, onLesion: 0.5 },
        plain(key),
      );
      hits += labels[0];
    }
    expect(hits).toBeGreaterThan(140);
    expect(hits).toBeLessThan(200);
  });

  it('move inside the picture around a mass at its corner', () => {
    const given = example([lesion(3, 3)]);
    for (let key = 0; key < 20; key++) {
      const { mask, labels, image } = hdsBatch([given], statistics, { size, onLesion: 1 }, plain(key));
      expect(sum(mask)).toBe(36);
      expect(labels[0]).toBe(1);
      expect(Math.round(image[0] * 40 + 80)).toBe(0);
    }
  });

  it('are everywhere where there is no mass, calcifications notwithstanding', () => {
    const given = example([lesion(30, 40, { kind: 'calcifications' })]);
    const corners = new Set<number>();
    for (let key = 0; key < 200; key++) {
      const { mask, labels, image } = hdsBatch([given], statistics, { size, onLesion: 1 }, plain(key));
      expect([sum(mask), labels[0]]).toEqual([0, 0]);
      corners.add(Math.round(image[0] * 40 + 80));
    }
    expect(corners.has(0) || corners.size > 100).toBe(true);
  });

  it('follow a mass that augmentation has moved', () => {
    const given = example([lesion(25, 40)]);
    for (let key = 0; key < 60; key++) {
      const settings = { augmentation: hdsAugmentation, keys: ['moved', key] };
      const { labels } = hdsBatch([given], statistics, { size, onLesion: 1 }, settings);
      expect(labels[0]).toBe(1);
    }
  });

  it('take the whole picture where no crops are wanted', () => {
    const given = example([lesion(30, 40)]);
    const batch = hdsBatch([given, example([])], statistics, null, plain(0));
    expect(batch.size).toEqual({ width, height });
    expect(Array.from(batch.labels)).toEqual([1, 0]);
    expect(batch.image.length).toBe(2 * width * height);
    expect(batch.image[width + 1]).toBeCloseTo((5 - 80) / 40, 6);
    expect(sum(batch.mask.subarray(width * height))).toBe(0);
  });

  it('draw by the keys and the place in the batch', () => {
    const given = example([lesion(30, 40)]);
    const batch = (keys: (string | number)[]) =>
      hdsBatch([given, given], statistics, { size, onLesion: 0.5 }, { augmentation: hdsAugmentation, keys });
    expect(batch([1, 'a'])).toEqual(batch([1, 'a']));
    expect(batch([1, 'b']).image).not.toEqual(batch([1, 'a']).image);
    const pixels = size.width * size.height;
    const { image } = batch([1, 'a']);
    expect(image.subarray(0, pixels)).not.toEqual(image.subarray(pixels));
  });

  it('are refused where they are larger than the picture, or pictures differ in size', () => {
    const large = { size: { width: 61, height: 8 }, onLesion: 0 };
    expect(() => hdsBatch([example([])], statistics, large, plain(0))).toThrow(RangeError);
    const other = example([], { size: { width: height, height: width } });
    expect(() => hdsBatch([example([]), other], statistics, null, plain(0))).toThrow(RangeError);
  });
});

describe('pictures for GMIC', () => {
  it('have mean 0 and deviation 1 each, and the labels of both classes', () => {
    const benign = lesion(20, 30, { label: 'benign', kind: 'calcifications' });
    const examples = [
      example([]),
      example([benign]),
      example([lesion(40, 50)]),
      example([benign, lesion(40, 50)]),
    ];
    const batch = gmicBatch(examples, null, plain(0));
    expect(Array.from(batch.labels)).toEqual([0, 0, 1, 0, 0, 1, 1, 1]);
    const pixels = width * height;
    for (const slot of [0, 1, 2, 3]) {
      const values = batch.image.subarray(slot * pixels, (slot + 1) * pixels);
      expect(sum(values) / pixels).toBeCloseTo(0, 5);
      expect(sum(values.map((value) => value * value)) / pixels).toBeCloseTo(1, 4);
      expect(sum(batch.mask.subarray(slot * pixels, (slot + 1) * pixels))).toBe(
        [0, 36, 2 * 36, 36 + 2 * 36][slot],
      );
    }
  });

  it('are all 0 where a picture has one value', () => {
    const flat = example([], { pixels: new Uint16Array(width * height).fill(9000) });
    expect(gmicBatch([flat], null, plain(0)).image.every((value) => value === 0)).toBe(true);
  });

  it('keep the mask on the tissue under flips', () => {
    const mask = lesion(20, 30).mask;
    const pixels = Uint16Array.from(mask, (inside) => 1000 + 30000 * inside);
    const geometry = { ...noAugmentation.geometry, flipHorizontal: 0.5, flipVertical: 0.5 };
    const flips = { geometry, looks: [] };
    for (let key = 0; key < 8; key++) {
      const given = example([lesion(20, 30)], { pixels });
      const batch = gmicBatch([given], null, { augmentation: flips, keys: [key] });
      batch.mask.forEach((inside, at) => expect(batch.image[at] > 0).toBe(inside === 2));
    }
  });

  it('are cut out of the whole picture, around lesions, with the labels of what they show', () => {
    const benign = lesion(15, 20, { label: 'benign', kind: 'calcifications' });
    const given = example([benign, lesion(45, 60)]);
    const all = gmicBatch([given], null, plain(0)).image;
    const [rows, columns] = [height - size.height + 1, width - size.width + 1];
    const places = Array.from({ length: rows * columns }, (_, at) => ({
      x: at % columns,
      y: Math.floor(at / columns),
    }));
    const seen = new Set<string>();
    for (let key = 0; key < 20; key++) {
      const { image, mask, labels, size: own } = gmicBatch([given], { size, onLesion: 1 }, plain(key));
      expect(own).toEqual(size);
      const shown = standardised(image);
      const place = places.find(({ x, y }) => {
        const part = standardised(partOf(all, width, { x, y, ...size }));
        return shown.every((value, at) => Math.abs(value - part[at]) < 1e-4);
      });
      expect(place).toBeDefined();
      expect(Array.from(labels)).toEqual([Number(mask.includes(1)), Number(mask.includes(2))]);
      seen.add(labels.join());
    }
    // Both lesions are found, and never none.
    expect([...seen].sort()).toEqual(['0,1', '1,0']);
  });

  it('are normalised nearly as the whole picture is', () => {
    const tall = { width: 100, height: 640 };
    const pixels = Uint8Array.from({ length: tall.width * tall.height }, (_, at) => {
      const [x, y] = [at % tall.width, Math.floor(at / tall.width)];
      return x > 70 ? 0 : 100 + 60 * Math.sin(y / 90) + 30 * Math.cos(x / 9 + y / 40);
    });
    const masks = { breast: new Uint8Array(pixels.length).fill(1), lesions: [] };
    const given = example([], { size: tall, pixels, ...masks });
    for (let key = 0; key < 10; key++) {
      const settings = { augmentation: { ...hdsAugmentation, flipHorizontally: false }, keys: [key] };
      const { image } = gmicBatch([given], { size: tall, onLesion: 0 }, settings);
      expect(Math.abs(sum(image) / image.length)).toBeLessThan(0.1);
      const deviation = Math.sqrt(sum(image.map((value) => value * value)) / image.length);
      expect(Math.abs(deviation - 1)).toBeLessThan(0.1);
    }
  });
});
