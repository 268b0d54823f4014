import { describe, expect, it } from 'vitest';
import type { ImageHeader, VoiTransform } from '../../../contract/image.ts';
import {
  defaultDisplay,
  displayTable,
  dragged,
  nextPreset,
  presets,
  windowOf,
} from '../../../renderer/viewport/display.ts';
import { imageHeader } from '../../fixtures/imageHeader.ts';

const window = (center: number, width: number, explanation: string | null = null): VoiTransform => ({
  type: 'window',
  function: 'LINEAR',
  center,
  width,
  explanation,
});
const lut = (data: readonly number[], bits = 8, firstMapped = 0): VoiTransform => ({
  type: 'lut',
  firstMapped,
  bits,
  data: Uint16Array.from(data),
  explanation: null,
});
const range = { low: 0, high: 4095 };
const rgb = imageHeader({ samplesPerPixel: 3, photometricInterpretation: 'RGB' });

function levelAt(header: ImageHeader, stored: number, inverted = false, entries = 4096): number {
  const table = displayTable(header, { ...defaultDisplay(header), inverted }, range, entries);
  return table.levels[Math.round((stored - table.first) / table.step)];
}

describe('display table', () => {
  it('has an entry for every stored value where they fit, by the formula of LINEAR', () => {
    const header = imageHeader({ voiTransforms: [window(1000, 401)] });
    const { first, step, levels } = displayTable(header, defaultDisplay(header), range, 8192);
    expect([first, step, levels.length]).toEqual([0, 1, 4096]);
    // PS3.3 C.11.2.1.2.1: 0 up to center - 0.5 - (width - 1) / 2, 255 above center - 0.5 + (width - 1) / 2.
    expect([levels[799], levels[1200]]).toEqual([0, 255]);
    expect(levels[800]).toBeCloseTo((0.5 / 400) * 255, 9);
    expect(levels[1199]).toBeCloseTo((399.5 / 400) * 255, 9);
  });

  it('keeps padding black, whether or not it is inverted', () => {
    const header = imageHeader({ voiTransforms: [window(1000, 400)], padding: { low: 0, high: 10 } });
    expect([levelAt(header, 10), levelAt(header, 10, true), levelAt(header, 11, true)]).toEqual([0, 0, 255]);
  });

  it('inverts MONOCHROME1, and inverts it back', () => {
    const header = imageHeader({
      voiTransforms: [window(1000, 400)],
      photometricInterpretation: 'MONOCHROME1',
    });
    expect([levelAt(header, 0), levelAt(header, 0, true)]).toEqual([255, 0]);
  });

  it('spends its entries where levels differ when there are too few', () => {
    const header = imageHeader({ voiTransforms: [window(2000, 101)] });
    const table = displayTable(header, defaultDisplay(header), range, 256);
    expect(table.step).toBe(1);
    expect(table.first).toBeGreaterThan(1900);
    expect([table.levels[0], table.levels.at(-1)]).toEqual([0, 255]);
  });

  it('is never a grey level off between two entries of a wide window', () => {
    const header = imageHeader({ voiTransforms: [window(2048, 4096)] });
    const { first, step, levels } = displayTable(header, defaultDisplay(header), range, 512);
    for (let stored = 0; stored <= 4095; stored++) {
      const at = (stored - first) / step;
      const [low, high] = [levels[Math.floor(at)], levels[Math.min(levels.length - 1, Math.ceil(at))]];
      const drawn = low + (at - Math.floor(at)) * (high - low);
      const exact = Math.min(255, Math.max(0, ((stored - 2047.5) / 4095 + 0.5) * 255));
      expect(Math.abs(drawn - exact)).toBeLessThan(0.5);
    }
  });

  it('of colour says what a component becomes', () => {
    const bytes = { low: 0, high: 255 };
    const plain = displayTable(rgb, defaultDisplay(rgb), bytes, 4096);
    expect([...plain.levels]).toEqual(Array.from({ length: 256 }, (_, value) => value));
    const inverted = displayTable(rgb, { ...defaultDisplay(rgb), inverted: true }, bytes, 4096);
    expect([inverted.levels[0], inverted.levels[255]]).toEqual([255, 0]);
  });

  it('of an image with a single value has two entries', () => {
    const header = imageHeader({ voiTransforms: [window(1000, 400)] });
    expect(displayTable(header, defaultDisplay(header), { low: 7, high: 7 }, 4096).levels).toHaveLength(2);
  });
});

describe('presets', () => {
  const header = imageHeader({ voiTransforms: [lut([0, 255]), window(1, 2, 'Dense'), window(3, 4)] });

  it('are named by their explanations', () => {
    expect(presets(header).map(({ label }) => label)).toEqual(['Table 1', 'Dense', 'Window 3']);
    expect(presets(rgb)).toEqual([]);
  });

  it('follow one another', () => {
    const chosen = [0, 1, 2, 3].reduce(
      (all) => [...all, nextPreset(header, all.at(-1) ?? defaultDisplay(header))],
      [defaultDisplay(header)],
    );
    expect(chosen.map(({ voi }) => voi.type === 'image' && voi.index)).toEqual([0, 1, 2, 0, 1]);
  });

  it('begin with the first that shows anything', () => {
    const damaged = imageHeader({ voiTransforms: [lut([9, 9, 9]), window(1, 2)] });
    expect(defaultDisplay(damaged).voi).toEqual({ type: 'image', index: 1 });
  });
});

describe('dragging', () => {
  const header = imageHeader({ voiTransforms: [window(2000, 1000)] });
  const start = defaultDisplay(header);

  it('widens to the right, moves the centre up downwards, and goes back', () => {
    const moved = windowOf(header, dragged(header, start, 250, 250));
    expect(moved).toEqual({ function: 'LINEAR', center: 2500, width: 2000 });
    const back = dragged(header, dragged(header, start, 250, 0), -250, 0);
    expect(windowOf(header, back)?.width).toBeCloseTo(1000, 9);
  });

  it('never gets narrower than one value', () => {
    expect(windowOf(header, dragged(header, start, -1e6, 0))?.width).toBe(1);
  });

  it('keeps the function and the inversion', () => {
    const sigmoid = imageHeader({
      voiTransforms: [{ type: 'window', function: 'SIGMOID', center: 5, width: 6, explanation: null }],
    });
    const moved = dragged(sigmoid, { ...defaultDisplay(sigmoid), inverted: true }, 1, 1);
    expect([windowOf(sigmoid, moved)?.function, moved.inverted]).toEqual(['SIGMOID', true]);
  });

  it('of a table begins at the window nearest to it', () => {
    const ramp = Array.from({ length: 1001 }, (_, index) => index);
    const table = imageHeader({ voiTransforms: [lut(ramp, 10, 500)] });
    expect(windowOf(table, defaultDisplay(table))).toBeNull();
    const near = windowOf(table, dragged(table, defaultDisplay(table), 0, 0));
    expect(near?.center).toBeCloseTo(1000, 0);
    expect(near?.width).toBeCloseTo(1000, -1);
  });

  it('leaves colour alone', () => {
    expect(dragged(rgb, defaultDisplay(rgb), 50, 50)).toEqual(defaultDisplay(rgb));
    expect(windowOf(rgb, defaultDisplay(rgb))).toBeNull();
  });
});
