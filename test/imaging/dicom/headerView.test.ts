import { describe, expect, it } from 'vitest';
import { Tag } from '../../../imaging/dicom/tags.ts';
import { viewFromText } from '../../../imaging/dicom/viewText.ts';
import { element } from './build.ts';
import type { TestElement } from './build.ts';
import { header, code, sequence } from './builtHeader.ts';

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
    // What is rolled to no side that is told is no plain view.
    ['ROLL CC', null, null, []],
    ['CC ROLLED LATERALLY', null, 'CC', ['RL']],
    ['CC IMPLANT DISPLACED', null, 'CC', ['ID']],
    ['EKLUND CC', null, 'CC', ['ID']],
    ['RMLO Eklund', 'R', 'MLO', ['ID']],
    ['RCC ID', 'R', 'CC', ['ID']],
    ['R Axillary tail', 'R', 'MLO', ['AT']],
    ['MLO AT', null, 'MLO', ['AT']],
    ['L AT', 'L', 'MLO', ['AT']],
    ['TAN CC', null, 'CC', ['TAN']],
    ['kranio-kaudal', null, 'CC', []],
    ['cráneo-caudal', null, 'CC', []],
    // Abbreviations that begin with a letter of a side, and are none.
    ['LAT', null, null, []],
    ['RLAT', null, null, []],
    ['R LAT', 'R', null, []],
    ['RAT', null, null, []],
    ['LCV', null, null, []],
    ['LM', null, 'LM', []],
    ['RL', null, null, []],
    ['RM', null, null, []],
    ['LL', null, null, []],
    ['RM CC', null, null, []],
    ['RS CC', null, null, []],
    ['LM CC', null, null, []],
    ['LATERAL', null, null, []],
    ['', null, null, []],
  ])('reads %j as it was meant', (value, laterality, viewPosition, viewModifiers) => {
    expect(viewFromText(value)).toEqual({ laterality, viewPosition, viewModifiers });
  });

  it('that is none of the known ones is quoted, safely and short', () => {
    const of = (value: string, ...more: TestElement[]) =>
      header([element(Tag.ViewPosition, 'CS', value), ...more]).notices;
    for (const value of ['OBL', 'ROLL CC', '90', 'TAN', 'face']) {
      expect(of(value)).toEqual([`View Position "${value}" is none that is known.`]);
    }
    for (const value of ['LAT', 'LATERAL', 'R LAT', 'RLAT', 'lat.']) {
      expect(of(value)).toEqual([`View Position "${value}" may be ML or LM, which is not told.`]);
    }
    const long = `"x"\u0007\n${'y'.repeat(60)}`;
    expect(of(long)).toEqual([`View Position "'x' ${'y'.repeat(20)}…" is none that is known.`]);
    const unknown = sequence(Tag.ViewCodeSequence, code('X1', '99VENDOR', 'sideways'));
    expect(of('', unknown)).toEqual(['The view code "sideways" is none that is known.']);
    expect(of('CC', unknown)).toEqual([]);
    // A chest has views of its own.
    expect(of('AP', element(Tag.BodyPartExamined, 'CS', 'CHEST'))).toEqual([]);
    expect(of('')).toEqual([]);
  });

  it('that is lateral has no side, and contradicts none', () => {
    const right = element(Tag.ImageLaterality, 'CS', 'R');
    const read = header([element(Tag.ViewPosition, 'CS', 'LAT'), right]);
    expect(read).toMatchObject({ laterality: 'R', viewPosition: null, viewModifiers: [] });
    expect(read.notices).toEqual(['View Position "LAT" may be ML or LM, which is not told.']);
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
