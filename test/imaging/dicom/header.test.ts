import { describe, expect, it } from 'vitest';
import type { ImageHeader } from '../../../contract/image.ts';
import type { Result } from '../../../contract/problem.ts';
import { readHeader } from '../../../imaging/dicom/header.ts';
import { parseDicom } from '../../../imaging/dicom/parse.ts';
import { Tag } from '../../../imaging/dicom/tags.ts';
import {
  explicitBig,
  explicitLittle,
  implicitLittle,
  TransferSyntax,
} from '../../../imaging/dicom/transferSyntax.ts';
import { viewFromText } from '../../../imaging/dicom/viewText.ts';
import { element, encode, imageElements, part10 } from './build.ts';
import type { TestElement } from './build.ts';

const pixels = element(Tag.PixelData, 'OW', new Uint8Array(12));

function read(extra: readonly TestElement[], encoding = explicitLittle): Result<ImageHeader> {
  const uid = encoding.bigEndian
    ? TransferSyntax.ExplicitBig
    : encoding.explicit
      ? TransferSyntax.ExplicitLittle
      : TransferSyntax.ImplicitLittle;
  const file = parseDicom(part10(uid, encode(imageElements(2, 3, 16, [...extra, pixels]), encoding)));
  return file.ok ? readHeader(file.value) : file;
}

function header(extra: readonly TestElement[], encoding = explicitLittle): ImageHeader {
  const result = read(extra, encoding);
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
}

function kind(extra: readonly TestElement[]): string {
  const result = read(extra);
  return result.ok ? 'ok' : result.problem.kind;
}

function code(value: string, scheme: string, meaning = '', more: readonly TestElement[] = []): TestElement[] {
  return [
    element(Tag.CodeValue, 'SH', value),
    element(Tag.CodingSchemeDesignator, 'SH', scheme),
    element(Tag.CodeMeaning, 'LO', meaning),
    ...more,
  ];
}

const sequence = (tag: number, ...items: TestElement[][]) => element(tag, 'SQ', items, { open: true });

describe('values in other spelling', () => {
  it.each([
    ['MONOCHROME 1', 'MONOCHROME1'],
    ['Monochrome1', 'MONOCHROME1'],
    ['MONOCHROME_2', 'MONOCHROME2'],
    ['PALETTE COLOUR', 'PALETTE COLOR'],
    ['YBR FULL 422', 'YBR_FULL_422'],
    ['SOMETHING ELSE', 'SOMETHING ELSE'],
  ])('%j is read as %j', (written, meant) => {
    const { photometricInterpretation } = header([element(Tag.PhotometricInterpretation, 'CS', written)]);
    expect(photometricInterpretation).toBe(meant);
  });

  it.each([
    ['For Processing', 'FOR PROCESSING'],
    ['FOR_PROCESSING', 'FOR PROCESSING'],
    ['PROCESSING', 'FOR PROCESSING'],
    ['for-presentation', 'FOR PRESENTATION'],
  ])('%j is the intent %j', (written, meant) => {
    const said = header([
      element(Tag.SopClassUid, 'UI', '1.2.840.10008.5.1.4.1.1.7'),
      element(Tag.PresentationIntentType, 'CS', written),
    ]);
    expect(said.presentationIntent).toBe(meant);
  });

  it('of modality, dates and compression', () => {
    const said = header([
      element(Tag.Modality, 'CS', ' mg '),
      element(Tag.StudyDate, 'DA', '2026.03.02'),
      element(Tag.PatientBirthDate, 'DA', '0000-00-00'),
      element(Tag.LossyImageCompression, 'CS', '1'),
    ]);
    expect(said).toMatchObject({ modality: 'MG', studyDate: '20260302', patientBirthDate: '', lossy: true });
  });
});

describe('laterality', () => {
  it('prefers Image Laterality over Laterality', () => {
    const series = element(Tag.Laterality, 'CS', 'R');
    expect(header([series, element(Tag.ImageLaterality, 'CS', 'L')]).laterality).toBe('L');
    expect(header([series]).laterality).toBe('R');
    expect(header([element(Tag.ImageLaterality, 'CS', ''), series]).laterality).toBe('R');
  });

  it('is none for both breasts, and where nothing says it', () => {
    expect(header([element(Tag.ImageLaterality, 'CS', 'B')]).laterality).toBeNull();
    expect(header([]).laterality).toBeNull();
  });

  it('comes from the functional groups, shared or of the first frame', () => {
    const anatomy = (side: string) =>
      sequence(Tag.FrameAnatomySequence, [element(Tag.FrameLaterality, 'CS', side)]);
    expect(header([sequence(Tag.SharedFunctionalGroupsSequence, [anatomy('R')])]).laterality).toBe('R');
    expect(
      header([sequence(Tag.PerFrameFunctionalGroupsSequence, [anatomy('L')], [anatomy('L')])]).laterality,
    ).toBe('L');
  });
});

