import { describe, expect, it } from 'vitest';
import { Tag } from '../../../imaging/dicom/tags.ts';
import { explicitBig, explicitLittle, implicitLittle } from '../../../imaging/dicom/transferSyntax.ts';
import { element } from './build.ts';
import { header, sequence } from './builtHeader.ts';

describe('presentation intent', () => {
  it('comes from the attribute, else from the SOP class', () => {
    const sop = (suffix: string) => element(Tag.SopClassUid, 'UI', `1.2.840.10008.5.1.4.1.1${suffix}`);
    expect(header([sop('.1.2')]).presentationIntent).toBe('FOR PRESENTATION');
    expect(header([sop('.1.2.1')]).presentationIntent).toBe('FOR PROCESSING');
    expect(header([sop('.7')]).presentationIntent).toBeNull();
    const said = element(Tag.PresentationIntentType, 'CS', 'FOR PROCESSING');
    expect(header([sop('.1.2.1'), said]).notices).toEqual([]);
  });

  it('is For Processing where the two contradict each other, and that is told', () => {
    const sop = (suffix: string) => element(Tag.SopClassUid, 'UI', `1.2.840.10008.5.1.4.1.1${suffix}`);
    const intent = (value: string) => element(Tag.PresentationIntentType, 'CS', value);
    expect(header([sop('.1.2.1'), intent('FOR PRESENTATION')])).toMatchObject({
      presentationIntent: 'FOR PROCESSING',
      notices: [
        'The SOP class says For Processing, Presentation Intent Type For Presentation: taken as For Processing.',
      ],
    });
    expect(header([sop('.1.2'), intent('FOR PROCESSING')])).toMatchObject({
      presentationIntent: 'FOR PROCESSING',
      notices: [
        'The SOP class says For Presentation, Presentation Intent Type For Processing: taken as For Processing.',
      ],
    });
  });
});

