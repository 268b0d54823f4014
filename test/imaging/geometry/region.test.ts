import { describe, expect, it } from 'vitest';
import { erodedRuns } from '../../../imaging/geometry/erosion.ts';
import { dilateExtents, largestComponent } from '../../../imaging/geometry/region.ts';
import { rnd } from '../../fixtures/generated.ts';

interface Mask {
  readonly width: number;
  readonly height: number;
  readonly data: Uint16Array;
}

/** Mask from rows of `#` and `.`. */
function mask(...rows: readonly string[]): Mask {
  const data = Uint16Array.from(rows.join(''), (character) => (character === '#' ? 7 : 0));
  return { width: rows[0].length, height: rows.length, data };
}

const neighbours = [[0, 1], [0, -1], [1, 0], [-1, 0]] as const; // prettier-ignore

function at({ width, height, data }: Mask, x: number, y: number): number {
  return x < 0 || y < 0 || x >= width || y >= height ? 0 : data[y * width + x];
}

/** One erosion or dilation with the cross, pixel by pixel. */
function step(image: Mask, keep: (values: readonly boolean[]) => boolean): Mask {
  const data = image.data.map((_, i) => {
    const x = i % image.width;
    const y = Math.floor(i / image.width);
    const values = [[0, 0], ...neighbours].map(([dx, dy]) => at(image, x + dx, y + dy) > 0);
    return keep(values) ? 1 : 0;
  });
  return { ...image, data };
}

function repeated(image: Mask, times: number, keep: (values: readonly boolean[]) => boolean): Mask {
  return times === 0 ? image : repeated(step(image, keep), times - 1, keep);
}

/** Pixels of every 4-connected region, by flooding, in scan order. */
function regions(image: Mask): number[][] {
  const seen = new Set<number>();
  const found: number[][] = [];
  image.data.forEach((value, start) => {
    if (value === 0 || seen.has(start)) return;
    const region = [start];
    seen.add(start);
    for (let next = 0; next < region.length; next++) {
      const x = region[next] % image.width;
      const y = Math.floor(region[next] / image.width);
      for (const [dx, dy] of neighbours) {
        const other = (y + dy) * image.width + x + dx;
        if (at(image, x + dx, y + dy) === 0 || seen.has(other)) continue;
        seen.add(other);
        region.push(other);
      }
    }
    found.push(region);
  });
  return found;
}

function extents(image: Mask) {
  const rows = Array.from({ length: image.height }, (_, y) => {
    const row = image.data.subarray(y * image.width, (y + 1) * image.width);
    return [row.findIndex((value) => value > 0), row.findLastIndex((value) => value > 0)];
  });
  const top = rows.findIndex(([first]) => first >= 0);
  const bottom = rows.findLastIndex(([first]) => first >= 0);
  const used = rows.slice(top, bottom + 1);
  return {
    top,
    bottom,
    first: Int32Array.from(used, ([first]) => first),
    last: Int32Array.from(used, ([, last]) => last),
  };
}

describe('erosion, largest region, dilation', () => {
  it('are the same as step by step, on random masks', () => {
    for (let seed = 0; seed < 40; seed++) {
      const width = 20 + (rnd(seed, 0) % 30);
      const height = 20 + (rnd(seed, 1) % 30);
      const iterations = seed % 4;
      const data = Uint16Array.from({ length: width * height }, (_, i) =>
        rnd(seed, i + 2) % 100 < 8 ? 0 : 5,
      );
      const image = { width, height, data };
      const eroded = repeated(image, iterations, (values) => values.every(Boolean));
      const all = regions(eroded);
      const largest = all.find((region) => all.every((other) => other.length <= region.length))!;
      const alone = { ...image, data: new Uint16Array(data.length) };
      for (const i of largest) alone.data[i] = 1;
      const component = largestComponent(erodedRuns(image, iterations))!;
      expect(component).toEqual(extents(alone));
      const dilated = repeated(alone, iterations, (values) => values.some(Boolean));
      expect(dilateExtents(component, iterations, width, height)).toEqual(extents(dilated));
    }
  });

  it('take the first of equally large regions', () => {
    const runs = erodedRuns(mask('.##..##', '.##..##'), 0);
    expect(largestComponent(runs)).toMatchObject({ top: 0, bottom: 1, first: Int32Array.of(1, 1) });
  });

  it('join the arms of a region that meet only below, and not corners', () => {
    expect(largestComponent(erodedRuns(mask('#.#.##', '#.#.##', '###...'), 0))).toMatchObject({
      first: Int32Array.of(0, 0, 0),
      last: Int32Array.of(2, 2, 2),
    });
    expect(largestComponent(erodedRuns(mask('##..', '..##', '..##'), 0))).toMatchObject({
      top: 1,
      bottom: 2,
    });
  });

  it('find nothing where erosion leaves nothing', () => {
    expect(largestComponent(erodedRuns(mask('###', '###', '###'), 2))).toBeNull();
  });
});