describe('view', () => {
  // PS3.16 CID 4014 as pydicom 2.3's dictionary has it, and the deprecated codes of its note 1.
  const views = [
    ['399260004', 'R-10224', 'ML'],
    ['399368009', 'R-10226', 'MLO'],
    ['399352003', 'R-10228', 'LM'],
    ['399099002', 'R-10230', 'LMO'],
    ['399162004', 'R-10242', 'CC'],
    ['399196006', 'R-10244', 'FB'],
    ['399188001', 'R-102D0', 'SIO'],
    ['441555000', 'R-40AAA', 'ISO'],
    ['399192008', 'R-1024A', 'XCCL'],
    ['399101009', 'R-1024B', 'XCCM'],
    ['399192008', 'Y-X1770', 'XCCL'],
    ['399101009', 'Y-X1771', 'XCCM'],
    ['127457009', 'G-8310', 'SPECIMEN'],
  ];
  for (const [sct, srt, view] of views) {
    it(`reads ${view} from ${sct} and ${srt}`, () => {
      const designated = [
        [sct, 'SCT'],
        [srt, 'SRT'],
        [srt, 'SNM3'],
        [srt, '99SDM'],
      ];
      for (const [value, scheme] of designated) {
        const coded = header([sequence(Tag.ViewCodeSequence, code(value, scheme))]);
        expect(coded.viewPosition).toBe(view);
      }
    });
  }

  it('falls back on the meaning of an unknown code, then on View Position', () => {
    const meanings = [
      ['medio-lateral oblique', 'MLO'],
      ['Mediolateral Oblique', 'MLO'],
      ['cranio-caudal exaggerated laterally', 'XCCL'],
      ['Cranio-caudal', 'CC'],
      ['caudo-cranial (from below)', 'FB'],
      ['latero-medial', 'LM'],
    ];
    for (const [meaning, view] of meanings) {
      expect(header([sequence(Tag.ViewCodeSequence, code('X1', '99VENDOR', meaning))]).viewPosition).toBe(
        view,
      );
    }
    const unknown = sequence(Tag.ViewCodeSequence, code('X1', '99VENDOR', 'sideways'));
    expect(header([unknown, element(Tag.ViewPosition, 'CS', 'CC')]).viewPosition).toBe('CC');
    // A code of another scheme is not the SNOMED code that looks the same.
    expect(header([sequence(Tag.ViewCodeSequence, code('R-10242', '99VENDOR'))]).viewPosition).toBeNull();
  });

  it('lets the code win over View Position', () => {
    const coded = sequence(Tag.ViewCodeSequence, code('399162004', 'SCT'));
    expect(header([coded, element(Tag.ViewPosition, 'CS', 'MLO')]).viewPosition).toBe('CC');
  });

  it.each([
    ['MLO', null, 'MLO', []],
    ['xccl', null, 'XCCL', []],
    ['MCC', null, 'CC', ['M']],
    ['MLO ID', null, 'MLO', ['ID']],
    ['CCRL', null, 'CC', ['RL']],
    ['AT', null, 'MLO', ['AT']],
    ['CV', null, 'CC', ['CV']],
    ['RCC', 'R', 'CC', []],
    ['L MLO', 'L', 'MLO', []],
    ['R-CC', 'R', 'CC', []],
    ['LEFT_MLO', 'L', 'MLO', []],
    ['LML', 'L', 'ML', []],
    ['RLM', 'R', 'LM', []],
    ['LLMO', 'L', 'LMO', []],
    ['RMCC', 'R', 'CC', ['M']],
    // The right side in some languages, "displaced" in others: what is plain is the view.
    ['MLOD', null, 'MLO', []],
    ['CCE', null, 'XCC', []],
    ['AXILLARY TAIL', null, 'MLO', ['AT']],
    ['CRANIO-CAUDAL', null, 'CC', []],
    ['Left cranio-caudal view', 'L', 'CC', []],
    ['oblique medio-lateral', null, 'MLO', []],
    ['oblique médio-latérale', null, 'MLO', []],
    ['medio-lateral', null, 'ML', []],
    ['spot compression CC', null, 'CC', ['S']],
    // Words that are not known with ML's: MLO in German, and no ML.
    ['mediolateral schräg', null, null, []],
    ['AP', null, null, []],
    ['LATERAL', null, null, []],
    ['', null, null, []],
  ])('reads %j as it was meant', (value, laterality, viewPosition, viewModifiers) => {
    expect(viewFromText(value)).toEqual({ laterality, viewPosition, viewModifiers });
  });

  const modifiers = [
    ['399161006', 'R-102D2', 'CV'],
    ['399011000', 'R-102D1', 'AT'],
    ['399197002', 'R-102D3', 'RL'],
    ['399226006', 'R-102D4', 'RM'],
    ['414493004', 'R-102CA', 'RI'],
    ['415670009', 'R-102C9', 'RS'],
    ['399209000', 'R-102D5', 'ID'],
    ['399163009', 'R-102D6', 'M'],
    ['399055006', 'R-102D7', 'S'],
    ['399110001', 'R-102C2', 'TAN'],
    ['442581004', 'R-40AB3', 'NP'],
    ['442593008', 'R-40ABE', 'IMF'],
    ['442580003', 'R-40AB2', 'AX'],
  ];
  it('reads every modifier, in old and new codes, nested or beside the view', () => {
    for (const [sct, srt, modifier] of modifiers) {
      const nested = (value: string, scheme: string) =>
        sequence(
          Tag.ViewCodeSequence,
          code('399162004', 'SCT', '', [sequence(Tag.ViewModifierCodeSequence, code(value, scheme))]),
        );
      expect(header([nested(sct, 'SCT')]).viewModifiers).toEqual([modifier]);
      expect(header([nested(srt, 'SNM3')]).viewModifiers).toEqual([modifier]);
      expect(header([sequence(Tag.ViewModifierCodeSequence, code(sct, 'SCT'))]).viewModifiers).toEqual([
        modifier,
      ]);
    }
  });

  it('lists each modifier once', () => {
    const two = [code('399055006', 'SCT'), code('399163009', 'SCT'), code('R-102D6', 'SRT')];
    const coded = code('399162004', 'SCT', '', [element(Tag.ViewModifierCodeSequence, 'SQ', two)]);
    expect(
      header([sequence(Tag.ViewCodeSequence, coded), element(Tag.ViewPosition, 'CS', 'MCC')]).viewModifiers,
    ).toEqual(['S', 'M']);
  });
});

