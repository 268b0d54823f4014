import { expect, it } from 'vitest';
import { type OpenedImage, openImage } from '../../../imaging/openImage.ts';
import { Tag } from '../../../imaging/dicom/tags.ts';
import { TransferSyntax } from '../../../imaging/dicom/transferSyntax.ts';
import { element, encode, imageElements, part10 } from './build.ts';
import type { TestElement } from './build.ts';

const sequence = (tag: number, ...items: (readonly TestElement[])[]) => element(tag, 'SQ', items);

const window = (center: string, width: string) =>
  sequence(Tag.FrameVoiLutSequence, [
    element(Tag.WindowCenter, 'DS', center),
    element(Tag.WindowWidth, 'DS', width),
  ]);

const measures = (spacing: string) =>
  sequence(Tag.PixelMeasuresSequence, [element(Tag.PixelSpacing, 'DS', spacing)]);

function opened(frames: number, ...extra: readonly TestElement[]): OpenedImage {
  const elements = imageElements(2, 3, 16, [
    element(Tag.NumberOfFrames, 'IS', String(frames)),
    ...extra,
    element(Tag.PixelData, 'OW', new Uint8Array(12 * frames)),
  ]);
  const image = openImage(part10(TransferSyntax.ExplicitLittle, encode(elements)), '');
  if (!image.ok) throw new Error(image.problem.message);
  return image.value;
}

it('reads what the functional groups say of each frame, and otherwise of all', () => {
  const image = opened(
    4,
    sequence(Tag.SharedFunctionalGroupsSequence, [measures('0.1\\0.1'), window('1', '2')]),
    sequence(
      Tag.PerFrameFunctionalGroupsSequence,
      [window('1800', '3600')],
      [
        measures('0.2\\0.3'),
        window('450', '900'),
        sequence(Tag.PixelValueTransformationSequence, [
          element(Tag.RescaleIntercept, 'DS', '-7'),
          element(Tag.RescaleSlope, 'DS', '2'),
        ]),
      ],
      [
        sequence(Tag.PlaneOrientationSequence, [
          element(Tag.ImageOrientationPatient, 'DS', '0\\1\\0\\1\\0\\0'),
        ]),
      ],
      [],
    ),
  );
  expect(image.describedFrames).toBe(4);
  expect(image.frameHeader(0)).toBe(image.header);
  expect(image.header).toMatchObject({
    voiTransforms: [{ center: 1800, width: 3600 }],
    spacing: { rowMm: 0.1 },
    modalityTransform: { slope: 1, intercept: 0 },
    patientOrientation: null,
  });
  expect(image.frameHeader(1)).toMatchObject({
    voiTransforms: [{ center: 450, width: 900 }],
    spacing: { rowMm: 0.2, columnMm: 0.3, source: 'PixelSpacing' },
    modalityTransform: { slope: 2, intercept: -7 },
  });
  expect(image.frameHeader(2)).toMatchObject({
    voiTransforms: [{ center: 1, width: 2 }],
    patientOrientation: ['P', 'L'],
  });
  expect(image.frameHeader(3)).toMatchObject({ voiTransforms: [{ center: 1 }], patientOrientation: null });
});

it('reads side and tables of each frame', () => {
  const anatomy = (side: string) =>
    sequence(Tag.FrameAnatomySequence, [element(Tag.FrameLaterality, 'CS', side)]);
  const table = (entries: readonly number[]) =>
    sequence(Tag.FrameVoiLutSequence, [
      sequence(Tag.VoiLutSequence, [
        element(Tag.LutDescriptor, 'US', [entries.length, 0, 12]),
        element(Tag.LutData, 'OW', entries),
      ]),
    ]);
  const image = opened(
    3,
    sequence(
      Tag.PerFrameFunctionalGroupsSequence,
      [anatomy('L'), table([0, 4095])],
      [anatomy('R'), table([0, 4095])],
      [anatomy('L'), table([0, 3000])],
    ),
  );
  expect(image.header.laterality).toBe('L');
  expect(image.frameHeader(1)).toMatchObject({
    laterality: 'R',
    voiTransforms: [{ data: Uint16Array.of(0, 4095) }],
  });
  expect(image.frameHeader(2)).toMatchObject({
    laterality: 'L',
    voiTransforms: [{ data: Uint16Array.of(0, 3000) }],
  });
});

it('gives equal frames, and those that are not described, the header of the first', () => {
  const same = opened(
    3,
    sequence(Tag.PerFrameFunctionalGroupsSequence, [window('1', '2')], [window('1', '2')]),
  );
  expect(same.describedFrames).toBe(2);
  for (const frame of [0, 1, 2, 50]) expect(same.frameHeader(frame)).toBe(same.header);
  const single = opened(
    1,
    sequence(Tag.PerFrameFunctionalGroupsSequence, [window('1', '2')], [window('3', '4')]),
  );
  expect(single.frameHeader(1)).toBe(single.header);
});
