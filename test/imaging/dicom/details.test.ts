import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readDetails, type AcquisitionDetails } from '../../../imaging/dicom/details.ts';
import { parseDicom } from '../../../imaging/dicom/parse.ts';
import { Tag } from '../../../imaging/dicom/tags.ts';
import {
  explicitBig,
  explicitLittle,
  implicitLittle,
  TransferSyntax,
} from '../../../imaging/dicom/transferSyntax.ts';
import { lacks, needing, sharedDir } from '../../needs.ts';
import { element, encode, imageElements, part10 } from './build.ts';
import type { TestElement } from './build.ts';

function detailsOf(bytes: Uint8Array): AcquisitionDetails {
  const file = parseDicom(bytes);
  if (!file.ok) throw new Error(file.problem.message);
  return readDetails(file.value);
}

function details(extra: readonly TestElement[], encoding = explicitLittle): AcquisitionDetails {
  const uid = encoding.bigEndian
    ? TransferSyntax.ExplicitBig
    : encoding.explicit
      ? TransferSyntax.ExplicitLittle
      : TransferSyntax.ImplicitLittle;
  return detailsOf(part10(uid, encode(imageElements(2, 3, 16, extra), encoding)));
}

const nothing: AcquisitionDetails = {
  kilovolts: null,
  exposureMas: null,
  anode: '',
  filters: [],
  compressionForceNewton: null,
  thicknessMm: null,
  organDoseMilligray: null,
  entranceDoseMilligray: null,
  positionerAngleDegrees: null,
  magnificationFactor: null,
  institution: '',
  station: '',
  detectorId: '',
  acquisitionDate: '',
  acquisitionTime: '',
  contentTime: '',
  lossyRatios: [],
  lossyMethods: [],
  partialView: false,
  partialViewDescription: '',
  implantPresent: null,
  burnedInAnnotation: null,
  spacingCalibration: '',
  spacingCalibrationDescription: '',
};

