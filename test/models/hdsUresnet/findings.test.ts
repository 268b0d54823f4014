import { contours as d3Contours } from 'd3-contour';
import { describe, expect, it } from 'vitest';
import type { Affine, Point } from '../../../contract/geometry.ts';
import { apply } from '../../../imaging/geometry/affine.ts';
import { polygonArea, regionsAbove } from '../../../models/hdsUresnet/contours.ts';
import { hdsFindings, minimumContourPixels } from '../../../models/hdsUresnet/findings.ts';
import type { HdsOutputs } from '../../../models/hdsUresnet/outputs.ts';

interface Grid {
  width: number;
  height: number;
  data: Float32Array;
}

/** Samples of `value` at pixel centres. */
function grid(width: number, height: number, value: (x: number, y: number) => number): Grid {
  const data = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data[y * width + x] = value(x + 0.5, y + 0.5);
  }
  return { width, height, data };
}

/** A cone that is 0.5 on the circle: linear along every line through its tip, so crossings are near exact. */
const disc =
  (cx: number, cy: number, radius: number) =>
  (x: number, y: number): number =>
    0.5 + (radius - Math.hypot(x - cx, y - cy)) / (4 * radius);

function outputsOf(map: Grid): HdsOutputs {
  return {
    size: { width: map.width, height: map.height },
    mapSize: { width: 1, height: 2 },
    segmentationProbability: map.data,
    classificationProbability: new Float32Array([0.25, 0.75]),
    imageProbabilityOfficial: 0.7,
    imageProbabilityMax: 0.75,
    segmentationProbabilityMax: Math.max(...map.data.subarray(0, 1000)),
    exits: [],
    msPerStep: { network: 0, readOut: 0 },
  };
}

