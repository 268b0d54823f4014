import { describe, expect, it } from 'vitest';
import type { ImageHeader } from '../../../contract/image.ts';
import type { AcquisitionDetails } from '../../../imaging/dicom/details.ts';
import { shownIdentity } from '../../../renderer/app/identity.ts';
import {
  cornerTexts,
  linesOf,
  textSide,
  type CornerLine,
  type CornerSubject,
} from '../../../renderer/hanging/cornerTexts.ts';
import { acrLabel } from '../../../renderer/hanging/labels.ts';
import { acquisitionDetails, cornerSubject } from './cornerSubject.ts';
import { examRow } from './exam.ts';

interface Changes {
  readonly header?: Partial<ImageHeader>;
  readonly details?: Partial<AcquisitionDetails>;
  readonly subject?: Partial<CornerSubject>;
}

function texts(changes: Changes = {}) {
  const row = examRow();
  const deidentified = changes.subject?.deidentified ?? false;
  return cornerTexts({
    header: { ...cornerSubject.header, ...changes.header },
    details: { ...acquisitionDetails, ...changes.details },
    row,
    identity: shownIdentity(row, deidentified ? new Map() : null),
    deidentified,
    label: 'R CC',
    side: 'left',
    badges: [],
    notices: 0,
    scale: '30 %, 3.0 px/mm',
    ...changes.subject,
  });
}

const plain = (lines: readonly CornerLine[]) => lines.map(({ text }) => text);
const warnings = (changes: Changes) =>
  texts(changes)
    .bottomLeft.filter(({ kind }) => kind === 'warning')
    .map(({ text }) => text);