describe('spacing', () => {
  const imager = element(Tag.ImagerPixelSpacing, 'DS', '0.07\\0.08');

  it('divides the detector spacing by the magnification', () => {
    const { spacing } = header([imager, element(Tag.EstimatedRadiographicMagnificationFactor, 'DS', '1.6')]);
    expect(spacing?.rowMm).toBeCloseTo(0.07 / 1.6, 12);
    expect(spacing?.columnMm).toBeCloseTo(0.08 / 1.6, 12);
    expect(spacing?.source).toBe('ImagerPixelSpacing / EstimatedRadiographicMagnificationFactor');
  });

  it('takes Pixel Spacing first, also from the functional groups', () => {
    const own = element(Tag.PixelSpacing, 'DS', '0.1\\0.2');
    expect(header([imager, own]).spacing).toEqual({ rowMm: 0.1, columnMm: 0.2, source: 'PixelSpacing' });
    const measures = sequence(Tag.PixelMeasuresSequence, [own]);
    const groups = sequence(Tag.SharedFunctionalGroupsSequence, [measures]);
    expect(header([imager, groups]).spacing?.source).toBe('PixelSpacing');
    expect(header([imager]).spacing).toEqual({ rowMm: 0.07, columnMm: 0.08, source: 'ImagerPixelSpacing' });
  });

  const factor = (value: string) => element(Tag.EstimatedRadiographicMagnificationFactor, 'DS', value);
  const distances = (toDetector: string, toPatient: string) => [
    element(Tag.DistanceSourceToDetector, 'DS', toDetector),
    element(Tag.DistanceSourceToPatient, 'DS', toPatient),
  ];

  it('takes a Pixel Spacing equal to that of the detector for uncorrected', () => {
    const equal = element(Tag.PixelSpacing, 'DS', '0.07\\0.08');
    const corrected = header([imager, equal, factor('1.8')]);
    expect(corrected.spacing?.rowMm).toBeCloseTo(0.07 / 1.8, 12);
    expect(corrected.notices).toEqual([]);
    // Rounded otherwise, still equal.
    const rounded = element(Tag.PixelSpacing, 'DS', '0.07001\\0.0800');
    expect(header([imager, rounded, factor('1.8')]).spacing?.rowMm).toBeCloseTo(0.07 / 1.8, 12);
    // A calibration that comes to the same is one all the same.
    const calibrated = [imager, equal, element(Tag.PixelSpacingCalibrationType, 'CS', 'FIDUCIAL')];
    expect(header(calibrated).spacing?.source).toBe('PixelSpacing');
    const other = element(Tag.PixelSpacing, 'DS', '0.04\\0.045');
    expect(header([imager, other, factor('1.8')]).spacing).toMatchObject({
      rowMm: 0.04,
      source: 'PixelSpacing',
    });
  });

  it('divides by the ratio of the distances without a factor, and says where it has neither', () => {
    const byRatio = header([imager, ...distances('660', '366.7')]);
    expect(byRatio.spacing?.rowMm).toBeCloseTo((0.07 * 366.7) / 660, 12);
    expect(byRatio.spacing?.source).toBe(
      'ImagerPixelSpacing / (DistanceSourceToDetector / DistanceSourceToPatient)',
    );
    expect(byRatio.notices).toEqual([]);
    expect(header([imager, ...distances('660', '366.7'), factor('1.5')]).spacing?.rowMm).toBeCloseTo(
      0.07 / 1.5,
      12,
    );
    for (const unknown of [[], [factor('0')], distances('660', '0'), distances('600', '660')]) {
      const { spacing, notices } = header([imager, ...unknown]);
      expect(spacing).toEqual({ rowMm: 0.07, columnMm: 0.08, source: 'ImagerPixelSpacing' });
      expect(notices).toEqual([
        'Sizes are at the detector: the magnification is not told, and the breast is smaller.',
      ]);
    }
  });

  it('is none where it is absent or makes no sense', () => {
    for (const value of ['', '0\\0', '-1\\1', '0.1', 'a\\b']) {
      expect(header([element(Tag.PixelSpacing, 'DS', value)]).spacing).toBeNull();
    }
  });
});

