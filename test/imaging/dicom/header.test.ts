import { describe, expect, it } from 'vitest';
import { readHeader } from '../../../imaging/dicom/header.ts';
import { parseDicom } from '../../../imaging/dicom/parse.ts';
import { Tag } from '../../../imaging/dicom/tags.ts';
import { TransferSyntax } from '../../../imaging/dicom/transferSyntax.ts';
import { element, encode, imageElements, part10 } from './build.ts';
import { header, kind, sequence } from './builtHeader.ts';

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
