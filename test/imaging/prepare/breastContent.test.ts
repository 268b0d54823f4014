import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Frame, ImageHeader } from '../../../contract/image.ts';
import { openImage } from '../../../imaging/openImage.ts';
import { breastMask, breastShare, type BreastContent } from '../../../imaging/prepare/breastContent.ts';
import { withLevels } from '../../../renderer/viewport/decodedFrame.ts';
import { rnd } from '../../fixtures/generated.ts';
import { lacks, needing, sharedDir } from '../../needs.ts';
import { frame, halfEllipse, header, mirrored } from './images.ts';

const width = 800;
const height = 1200;
/** The breast reaches 560 columns and rows 60 to 1020; 1000 and brighter on 0. */
const breast = halfEllipse(height, width);

function contentOf(samples: Uint16Array, said: Partial<ImageHeader> = {}): BreastContent {
  return contentOfFrame(header(said), frame(height, width, samples));
}

function contentOfFrame(of: ImageHeader, decoded: Frame): BreastContent {
  const { content } = withLevels(of, decoded);
  if (content === null) throw new Error('no breast');
  return content;
}

/** Within two cells of the ellipse's own bounds. */
function expectBreast({ bounds, cell }: BreastContent, x: number): void {
  const ends = [bounds.x, bounds.y, bounds.x + bounds.width, bounds.y + bounds.height];
  [x, 60, x + 560, 1020].forEach((end, index) => {
    expect(Math.abs(ends[index] - end), String(index)).toBeLessThanOrEqual(2 * cell);
  });
}

describe('the breast in a picture', () => {
  it('is bounded, and its chest wall is seen at the edge that cuts it off', () => {
    const left = contentOf(breast);
    expectBreast(left, 0);
    expect(left.chestWall).toBe('left');
    const right = contentOf(mirrored(breast, width));
    expectBreast(right, width - 560);
    expect(right.chestWall).toBe('right');
  });

  it('is seen at the upper or lower edge of an image that lies on its side', () => {
    const lying = new Uint16Array(width * height);
    for (let i = 0; i < breast.length; i++) lying[(i % width) * height + Math.floor(i / width)] = breast[i];
    const above = contentOfFrame(header(), frame(width, height, lying));
    expect(above.chestWall).toBe('top');
    const below = contentOfFrame(header(), frame(width, height, lying.toReversed()));
    expect(below.chestWall).toBe('bottom');
  });

  it('is what is brighter as it is shown, whatever the values', () => {
    const inverted = breast.map((value) => 4000 - value);
    expectBreast(contentOf(inverted, { photometricInterpretation: 'MONOCHROME1' }), 0);
    const falling = { type: 'rescale', slope: -1, intercept: 4000 } as const;
    expectBreast(contentOf(inverted, { modalityTransform: falling }), 0);
    // Raw images have bright air, as they are shown, too.
    const raw = contentOf(inverted);
    expectBreast(raw, 0);
    expect(raw.chestWall).toBe('left');
  });

  it('does not take padding for tissue, however bright it would be', () => {
    const padded = breast.map((value) => (value === 0 ? 4095 : value));
    const padding = { low: 4095, high: 4095 };
    expectBreast(contentOf(padded, { padding }), 0);
  });

  it('is all that is not padding, however even, and not the air in a frame of padding', () => {
    const padding = { low: 900, high: 900 };
    const even = breast.map((value, i) => (value === 0 ? 900 : i % 90_000 < 400 ? 3000 : 2000));
    expectBreast(contentOf(even, { padding }), 0);
    const framed = breast.map((value, i) => {
      const y = Math.floor(i / width);
      return y < 40 || y >= height - 40 || i % width >= width - 40 ? 900 : value;
    });
    expectBreast(contentOf(framed, { padding }), 0);
  });

  it('is not joined by a label beside it', () => {
    const labelled = breast.slice();
    for (let y = 40; y < 120; y++) labelled.fill(4000, y * width + 640, y * width + 780);
    expectBreast(contentOf(labelled), 0);
  });

  it('leaves the chest wall open where the picture does not show one', () => {
    const full = breast.map((_, i) => 1000 + (rnd(5, i) % 300));
    expect(withLevels(header(), frame(height, width, full)).content?.chestWall ?? null).toBeNull();
    const plain = new Uint16Array(width * height).fill(7);
    expect(withLevels(header(), frame(height, width, plain)).content).toBeNull();
  });

  it('has a share of any part of the image, which the mask bears out', () => {
    const content = contentOf(breast);
    const { data } = breastMask(content);
    const whole = { x: 0, y: 0, width, height };
    const cells = data.reduce((sum, value) => sum + value, 0);
    expect(breastShare(content, whole)).toBeCloseTo((cells * content.cell ** 2) / (width * height), 6);
    // Half an ellipse: pi / 4 of half of 1120 x 960.
    expect(breastShare(content, whole)).toBeCloseTo((Math.PI * 560 * 480) / 2 / (width * height), 2);
    expect(breastShare(content, { x: 10, y: 500, width: 200, height: 80 })).toBe(1);
    expect(breastShare(content, { x: 600, y: 0, width: 200, height: 1200 })).toBe(0);
    expect(breastShare(content, { x: -200, y: 500, width: 400, height: 80 })).toBe(0.5);
  });

  it('of colour is found by its brightness', () => {
    const rgb = Uint8Array.from({ length: 3 * width * height }, (_, i) => breast[Math.floor(i / 3)] / 8);
    const of = header({ samplesPerPixel: 3, photometricInterpretation: 'RGB', bitsStored: 8 });
    const decoded = { rows: height, columns: width, samplesPerPixel: 3, samples: rgb };
    expectBreast(contentOfFrame(of, decoded), 0);
  });
});

describe.skipIf(lacks('shared'))(needing('the breast in real films', 'shared'), () => {
  const folder = join(sharedDir, 'real-mammograms', 'ddsm-tissue');
  /** The label of what is not tissue. */
  const background = 64;

  async function read(name: string) {
    const opened = openImage(readFileSync(join(folder, name)), name);
    if (!opened.ok) throw new Error(opened.problem.message);
    const decoded = await opened.value.decode(0);
    if (!decoded.ok) throw new Error(decoded.problem.message);
    return { header: opened.value.header, frame: decoded.value };
  }

  it('is nearly all of the tissue that was drawn by hand, and the chest wall is at its edge', async () => {
    const films = readdirSync(folder).filter((name) => name.endsWith('MLO.png'));
    expect(films.length).toBeGreaterThan(30);
    for (const name of films) {
      const film = await read(name);
      const content = contentOfFrame(film.header, film.frame);
      const { samples, columns, rows } = (await read(name.replace('.png', '_tissue.png'))).frame;
      const mask = breastMask(content);
      const count = { tissue: 0, lost: 0, air: 0, atLeft: 0, atRight: 0 };
      for (let i = 0; i < samples.length; i++) {
        const [x, y] = [i % columns, Math.floor(i / columns)];
        const inMask = mask.data[Math.floor(y / content.cell) * mask.width + Math.floor(x / content.cell)];
        if (samples[i] === background) count.air += inMask;
        else {
          count.tissue++;
          count.lost += 1 - inMask;
          if (x === 0) count.atLeft++;
          if (x === columns - 1) count.atRight++;
        }
      }
      expect(count.lost / count.tissue, name).toBeLessThan(0.06);
      expect(count.air / count.tissue, name).toBeLessThan(0.14);
      expect(rows).toBe(film.frame.rows);
      expect(content.chestWall, name).toBe(count.atLeft > count.atRight ? 'left' : 'right');
    }
  });
});