describe('VOI and modality', () => {
  const table = (
    descriptor: readonly number[],
    data: readonly number[] | Uint8Array,
    vr = 'US',
    dataVr = 'OW',
  ) => [
    element(Tag.LutDescriptor, vr, descriptor),
    element(Tag.LutExplanation, 'LO', 'NORMAL'),
    element(Tag.LutData, dataVr, data),
  ];

  it('reads windows with explanations, leaving out impossible ones', () => {
    const { voiTransforms } = header([
      element(Tag.WindowCenter, 'DS', '2047\\1500\\7'),
      element(Tag.WindowWidth, 'DS', '4095\\0\\3'),
      element(Tag.WindowCenterWidthExplanation, 'LO', 'NORMAL\\BAD\\HARDER'),
    ]);
    expect(voiTransforms).toEqual([
      { type: 'window', function: 'LINEAR', center: 2047, width: 4095, explanation: 'NORMAL' },
      { type: 'window', function: 'LINEAR', center: 7, width: 3, explanation: 'HARDER' },
    ]);
  });

  it('reads the VOI function', () => {
    const window = [element(Tag.WindowCenter, 'DS', '0.5'), element(Tag.WindowWidth, 'DS', '0.5')];
    expect(header(window).voiTransforms).toEqual([]);
    const sigmoid = header([...window, element(Tag.VoiLutFunction, 'CS', 'SIGMOID')]);
    expect(sigmoid.voiTransforms).toMatchObject([{ function: 'SIGMOID', width: 0.5 }]);
  });

  it('reads tables in every encoding, before windows', () => {
    for (const encoding of [explicitLittle, explicitBig, implicitLittle]) {
      const { voiTransforms } = header(
        [
          element(Tag.WindowCenter, 'DS', '1'),
          element(Tag.WindowWidth, 'DS', '2'),
          sequence(Tag.VoiLutSequence, table([4, 10, 12], [0, 1000, 2000, 4095])),
        ],
        encoding,
      );
      expect(voiTransforms).toHaveLength(2);
      expect(voiTransforms[0]).toEqual({
        type: 'lut',
        firstMapped: 10,
        bits: 12,
        data: Uint16Array.of(0, 1000, 2000, 4095),
        explanation: 'NORMAL',
      });
    }
  });

  it('reads 65536 entries, bytes packed two to a word, and refuses short tables', () => {
    const full = header([sequence(Tag.VoiLutSequence, table([0, 0, 16], new Uint8Array(131072).fill(1)))]);
    expect(full.voiTransforms).toMatchObject([{ type: 'lut', firstMapped: 0 }]);
    expect(full.voiTransforms[0].type === 'lut' && full.voiTransforms[0].data.length).toBe(65536);
    const packed = header([sequence(Tag.VoiLutSequence, table([4, 0, 8], Uint8Array.of(1, 2, 3, 4)))]);
    expect(packed.voiTransforms).toMatchObject([{ data: Uint16Array.of(1, 2, 3, 4) }]);
    expect(header([sequence(Tag.VoiLutSequence, table([9, 0, 16], [1, 2]))]).voiTransforms).toEqual([]);
  });

  it('goes by the bits that entries have where a table is said to have others, and says so', () => {
    const of = (bits: number, entries: readonly number[]) =>
      header([sequence(Tag.VoiLutSequence, table([entries.length, 0, bits], entries))]);
    const narrow = of(16, [0, 1000, 2000, 4095]);
    expect(narrow.voiTransforms).toMatchObject([{ type: 'lut', bits: 12 }]);
    expect(narrow.notices).toEqual([
      'The VOI table is said to have entries of 16 bits, but they have 12; it is shown by what they have.',
    ]);
    const wide = of(8, [0, 1000, 2000, 4095]);
    expect(wide.voiTransforms).toMatchObject([{ bits: 12 }]);
    expect(wide.notices).toHaveLength(1);
    // More than half of the range is used, or a rounding goes one too far: as said.
    for (const [bits, entries] of [
      [12, [0, 2100]],
      [10, [0, 1024]],
      [12, [0, 0]],
    ] as const) {
      expect(of(bits, entries)).toMatchObject({ voiTransforms: [{ bits }], notices: [] });
    }
    const short = header([sequence(Tag.VoiLutSequence, table([9, 0, 16], [1, 2]))]);
    expect(short.notices).toEqual([
      'A VOI table is shorter than it says, or not described; it was left out.',
    ]);
  });

  it('reads the first value mapped by Pixel Representation', () => {
    const signed = element(Tag.PixelRepresentation, 'US', [1]);
    const sequenceOf = (vr: string) => sequence(Tag.ModalityLutSequence, table([2, -2, 16], [1, 2], vr));
    expect(header([signed, sequenceOf('SS')]).modalityTransform).toMatchObject({
      type: 'lut',
      firstMapped: -2,
    });
    expect(header([signed, sequenceOf('US')], implicitLittle).modalityTransform).toMatchObject({
      firstMapped: -2,
    });
    expect(header([sequenceOf('US')], implicitLittle).modalityTransform).toMatchObject({
      firstMapped: 65534,
    });
  });

  it('reads rescale, also from the functional groups, and never a slope of zero', () => {
    const rescale = [element(Tag.RescaleIntercept, 'DS', '-5'), element(Tag.RescaleSlope, 'DS', '0.5')];
    expect(header(rescale).modalityTransform).toEqual({ type: 'rescale', slope: 0.5, intercept: -5 });
    const groups = sequence(
      Tag.SharedFunctionalGroupsSequence,
      [
        sequence(Tag.PixelValueTransformationSequence, rescale),
        sequence(Tag.FrameVoiLutSequence, [
          element(Tag.WindowCenter, 'DS', '4'),
          element(Tag.WindowWidth, 'DS', '8'),
        ]),
      ].sort((one, other) => one.tag - other.tag),
    );
    expect(header([groups])).toMatchObject({
      modalityTransform: { slope: 0.5, intercept: -5 },
      voiTransforms: [{ center: 4, width: 8 }],
    });
    expect(header([element(Tag.RescaleSlope, 'DS', '0')]).modalityTransform).toMatchObject({
      slope: 1,
      intercept: 0,
    });
  });

  it('reads padding by Pixel Representation', () => {
    const value = element(Tag.PixelPaddingValue, 'US', [63536]);
    const limit = element(Tag.PixelPaddingRangeLimit, 'US', [63530]);
    expect(header([value, limit]).padding).toEqual({ low: 63530, high: 63536 });
    const signed = element(Tag.PixelRepresentation, 'US', [1]);
    expect(header([signed, value], implicitLittle).padding).toEqual({ low: -2000, high: -2000 });
    expect(header([]).padding).toBeNull();
    // Written as if the values had the other sign.
    expect(header([signed, value]).padding).toEqual({ low: -2000, high: -2000 });
    expect(header([element(Tag.PixelPaddingValue, 'SS', [-2000])]).padding).toEqual({
      low: 63536,
      high: 63536,
    });
  });
});
