import { describe, expect, it } from 'vitest';
import { openImage } from '../../imaging/openImage.ts';
import { mammogram, rawDicom, rawSamples } from './pixels/rawImage.ts';

describe('openImage', () => {
  it('opens DICOM and decodes each frame', async () => {
    const format = { ...mammogram, frames: 3 };
    const samples = rawSamples(format);
    const opened = openImage(rawDicom(format, samples), 'a.dcm');
    if (!opened.ok) throw new Error(opened.problem.message);
    expect(opened.value.wrapped).toBe(false);
    const size = format.rows * format.columns;
    for (let index = 0; index < 3; index++) {
      const frame = await opened.value.decode(index);
      expect(frame).toMatchObject({ value: { samples: samples.slice(index * size, (index + 1) * size) } });
    }
    expect(await opened.value.decode(3)).toMatchObject({ problem: { kind: 'bad-input' } });
  });

  it('says what is wrong with a file that is no image', () => {
    expect(openImage(new TextEncoder().encode('hello'), 'a.txt')).toMatchObject({ ok: false });
    expect(openImage(new Uint8Array(0), 'empty')).toMatchObject({ ok: false });
  });

  it('says that pixels are cut off, when they are decoded', async () => {
    const whole = rawDicom(mammogram, rawSamples(mammogram));
    const opened = openImage(whole.subarray(0, whole.length - 100), 'a.dcm');
    const frame = opened.ok ? await opened.value.decode(0) : opened;
    expect(frame).toMatchObject({ problem: { kind: 'truncated' } });
  });

  it('turns colour by plane into colour by pixel', async () => {
    const format = {
      ...mammogram,
      bitsAllocated: 8,
      bitsStored: 8,
      photometricInterpretation: 'RGB',
    } as const;
    const samples = rawSamples({ ...format, rows: 62 });
    const file = rawDicom({ ...format, rows: 62 }, samples);
    const planar = file.findIndex(
      (_, i) => file[i] === 0x28 && file[i + 1] === 0 && file[i + 2] === 6 && file[i + 3] === 0,
    );
    file[planar + 8] = 1;
    const opened = openImage(file, 'a.dcm');
    const frame = opened.ok ? await opened.value.decode(0) : opened;
    if (!frame.ok) throw new Error(frame.problem.message);
    const pixels = 62 * format.columns;
    expect([...frame.value.samples.slice(0, 3)]).toEqual([samples[0], samples[pixels], samples[2 * pixels]]);
  });
});