describe('corner texts', () => {
  it('are told apart by what they are, not by where they stand', () => {
    const badges = [{ text: 'Orientation from the picture', look: 'amber' }] as const;
    const few = (subject: Partial<CornerSubject>) =>
      Object.values(linesOf(texts({ subject }), ['label', 'amber', 'scale'])).map(plain);
    expect(few({ badges })).toEqual([['R CC', 'Orientation from the picture'], [], ['30 %, 3.0 px/mm'], []]);
    expect(few({ scale: '', side: 'right' })).toEqual([[], ['R CC'], [], []]);
  });

  it('say who, when and how, on the side away from the chest wall', () => {
    const { topLeft, topRight, bottomLeft, bottomRight } = texts();
    expect(plain(topLeft)).toEqual([
      'R CC',
      'Doe, Jane',
      '4711',
      'born 1966-05-01, 59 y',
      '2026-03-02 10:31',
    ]);
    expect(plain(bottomLeft)).toEqual([
      'W/Rh 29 kVp 65.4 mAs',
      '58 mm 105 N 45°',
      'Dose 1.42 mGy, entrance 6 mGy',
      'Clinic, MG1',
      'Maker M1',
      '30 %, 3.0 px/mm',
    ]);
    expect([topRight, bottomRight]).toEqual([[], []]);
    const other = texts({ subject: { side: 'right' } });
    expect([other.topLeft, other.bottomLeft]).toEqual([[], []]);
    expect(plain(other.topRight)).toEqual(plain(topLeft));
    expect([textSide('right'), textSide('left'), textSide(null)]).toEqual(['left', 'right', 'left']);
  });

  it('de-identified tell neither person nor place nor day', () => {
    const { topLeft, bottomLeft } = texts({ subject: { deidentified: true } });
    expect(plain(topLeft)).toEqual(['R CC', 'Patient', '59 y', '2026']);
    const all = JSON.stringify([topLeft, bottomLeft]);
    for (const identity of ['Doe', '4711', '1966', '0302', '03-02', '10:31', 'Clinic', 'MG1', 'A1']) {
      expect(all).not.toContain(identity);
    }
  });

  it('have what was done to the view below its label, first what can mislead', () => {
    const badges = [
      { text: 'Mirrored', look: 'amber' },
      { text: 'Turned 90°', look: 'amber' },
      { text: 'Frame 3 of 41', look: 'plain' },
      { text: 'Inverted', look: 'quiet' },
      { text: 'Linked', look: 'quiet' },
    ] as const;
    const [label, ...below] = texts({ subject: { badges } }).topLeft;
    expect(label.text).toBe('R CC');
    const [, notices] = texts({ subject: { notices: 2 } }).topLeft;
    expect(`${notices.kind}: ${notices.text}`).toBe('notices: 2 notices');
    expect(texts({ subject: { notices: 1 } }).topLeft[1].text).toBe('1 notice');
    expect(below.slice(0, 4).map(({ kind, text }) => `${kind}: ${text}`)).toEqual([
      'amber: Mirrored',
      'amber: Turned 90°',
      'badge: Frame 3 of 41',
      'badge: Inverted · Linked',
    ]);
  });

  it('are whole when their pieces are put together, none of them a number without its unit', () => {
    const { topLeft, bottomLeft } = texts({
      details: { partialView: true, partialViewDescription: 'Lower half' },
    });
    for (const { text, parts } of [...topLeft, ...bottomLeft]) expect(parts.join('')).toBe(text);
    const pieces = [...topLeft, ...bottomLeft].flatMap(({ parts }) => parts);
    expect(pieces).toEqual(expect.arrayContaining(['W/Rh', ' 29 kVp', ' 65.4 mAs', 'Dose 1.42 mGy', '30 %']));
    expect(pieces).toEqual(expect.arrayContaining(['Partial view', ': Lower half', '2026-03-02', ' 10:31']));
  });

  it('leave out what is not known', () => {
    const empty = Object.fromEntries(
      Object.entries(acquisitionDetails).map(([key, value]) => [
        key,
        Array.isArray(value)
          ? []
          : typeof value === 'string'
            ? ''
            : typeof value === 'boolean'
              ? false
              : null,
      ]),
    ) as unknown as AcquisitionDetails;
    const header = { manufacturer: '', manufacturerModelName: '' };
    expect(plain(texts({ details: empty, header, subject: { scale: '' } }).bottomLeft)).toEqual([]);
  });

  it('warn of what the reader must know', () => {
    expect(warnings({})).toEqual([]);
    expect(warnings({ header: { spacing: null } })).toEqual(['No pixel spacing: not to scale']);
    expect(warnings({ header: { patientId: '0815' } })).toEqual(['Patient ID differs in this image']);
    expect(warnings({ details: { partialView: true, partialViewDescription: 'Lower half' } })).toEqual([
      'Partial view: Lower half',
    ]);
    expect(warnings({ details: { implantPresent: true } })).toEqual(['Implant']);
    const burned = { details: { burnedInAnnotation: true } };
    expect(warnings(burned)).toEqual([]);
    expect(warnings({ ...burned, subject: { deidentified: true } })).toHaveLength(1);
    const calibrated: Changes = {
      header: { spacing: { rowMm: 0.1, columnMm: 0.1, source: 'PixelSpacing' } },
      details: { spacingCalibration: 'FIDUCIAL' },
    };
    expect(warnings(calibrated)).toEqual(['Sizes calibrated: fiducial']);
  });

  it('do not say in the label what a badge says', () => {
    const [label] = texts({
      subject: {
        label: 'R CC, synthetic 2D, For Processing (2)',
        badges: [{ text: 'Synthetic 2D', look: 'plain' }],
      },
    }).topLeft;
    expect(label.text).toBe('R CC, For Processing (2)');
  });

  it('tell magnification', () => {
    expect(plain(texts({ details: { magnificationFactor: 1.8 } }).bottomLeft)).toContain(
      'Magnification 1.80',
    );
  });
});

describe('the ACR label', () => {
  it('has magnification and spot before the view, other modifiers behind it', () => {
    expect(acrLabel({ laterality: 'R', view: 'CC', modifiers: [] })).toBe('R CC');
    expect(acrLabel({ laterality: 'L', view: 'MLO', modifiers: ['ID'] })).toBe('L MLO ID');
    expect(acrLabel({ laterality: 'R', view: 'CC', modifiers: ['S', 'M', 'RL'] })).toBe('R MSCC RL');
  });

  it('has cleavage and axillary tail in place of the view they modify', () => {
    expect(acrLabel({ laterality: 'R', view: 'MLO', modifiers: ['AT'] })).toBe('R AT');
    expect(acrLabel({ laterality: null, view: 'CC', modifiers: ['CV'] })).toBe('CV, side not stated');
    expect(acrLabel({ laterality: 'R', view: 'CC', modifiers: ['AT'] })).toBe('R CC AT');
  });

  it('says what is not known', () => {
    expect(acrLabel({ laterality: 'L', view: null, modifiers: ['S'] })).toBe('L S, view not stated');
    expect(acrLabel({ laterality: null, view: null, modifiers: [] })).toBe('Side and view not stated');
    expect(acrLabel({ laterality: 'R', view: 'SPECIMEN', modifiers: ['M'] })).toBe('R M specimen');
  });
});