describe('patient orientation', () => {
  const written = (value: string) => element(Tag.PatientOrientation, 'CS', value);
  const cosines = (value: string) => element(Tag.ImageOrientationPatient, 'DS', value);
  const shared = (...groups: TestElement[]) => sequence(Tag.SharedFunctionalGroupsSequence, groups);
  const plane = (value: string) => sequence(Tag.PlaneOrientationSequence, [cosines(value)]);

  it('comes from the cosines of the functional groups', () => {
    // A left MLO as it is hung, with the detector at 45 degrees, and turned by 180.
    expect(header([shared(plane('0\\-1\\0\\-0.7071\\0\\-0.7071'))]).patientOrientation).toEqual(['A', 'FR']);
    expect(header([shared(plane('0\\1\\0\\0.7071\\0\\0.7071'))]).patientOrientation).toEqual(['P', 'HL']);
    // A right CC; its rows are tilted by a degree.
    expect(header([shared(plane('0.0175\\0.9998\\0\\1\\0\\0'))]).patientOrientation).toEqual(['P', 'L']);
    // The rows of an MLO run along the chest wall where it lies on its side.
    expect(header([shared(plane('-0.5\\0\\-0.866\\0\\-1\\0'))]).patientOrientation).toEqual(['FR', 'A']);
  });

  it('comes from the letters of the frame, then the plane, then the image', () => {
    const inFrame = sequence(Tag.PatientOrientationInFrameSequence, [written('P\\L')]);
    const upright = plane('0\\-1\\0\\-1\\0\\0');
    expect(header([shared(upright, inFrame)]).patientOrientation).toEqual(['P', 'L']);
    const contradicted = header([written('P\\L'), shared(upright)]);
    expect(contradicted.patientOrientation).toEqual(['A', 'R']);
    expect(contradicted.notices).toEqual([
      'Patient Orientation (P\\L) contradicts the orientation of the frames (A\\R), which was used.',
    ]);
    expect(header([written('A\\RF'), shared(upright)]).notices).toEqual([]);
    expect(header([cosines('0\\-1\\0\\-1\\0\\0'), written('P\\L')]).patientOrientation).toEqual(['P', 'L']);
    expect(header([cosines('0\\-1\\0\\-1\\0\\0')]).patientOrientation).toEqual(['A', 'R']);
  });

  it('is none, with a word, where what is written cannot be', () => {
    const { patientOrientation, notices } = header([written('A\\P')]);
    expect(patientOrientation).toBeNull();
    expect(notices).toEqual([
      'Patient Orientation (A\\P) names no two directions across each other; it was left out.',
    ]);
    const repaired = header([written('L'), shared(plane('0\\-1\\0\\-1\\0\\0'))]);
    expect(repaired.patientOrientation).toEqual(['A', 'R']);
    expect(repaired.notices).toEqual([
      'Patient Orientation (L) names no two directions across each other; A\\R was used instead.',
    ]);
    expect(header([written('')])).toMatchObject({ patientOrientation: null, notices: [] });
    for (const value of ['0\\0\\0\\0\\0\\0', '1\\0\\0\\1\\0\\0', '1\\0\\0']) {
      expect(header([cosines(value)]).patientOrientation).toBeNull();
    }
  });
});