describe('acquisition details', () => {
  it('are empty where the image says nothing', () => {
    expect(details([])).toEqual(nothing);
  });

  const everything: readonly TestElement[] = [
    element(Tag.AcquisitionDate, 'DA', '20260302'),
    element(Tag.ContentDate, 'DA', '20260303'),
    element(Tag.AcquisitionTime, 'TM', '103112.5'),
    element(Tag.ContentTime, 'TM', '103115'),
    element(Tag.InstitutionName, 'LO', 'Clinic '),
    element(Tag.StationName, 'SH', 'MG1'),
    element(Tag.Kvp, 'DS', '29'),
    element(Tag.EstimatedRadiographicMagnificationFactor, 'DS', '1.8'),
    element(Tag.Exposure, 'IS', '65'),
    element(Tag.ExposureInMicroampereSeconds, 'IS', '65400'),
    element(Tag.AnodeTargetMaterial, 'CS', 'TUNGSTEN'),
    element(Tag.BodyPartThickness, 'DS', '58'),
    element(Tag.CompressionForce, 'DS', '105.2'),
    element(Tag.PositionerPrimaryAngle, 'DS', '-45'),
    element(Tag.DetectorId, 'SH', 'D7'),
    element(Tag.FilterMaterial, 'CS', 'RHODIUM\\ALUMINUM'),
    element(Tag.BurnedInAnnotation, 'CS', 'NO'),
    element(Tag.PixelSpacingCalibrationType, 'CS', 'FIDUCIAL'),
    element(Tag.PixelSpacingCalibrationDescription, 'LO', 'Ruler'),
    element(Tag.BreastImplantPresent, 'CS', 'YES'),
    element(Tag.PartialView, 'CS', 'YES'),
    element(Tag.PartialViewDescription, 'ST', 'Lower half'),
    element(Tag.LossyImageCompressionRatio, 'DS', '10\\4.5'),
    element(Tag.LossyImageCompressionMethod, 'CS', 'ISO_10918_1\\ISO_15444_1'),
    element(Tag.OrganDose, 'DS', '0.0142'),
    element(Tag.EntranceDoseInMilligray, 'DS', '6.1'),
  ];

  it('are read with their units, in every encoding: decigray become milligray, microampere seconds mAs', () => {
    for (const encoding of [explicitLittle, implicitLittle, explicitBig]) {
      expect(details(everything, encoding)).toEqual({
        kilovolts: 29,
        exposureMas: expect.closeTo(65.4, 12),
        anode: 'TUNGSTEN',
        filters: ['RHODIUM', 'ALUMINUM'],
        compressionForceNewton: 105.2,
        thicknessMm: 58,
        organDoseMilligray: expect.closeTo(1.42, 12),
        entranceDoseMilligray: 6.1,
        positionerAngleDegrees: -45,
        magnificationFactor: 1.8,
        institution: 'Clinic',
        station: 'MG1',
        detectorId: 'D7',
        acquisitionDate: '20260302',
        acquisitionTime: '103112.5',
        contentTime: '103115',
        lossyRatios: [10, 4.5],
        lossyMethods: ['ISO_10918_1', 'ISO_15444_1'],
        partialView: true,
        partialViewDescription: 'Lower half',
        implantPresent: true,
        burnedInAnnotation: false,
        spacingCalibration: 'FIDUCIAL',
        spacingCalibrationDescription: 'Ruler',
      });
    }
  });

  it('fall back on the older and coarser attributes', () => {
    expect(details([element(Tag.Exposure, 'IS', '65')]).exposureMas).toBe(65);
    expect(details([element(Tag.EntranceDose, 'US', [3])]).entranceDoseMilligray).toBe(300);
    expect(details([element(Tag.ContentDate, 'DA', '20260303')]).acquisitionDate).toBe('20260303');
    const both = details([element(Tag.AcquisitionDateTime, 'DT', '20260302103112.500000+0100')]);
    expect([both.acquisitionDate, both.acquisitionTime]).toEqual(['20260302', '103112.500000']);
    expect(details([element(Tag.AcquisitionDateTime, 'DT', '2026')]).acquisitionTime).toBe('');
  });

  it('of tomosynthesis come from its acquisition sequence', () => {
    const acquisition = [
      element(Tag.Kvp, 'DS', '31'),
      element(Tag.AnodeTargetMaterial, 'CS', 'RHODIUM'),
      element(Tag.BodyPartThickness, 'DS', '61'),
      element(Tag.FilterMaterial, 'CS', 'SILVER'),
      element(Tag.ExposureInMilliampereSeconds, 'FD', [52.5]),
    ];
    expect(
      details([element(Tag.XRay3dAcquisitionSequence, 'SQ', [acquisition], { open: true })]),
    ).toMatchObject({
      kilovolts: 31,
      exposureMas: 52.5,
      anode: 'RHODIUM',
      filters: ['SILVER'],
      thicknessMm: 61,
    });
  });

  it('that are zero, negative or no numbers are not known; angles may be any', () => {
    expect(
      details([
        element(Tag.Kvp, 'DS', '0'),
        element(Tag.Exposure, 'IS', 'many'),
        element(Tag.PositionerPrimaryAngle, 'DS', '0'),
        element(Tag.CompressionForce, 'DS', '-1'),
        element(Tag.OrganDose, 'DS', ''),
      ]),
    ).toEqual({ ...nothing, positionerAngleDegrees: 0 });
  });

  it('name the parts of a partial view by its codes', () => {
    const part = (meaning: string) => [element(Tag.CodeMeaning, 'LO', meaning)];
    const sequence = element(Tag.PartialViewCodeSequence, 'SQ', [part('Superior'), part('Medial')]);
    expect(details([element(Tag.PartialView, 'CS', 'yes'), sequence])).toMatchObject({
      partialView: true,
      partialViewDescription: 'Superior, Medial',
    });
  });
});

describe.skipIf(lacks('shared'))(needing('acquisition details of samples', 'shared'), () => {
  const sample = (name: string) =>
    detailsOf(new Uint8Array(readFileSync(join(sharedDir, 'dicom-samples', name))));

  it('are those that dcmdump shows', () => {
    expect(sample('mg/mg_lcc_stereo_overlays.dcm')).toEqual({
      ...nothing,
      kilovolts: 24,
      exposureMas: expect.closeTo(44.41, 9),
      anode: 'MOLYBDENUM',
      filters: ['RHODIUM'],
      compressionForceNewton: 59.2,
      thicknessMm: 14,
      organDoseMilligray: expect.closeTo(1.1805, 9),
      entranceDoseMilligray: expect.closeTo(1.8121681064816, 9),
      positionerAngleDegrees: 0.03,
      magnificationFactor: expect.closeTo(1.0433386837881, 12),
      detectorId: 'L03-02246',
      acquisitionDate: '20200910',
      acquisitionTime: '110000',
      contentTime: '110000',
      implantPresent: false,
      burnedInAnnotation: false,
    });
    expect(sample('mg/mammogram_wg04_sc_jpeg12.dcm')).toEqual({
      ...nothing,
      institution: 'USF',
      acquisitionDate: '19970820',
      lossyRatios: [10],
    });
    expect(sample('syntax/ct_jpegls_near.dcm')).toMatchObject({
      kilovolts: 120,
      exposureMas: 200,
      station: 'STATION_NAME',
      lossyRatios: [expect.closeTo(4.39684003958337, 12)],
    });
  });
});