/** Deterministic noise, 0..1. */
function noise(index: number): number {
  let hash = Math.imul(index ^ 0x9e3779b9, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/** Centroid of the enclosed area. */
function centroidOf(points: readonly Point[]): Point {
  let area = 0;
  let x = 0;
  let y = 0;
  points.forEach((point, index) => {
    const next = points[(index + 1) % points.length];
    const cross = point.x * next.y - next.x * point.y;
    area += cross / 2;
    x += (cross * (point.x + next.x)) / 6;
    y += (cross * (point.y + next.y)) / 6;
  });
  return { x: x / area, y: y / area };
}

describe('mass contours', () => {
  it('outlines a disc to a fiftieth of a pixel, at the right place', () => {
    const [region, ...others] = regionsAbove(grid(128, 96, disc(60.3, 40.7, 20)), 0.5, 1);
    expect(others).toEqual([]);
    for (const point of region.outline) {
      expect(Math.abs(Math.hypot(point.x - 60.3, point.y - 40.7) - 20)).toBeLessThan(0.02);
    }
    const centroid = centroidOf(region.outline);
    expect(centroid.x).toBeCloseTo(60.3, 2);
    expect(centroid.y).toBeCloseTo(40.7, 2);
    expect(polygonArea(region.outline) / (Math.PI * 400)).toBeCloseTo(1, 2);
    expect(region.maximum).toBeGreaterThan(0.74);
  });

  it('maps the disc to source pixels through a mirrored, scaled affine with its area in mm²', () => {
    const toSource: Affine = { a: -4, b: 0, c: 0, d: 3, e: 2000, f: 100 };
    const findings = hdsFindings(
      outputsOf(grid(128, 96, disc(60.5, 40.5, 20))),
      { toSource },
      { spacing: { rowMm: 0.1, columnMm: 0.05, source: 'PixelSpacing' } },
    );
    const [contour] = findings.contours;
    for (const point of contour.points) {
      expect(Math.hypot((point.x - (2000 - 4 * 60.5)) / 4, (point.y - (100 + 3 * 40.5)) / 3)).toBeCloseTo(
        20,
        1,
      );
    }
    const xs = contour.points.map((point) => point.x);
    // The crossings on the horizontal line through the disc's centre are exact.
    expect(Math.min(...xs)).toBeCloseTo(2000 - 4 * 80.5, 4);
    expect(Math.max(...xs)).toBeCloseTo(2000 - 4 * 40.5, 4);
    expect(contour.areaPixels / (12 * Math.PI * 400)).toBeCloseTo(1, 2);
    expect(contour.areaMm2).toBeCloseTo(contour.areaPixels * 0.1 * 0.05, 9);
    expect(apply(findings.classificationMap.toSource, { x: 1, y: 2 })).toEqual({
      x: 2000 - 4 * 128,
      y: 100 + 3 * 96,
    });
    expect(findings.probabilities.imageOfficial).toBe(0.7);
  });

  it('gives no area in mm² without a spacing and no contour for an empty mask', () => {
    const one = hdsFindings(
      outputsOf(grid(64, 64, disc(30, 30, 9))),
      { toSource: { a: 1, b: 0, c: 0, d: 1, e: 0, f: 0 } },
      { spacing: null },
    );
    expect(one.contours[0].areaMm2).toBeNull();
    expect(
      regionsAbove(
        grid(64, 64, () => 0.5),
        0.5,
        1,
      ),
    ).toEqual([]);
    expect(
      regionsAbove(
        grid(64, 64, () => NaN),
        0.5,
        1,
      ),
    ).toEqual([]);
  });

  it('assigns holes, also one with an island inside, to the region around them', () => {
    const rings = grid(200, 120, (x, y) => {
      const left = Math.hypot(x - 50, y - 60);
      const right = Math.hypot(x - 150, y - 60);
      if (left < 8) return 0.9;
      if (left > 20 && left < 40) return 0.8;
      return right > 10 && right < 30 ? 0.7 : 0.1;
    });
    const regions = regionsAbove(rings, 0.5, 1).sort((one, other) => other.pixels - one.pixels);
    expect(regions.map((region) => region.holes.length)).toEqual([1, 1, 0]);
    expect(regions.map((region) => region.maximum.toFixed(1))).toEqual(['0.8', '0.7', '0.9']);
    expect(polygonArea(regions[0].holes[0]) / (Math.PI * 400)).toBeCloseTo(1, 1);
    expect(polygonArea(regions[1].holes[0]) / (Math.PI * 100)).toBeCloseTo(1, 1);
  });

  it('closes along the border where the mask reaches it', () => {
    const [region] = regionsAbove(
      grid(10, 8, () => 1),
      0.5,
      1,
    );
    expect(Math.min(...region.outline.map((point) => point.x))).toBe(0);
    expect(Math.max(...region.outline.map((point) => point.x))).toBe(10);
    expect(Math.max(...region.outline.map((point) => point.y))).toBe(8);
    // The four corners are cut by half a pixel each, as marching squares does.
    expect(polygonArea(region.outline)).toBeCloseTo(80 - 4 / 8, 9);
  });

  it('drops specks below the documented size only', () => {
    const blocks = grid(40, 20, (x, y) => {
      if (x < 4 && y < 4) return 0.9; // 16 pixels
      return x > 21 && x < 25 && y > 4 && y < 8 && !(x > 24 && y > 7) ? 0.9 : 0.1; // 15 pixels
    });
    expect(minimumContourPixels).toBe(16);
    expect(regionsAbove(blocks, 0.5, 16).map((region) => region.pixels)).toEqual([16]);
    expect(regionsAbove(blocks, 0.5, 12).length).toBe(2);
  });

  it('joins pixels that touch at a corner, as the published evaluation counts lesions', () => {
    const diagonal = grid(8, 8, (x, y) => (Math.floor(x) === Math.floor(y) ? 1 : 0));
    expect(regionsAbove(diagonal, 0.5, 1).map((region) => region.pixels)).toEqual([8]);
  });

  it('agrees with d3-contour on noise', () => {
    const width = 70;
    const height = 50;
    // Framed by zeros, and given to d3 upside down: its 4-connected outside is our 8-connected inside.
    const map = grid(width, height, (x, y) =>
      x < 1 || y < 1 || x > width - 1 || y > height - 1 ? 0 : noise(Math.floor(y) * width + Math.floor(x)),
    );
    const reference = d3Contours()
      .size([width, height])
      .contour(
        Array.from(map.data, (value) => -value),
        -0.5,
      );
    const expected = new Set(
      reference.coordinates
        .flat(2)
        .map(([x, y]) => `${x.toFixed(4)} ${y.toFixed(4)}`)
        .filter((text) => !/(^|\s)(0\.0000|70\.0000|50\.0000|0\.5000|69\.5000|49\.5000)/.test(text)),
    );
    const regions = regionsAbove(map, 0.5, 1);
    const rings = regions.flatMap((region) => [region.outline, ...region.holes]);
    const found = new Set(rings.flat().map(({ x, y }) => `${x.toFixed(4)} ${y.toFixed(4)}`));
    expect(expected.size).toBeGreaterThan(1000);
    expect([...expected].filter((text) => !found.has(text))).toEqual([]);
    // d3's rings beside the frame are ours: one each, less the ring around the whole frame.
    expect(rings.length).toBe(reference.coordinates.flat().length - 1);
  });

  it('stays fast on a mask of noise', () => {
    const map = grid(512, 1024, (x, y) => noise(Math.floor(y) * 512 + Math.floor(x)));
    regionsAbove(map, 0.5, 1);
    const start = performance.now();
    regionsAbove(map, 0.5, 1);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
