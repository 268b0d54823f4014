import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ImageHeader } from '../../../contract/image.ts';
import { apply, inverse } from '../../../imaging/geometry/affine.ts';
import { openImage } from '../../../imaging/openImage.ts';
import { prepareForHds } from '../../../imaging/prepare/hds.ts';
import { prepare } from '../../../imaging/prepare/prepare.ts';
import { lacks, needing, sharedDir } from '../../needs.ts';
import { frame, halfEllipse, header, mirrored } from './images.ts';

const plain = { mean: 0, std: 1 };
const width = 800;
const height = 1200;
const breast = halfEllipse(height, width).map((value) => Math.min(value, 1000));
const asShown: Partial<ImageHeader> = {
  voiTransforms: [{ type: 'window', function: 'LINEAR_EXACT', center: 1000, width: 2000, explanation: null }],
};

function prepared(said: Partial<ImageHeader>, samples: Uint16Array, columns = width, statistics = plain) {
  const image = frame(samples.length / columns, columns, samples);
  const result = prepareForHds(header(said), image, statistics);
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
}

describe('preparation for HDS', () => {
  it('maps stored values through the VOI transform and normalises by the training statistics', () => {
    const { data, toSource } = prepared(asShown, breast, width, { mean: 28, std: 50 });
    const inside = apply(inverse(toSource), { x: 100, y: 540 });
    expect(data[Math.floor(inside.y) * 512 + Math.floor(inside.x)]).toBeCloseTo((128 - 28) / 50, 5);
    expect(data[511]).toBeCloseTo((0 - 28) / 50, 5);
  });

  it('fills 1024 x 512 with the breast, whichever way it is hung', () => {
    for (const [samples, edge] of [
      [breast, 0],
      [mirrored(breast, width), width],
    ] as const) {
      // prettier-ignore
      const { crop, width: across, height: down, toSource } = prepared(asShown, samples);
      expect([across, down]).toEqual([512, 1024]);
      expect(crop.width).toBeLessThan(600);
      expect(crop.height).toBeLessThan(1000);
      expect([crop.x, crop.x + crop.width]).toContain(edge);
      expect(apply(toSource, { x: 0, y: 0 })).toEqual({ x: crop.x, y: crop.y });
      expect(apply(toSource, { x: 512, y: 1024 })).toEqual({
        x: crop.x + crop.width,
        y: crop.y + crop.height,
      });
    }
  });

  it('shows the same of an image that lies on its side, and says where it lay', () => {
    const upright = prepared({ ...asShown, patientOrientation: ['A', 'R'] }, breast);
    const side = breast.map((_, i) => breast[(i % height) * width + Math.floor(i / height)]);
    const turned = prepared({ ...asShown, patientOrientation: ['R', 'A'] }, side, height);
    expect(turned.data).toEqual(upright.data);
    const point = { x: 300, y: 200 };
    const there = apply(upright.toSource, point);
    expect(apply(turned.toSource, point)).toEqual({ x: there.y, y: there.x });
  });

  it('refuses an image of one value', () => {
    const result = prepareForHds(header(), frame(500, 500, new Uint16Array(250_000)), plain);
    expect(result).toMatchObject({ ok: false, problem: { kind: 'bad-input' } });
  });

  it('is chosen by the rule of the card', () => {
    const image = frame(height, width, breast);
    const hds = prepare({ rule: 'hds-uresnet/1', mean: 28, std: 50 }, header(asShown), image);
    expect(hds.ok && hds.value.version).toBe('hds-uresnet/1');
    expect(hds.ok && hds.value.data).toEqual(prepared(asShown, breast, width, { mean: 28, std: 50 }).data);
    const gmic = prepare({ rule: 'gmic/1' }, header(asShown), image);
    expect(gmic.ok && [gmic.value.version, gmic.value.width]).toEqual(['gmic/2', 1920]);
  });
});

describe.skipIf(lacks('shared'))(needing('preparation of real films for HDS', 'shared'), () => {
  const folder = join(sharedDir, 'real-mammograms', 'ddsm-tissue');
  const background = 64;

  async function read(name: string) {
    const opened = openImage(readFileSync(join(folder, name)), name);
    if (!opened.ok) throw new Error(opened.problem.message);
    const decoded = await opened.value.decode(0);
    if (!decoded.ok) throw new Error(decoded.problem.message);
    return { header: opened.value.header, frame: decoded.value };
  }

  it('keeps the breast and little else, labels or not', async () => {
    const films = readdirSync(folder).filter((name) => name.endsWith('MLO.png'));
    expect(films.length).toBeGreaterThan(30);
    for (const name of films) {
      const film = await read(name);
      const result = prepareForHds(film.header, film.frame, plain);
      if (!result.ok) throw new Error(name);
      const { x, y, width: across, height: down } = result.value.crop;
      const { samples, columns } = (await read(name.replace('.png', '_tissue.png'))).frame;
      let tissue = 0;
      let lost = 0;
      let left = Infinity;
      let right = 0;
      for (let i = 0; i < samples.length; i++) {
        if (samples[i] === background) continue;
        const [column, row] = [i % columns, Math.floor(i / columns)];
        tissue++;
        if (column < x || column >= x + across || row < y || row >= y + down) lost++;
        left = Math.min(left, column);
        right = Math.max(right, column + 1);
      }
      expect(lost / tissue, name).toBeLessThan(0.005);
      expect(left - x, name).toBeLessThan(25);
      expect(x + across - right, name).toBeLessThan(25);
    }
  });
});
