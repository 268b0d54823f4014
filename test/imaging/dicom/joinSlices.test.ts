import { describe, expect, it } from 'vitest';
import { ok } from '../../../contract/problem.ts';
import { joinSlices } from '../../../imaging/dicom/joinSlices.ts';
import { Tag } from '../../../imaging/dicom/tags.ts';
import { TransferSyntax } from '../../../imaging/dicom/transferSyntax.ts';
import { text } from '../../../imaging/dicom/values.ts';
import { openImage } from '../../../imaging/openImage.ts';
import type { OpenedImage } from '../../../imaging/openImage.ts';
import { sliceFile } from '../../fixtures/slices.ts';
import type { SliceOptions } from '../../fixtures/slices.ts';
import { element } from './build.ts';

const join = (slices: readonly SliceOptions[]) =>
  joinSlices(slices.length, (index) => Promise.resolve(ok(sliceFile(slices[index]))));

async function joined(...slices: readonly SliceOptions[]): Promise<OpenedImage> {
  const bytes = await join(slices);
  const image = bytes.ok ? openImage(bytes.value, '') : bytes;
  if (!image.ok) throw new Error(image.problem.message);
  return image.value;
}

async function levelOf(image: OpenedImage, frame: number): Promise<number> {
  const decoded = await image.decode(frame);
  if (!decoded.ok) throw new Error(decoded.problem.message);
  return decoded.value.samples[0];
}

describe('joined slices', () => {
  it.each([
    [TransferSyntax.ExplicitLittle, TransferSyntax.ExplicitLittle],
    [TransferSyntax.ImplicitLittle, TransferSyntax.ImplicitLittle],
    [TransferSyntax.DeflatedExplicitLittle, TransferSyntax.ImplicitLittle],
  ])('of %s and %s are one image with all that the first one says', async (first, second) => {
    const others = [
      element(Tag.SpecificCharacterSet, 'CS', 'ISO_IR 100'),
      element(Tag.ViewCodeSequence, 'SQ', [[element(Tag.CodeValue, 'SH', '399368009')]], { open: true }),
      element(0x00091001, 'LO', 'private'),
    ];
    const image = await joined(
      { z: 0, level: 7, transferSyntax: first, others },
      { z: 1, level: 8, transferSyntax: second, others },
      { z: 2, level: 9, transferSyntax: first, others },
    );
    expect(image.header).toMatchObject({
      frames: 3,
      kind: 'tomosynthesis',
      laterality: 'L',
      viewPosition: 'MLO',
      patientOrientation: ['A', 'F'],
      patientName: 'Slice^Sue',
      bitsStored: 12,
      slice: null,
      notices: [],
    });
    expect(text(image.file.dataSet, 0x00091001)).toBe('private');
    expect([await levelOf(image, 0), await levelOf(image, 1), await levelOf(image, 2)]).toEqual([7, 8, 9]);
    expect(image.describedFrames).toBe(0);
  });

  it('keep the window, rescale and spacing of each', async () => {
    const own = (center: string, slope: string, spacing: string) => [
      element(Tag.WindowCenter, 'DS', center),
      element(Tag.WindowWidth, 'DS', '400'),
      element(Tag.RescaleSlope, 'DS', slope),
      element(Tag.RescaleIntercept, 'DS', '0'),
      element(Tag.PixelSpacing, 'DS', spacing),
    ];
    const image = await joined(
      { z: 0, others: own('100', '1', '0.1\\0.1') },
      { z: 1, others: own('100', '1', '0.1\\0.1') },
      { z: 2, others: own('200', '2', '0.2\\0.2') },
    );
    const said = [0, 1, 2].map((frame) => {
      const { voiTransforms, modalityTransform, spacing } = image.frameHeader(frame);
      return [voiTransforms, modalityTransform, spacing?.rowMm];
    });
    expect(said[1]).toEqual(said[0]);
    expect(said[0]).toMatchObject([[{ center: 100, width: 400 }], { slope: 1 }, 0.1]);
    expect(said[2]).toMatchObject([[{ center: 200, width: 400 }], { slope: 2 }, 0.2]);
  });

  it('that are compressed stay as they are, where all are compressed in one way', async () => {
    const lossless = '1.2.840.10008.1.2.4.70';
    const frame = (byte: number) => Uint8Array.of(0xff, 0xd8, 0xff, byte);
    const image = await joined(
      { z: 0, transferSyntax: lossless, pixels: frame(1) },
      { z: 1, transferSyntax: lossless, pixels: frame(2) },
    );
    expect(image.header.transferSyntaxUid).toBe(lossless);
    expect([image.encoded(0), image.encoded(1)]).toEqual([ok(frame(1)), ok(frame(2))]);
    const mixed = await join([{ z: 0, transferSyntax: lossless, pixels: frame(1) }, { z: 1 }]);
    expect(mixed).toMatchObject({ ok: false, problem: { kind: 'unsupported' } });
    if (!mixed.ok) expect(mixed.problem.message).toContain('JPEG Lossless');
  });

  it('are never somebody else’s, or of another view', async () => {
    for (const other of [{ side: 'R' }, { others: [element(Tag.PatientName, 'PN', 'Other^Olga')] }]) {
      expect(await join([{ z: 0 }, { z: 1, ...other }])).toMatchObject({
        ok: false,
        problem: { kind: 'corrupt' },
      });
    }
  });
});
