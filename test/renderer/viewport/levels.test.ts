import { describe, expect, it } from 'vitest';
import type { Frame, Samples } from '../../../contract/image.ts';
import { bytesOf, withLevels } from '../../../renderer/viewport/decodedFrame.ts';
import { type DrawnLevel, levelFor, levelsOf } from '../../../renderer/viewport/levels.ts';
import { imageHeader } from '../../fixtures/imageHeader.ts';

const frameOf = (samples: Samples, columns: number, samplesPerPixel = 1): Frame => ({
  rows: samples.length / columns / samplesPerPixel,
  columns,
  samplesPerPixel,
  samples,
});
const long = (value: (x: number) => number) => Uint16Array.from({ length: 1026 }, (_, x) => value(x));
const wholeOf = (samples: DrawnLevel['samples']): DrawnLevel => ({
  rows: 1,
  columns: samples.length,
  components: 1,
  factor: 1,
  samples,
});

describe('levels', () => {
  it('halve until 512 pixels, each value the rounded mean of those it covers', () => {
    const levels = levelsOf(wholeOf(long((x) => x)), null);
    expect(levels.map(({ columns, factor }) => [columns, factor])).toEqual([
      [1026, 1],
      [513, 2],
      [257, 4],
    ]);
    expect([...levels[1].samples.slice(0, 3)]).toEqual([1, 3, 5]);
    // The last covers one pixel of the level before.
    expect(levels[2].samples[256]).toBe(levels[1].samples[512]);
  });

  it('leave padding out of means, and padding where there is nothing else', () => {
    const samples = long((x) => (x < 3 ? 0 : 100));
    const [, half] = levelsOf(wholeOf(samples), { low: 0, high: 0 });
    expect([...half.samples.slice(0, 3)]).toEqual([0, 100, 100]);
  });

  it('of colour keep the components apart', () => {
    const samples = Uint8Array.from({ length: 3 * 1024 }, (_, i) => [200, 100, 0][i % 3]);
    const [, half] = levelsOf({ rows: 1, columns: 1024, components: 3, factor: 1, samples }, null);
    expect([...half.samples.slice(0, 6)]).toEqual([200, 100, 0, 200, 100, 0]);
  });

  it('are chosen so that none is magnified, the whole where it must be', () => {
    const levels = levelsOf(wholeOf(new Uint16Array(4096)), null);
    const factors = [3, 1, 0.51, 0.5, 0.26, 0.01].map((scale) => levelFor(levels, scale).factor);
    expect(factors).toEqual([1, 1, 1, 2, 2, 8]);
  });
});

describe('decoded frame', () => {
  it('negative values whose unused bits are zero are negative, but for those of lossy compression', () => {
    const header = imageHeader({ signed: true, bitsAllocated: 16, bitsStored: 12 });
    const samples = Int16Array.of(-2048, 0xfff, 2047, 0x800);
    const shown = withLevels(header, frameOf(samples, 4));
    expect([...shown.levels[0].samples].map((value) => value + shown.offset)).toEqual([
      -2048, -1, 2047, -2048,
    ]);
    expect(shown.range).toEqual({ low: -2048, high: 2047 });
    const overshot = Int16Array.of(-2050, 2050);
    const lossy = withLevels({ ...header, lossy: true }, frameOf(overshot, 2));
    expect(lossy.range).toEqual({ low: -2050, high: 2050 });
  });

  it('unsigned values go to the graphics card as they are', () => {
    const samples = Uint16Array.of(5, 70, 6);
    const decoded = withLevels(imageHeader(), frameOf(samples, 3));
    expect(decoded.levels[0].samples).toBe(samples);
    expect([decoded.offset, decoded.range]).toEqual([0, { low: 5, high: 70 }]);
    expect(bytesOf(decoded)).toBe(6);
  });

  it.each([
    [Int8Array.of(-128, 0, 127), -128],
    [Int16Array.of(-32768, 0, 32767), -32768],
    [Int32Array.of(-5_000_000, 0, 9), -5_000_000],
    [Uint32Array.of(4_000_000_000, 4_000_000_010), 4_000_000_000],
  ])('others are moved to begin at 0: %o', (samples, offset) => {
    const decoded = withLevels(imageHeader(), frameOf(samples, samples.length));
    expect(decoded.offset).toBe(offset);
    expect(Array.from(decoded.levels[0].samples, (drawn) => drawn + offset)).toEqual([...samples]);
  });

  it('YBR_FULL becomes RGB where the decoder leaves it as stored, and not twice', () => {
    const header = imageHeader({
      samplesPerPixel: 3,
      bitsAllocated: 8,
      bitsStored: 8,
      photometricInterpretation: 'YBR_FULL',
    });
    const red = Uint8Array.of(76, 85, 255);
    const native = withLevels(header, frameOf(red, 1, 3)).levels[0].samples;
    expect(Math.abs(native[0] - 254)).toBeLessThanOrEqual(1);
    expect([native[1], native[2]]).toEqual([0, 0]);
    const jpeg = { ...header, transferSyntaxUid: '1.2.840.10008.1.2.4.50' };
    expect([...withLevels(jpeg, frameOf(red, 1, 3)).levels[0].samples]).toEqual([76, 85, 255]);
  });

  it('offers the full range where the header has no window', () => {
    const header = imageHeader({ padding: { low: 0, high: 0 } });
    const { fullRange } = withLevels(header, frameOf(Uint16Array.of(0, 100, 300), 3));
    expect(fullRange).toMatchObject({ function: 'LINEAR_EXACT', center: 200, width: 200 });
    const window = { type: 'window', function: 'LINEAR', center: 1, width: 2, explanation: null } as const;
    const said = imageHeader({ voiTransforms: [window] });
    expect(withLevels(said, frameOf(Uint16Array.of(1), 1)).fullRange).toBeNull();
  });
});
