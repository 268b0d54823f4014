import { describe, expect, it } from 'vitest';
import type { ImageHeader, Samples } from '../../../contract/image.ts';
import { tissueValues } from '../../../imaging/prepare/storedValues.ts';
import { frame, header } from './images.ts';

function values(samples: Samples, said: Partial<ImageHeader> = {}): Uint16Array {
  const result = tissueValues(header(said), frame(1, samples.length, samples));
  if (!result.ok) throw new Error(result.problem.message);
  return result.value.data;
}

describe('stored values for GMIC', () => {
  it('are the samples themselves where nothing has to change', () => {
    const samples = Uint16Array.of(0, 5, 4095);
    expect(values(samples)).toBe(samples);
    expect(values(samples, { padding: { low: 0, high: 0 } })).toBe(samples);
    expect(values(samples, { padding: { low: 60000, high: 65535 } })).toBe(samples);
    expect(values(Uint8Array.of(0, 5, 255))).toEqual(Uint16Array.of(0, 5, 255));
  });

  it('have padding at zero', () => {
    expect(values(Uint16Array.of(0, 5, 63000, 65535), { padding: { low: 62000, high: 65535 } })).toEqual(
      Uint16Array.of(0, 5, 0, 0),
    );
  });

  it('have the background of MONOCHROME1 at zero, padding aside', () => {
    const said = { photometricInterpretation: 'MONOCHROME1', padding: { low: 65535, high: 65535 } };
    expect(values(Uint16Array.of(16383, 16000, 100, 65535), said)).toEqual(Uint16Array.of(0, 383, 16283, 0));
  });

  it('are shifted up where some are negative', () => {
    expect(values(Int16Array.of(-2048, 0, 2047), { signed: true })).toEqual(Uint16Array.of(0, 2048, 4095));
    expect(values(Int16Array.of(3, 9), { signed: true })).toEqual(Uint16Array.of(3, 9));
    const inverted = { signed: true, photometricInterpretation: 'MONOCHROME1' };
    expect(values(Int16Array.of(-2048, 0, 2047), inverted)).toEqual(Uint16Array.of(4095, 2047, 0));
  });

  it('are divided where they need more than 16 bits', () => {
    expect(values(Uint32Array.of(0, 65536, 2 ** 32 - 1))).toEqual(Uint16Array.of(0, 1, 65535));
    expect(values(Int32Array.of(-(2 ** 31), 2 ** 31 - 1))).toEqual(Uint16Array.of(0, 65535));
  });

  it('are zero where all is padding', () => {
    const said = { photometricInterpretation: 'MONOCHROME1', padding: { low: 7, high: 7 } };
    expect(values(Uint16Array.of(7, 7), said)).toEqual(Uint16Array.of(0, 0));
  });

  it('do not exist for colour', () => {
    const colour = { rows: 1, columns: 1, samplesPerPixel: 3, samples: Uint8Array.of(1, 2, 3) };
    const said = header({ samplesPerPixel: 3, photometricInterpretation: 'RGB' });
    expect(tissueValues(said, colour)).toMatchObject({ ok: false, problem: { kind: 'unsupported' } });
  });
});