describe('presentation intent', () => {
  it('comes from the attribute, else from the SOP class', () => {
    const sop = (suffix: string) => element(Tag.SopClassUid, 'UI', `1.2.840.10008.5.1.4.1.1${suffix}`);
    expect(header([sop('.1.2')]).presentationIntent).toBe('FOR PRESENTATION');
    expect(header([sop('.1.2.1')]).presentationIntent).toBe('FOR PROCESSING');
    expect(header([sop('.7')]).presentationIntent).toBeNull();
    const said = element(Tag.PresentationIntentType, 'CS', 'FOR PROCESSING');
    expect(header([sop('.1.2'), said]).presentationIntent).toBe('FOR PROCESSING');
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

describe('pixel description', () => {
  const us = (tag: number, value: number) => element(tag, 'US', [value]);

  it('tells images of the phantom generator by the institution, and takes all others for real ones', () => {
    const from = (institution: string) => [element(Tag.InstitutionName, 'LO', institution)];
    expect(header(from('Mammoscope phantom generator')).phantom).toBe(true);
    expect(header(from('General Hospital')).phantom).toBe(false);
    expect(header([]).phantom).toBe(false);
  });

  it('refuses what makes no sense, by kind', () => {
    expect(kind([us(Tag.Rows, 0)])).toBe('corrupt');
    expect(kind([us(Tag.BitsAllocated, 12)])).toBe('unsupported');
    expect(kind([us(Tag.BitsStored, 17)])).toBe('corrupt');
    expect(kind([us(Tag.BitsStored, 0)])).toBe('corrupt');
    expect(kind([us(Tag.SamplesPerPixel, 4)])).toBe('unsupported');
    expect(kind([element(Tag.NumberOfFrames, 'IS', '-1')])).toBe('corrupt');
    expect(kind([us(Tag.Rows, 65535), us(Tag.Columns, 65535)])).toBe('too-large');
    expect(kind([element(Tag.FloatPixelData, 'OF', new Uint8Array(24))])).toBe('unsupported');
  });

  it('keeps a High Bit that may be, repairs one that cannot, and says so', () => {
    expect(header([us(Tag.HighBit, 11)]).notices).toEqual([]);
    const high = header([us(Tag.HighBit, 15)]);
    expect(high.highBit).toBe(15);
    expect(high.notices).toEqual([
      'High Bit is 15 where 12 bits are stored; which bits hold the values is told from the pixels.',
    ]);
    for (const impossible of [3, 16]) {
      const repaired = header([us(Tag.HighBit, impossible)]);
      expect(repaired.highBit).toBe(11);
      expect(repaired.notices).toEqual([
        `High Bit is said to be ${impossible}, which cannot be; 11 was used.`,
      ]);
    }
  });

  it('takes an absent, empty or zero number of frames for one', () => {
    for (const extra of [
      [],
      [element(Tag.NumberOfFrames, 'IS', '')],
      [element(Tag.NumberOfFrames, 'IS', '0')],
    ]) {
      expect(header(extra).frames).toBe(1);
    }
  });

  it('allows compressed frames fewer samples than native ones', () => {
    const large = imageElements(10_000, 10_000, 8);
    const readAs = (uid: string) => {
      const file = parseDicom(part10(uid, encode(large)));
      return file.ok && readHeader(file.value).ok;
    };
    expect(readAs(TransferSyntax.ExplicitLittle)).toBe(true);
    expect(readAs(TransferSyntax.JpegBaseline)).toBe(false);
  });

  it('says which objects are no images', () => {
    const report = part10(
      TransferSyntax.ExplicitLittle,
      encode([element(Tag.SopClassUid, 'UI', '1.2.840.10008.5.1.4.1.1.88.22')]),
    );
    const file = parseDicom(report);
    expect(file.ok && readHeader(file.value)).toMatchObject({ problem: { kind: 'not-an-image' } });
  });
});
