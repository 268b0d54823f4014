import { describe, expect, it } from 'vitest';
import { dateOf, enumerated, readableDate, timeOf, yesOrNo } from '../../../imaging/dicom/spelling.ts';

describe('dates as people write them', () => {
  it.each([
    ['20260302', '20260302'],
    ['2026.03.02', '20260302'],
    ['2026-03-02', '20260302'],
    ['2026/3/2', '20260302'],
    ['2026 03 02', '20260302'],
    ['02.03.2026', '20260302'],
    ['2.3.2026', '20260302'],
    ['31/03/2026', '20260331'],
    ['03-31-2026', '20260331'],
    ['05/05/2026', '20260505'],
    ['20260302101500', '20260302'],
    ['20260302101500.123', '20260302'],
    ['2026-03-02T10:15', '20260302'],
    ['', ''],
    ['00000000', ''],
    ['0000-00-00', ''],
    ['19600000', '1960'],
    ['19600300', '196003'],
    // More than one meaning, or none.
    ['03/02/2026', '03/02/2026'],
    ['20261332', '20261332'],
    ['1960', '1960'],
    ['unknown', 'unknown'],
    ['19600302-19610302', '19600302-19610302'],
  ])('%j is %j', (written, meant) => {
    expect(dateOf(written)).toBe(meant);
  });
});

describe('times as people write them', () => {
  it.each([
    ['090000', '090000'],
    ['90000', '090000'],
    ['100000', '100000'],
    ['9:05:00', '090500'],
    ['10:15:00', '101500'],
    ['10:15:00.250', '101500.25'],
    ['101500.000000', '101500'],
    ['90000.5', '090000.5'],
    ['1015', '101500'],
    ['9:05', '090500'],
    ['10', '100000'],
    ['235960', '235960'],
    // More than one meaning, or none.
    ['905', ''],
    ['9', ''],
    ['996100', ''],
    ['24:00:00', ''],
    ['morning', ''],
    ['9:05:00 PM', ''],
    ['', ''],
  ])('%j is %j', (written, meant) => {
    expect(timeOf(written)).toBe(meant);
  });
});

it('dates are shown as far as they say, and zeros as no date', () => {
  expect(['20260302', '202603', '2026'].map(readableDate)).toEqual(['2026-03-02', '2026-03', '2026']);
  expect(['00000000', '0000', '20261332', '20260230', 'unknown', ''].filter(readableDate)).toEqual([]);
});

describe('enumerated values', () => {
  it('are told whatever case and separators they have', () => {
    const terms = ['FOR PRESENTATION', 'FOR PROCESSING'] as const;
    expect(enumerated('For_Presentation', terms)).toBe('FOR PRESENTATION');
    expect(enumerated('for-processing ', terms)).toBe('FOR PROCESSING');
    expect(enumerated('FOR', terms)).toBeNull();
    expect(enumerated('', terms)).toBeNull();
  });

  it('of yes and no', () => {
    expect(['YES', 'yes', 'Y', ' Yes '].map(yesOrNo)).toEqual([true, true, true, true]);
    expect(['NO', 'no', 'N'].map(yesOrNo)).toEqual([false, false, false]);
    expect(['', 'UNKNOWN', 'NONE'].map(yesOrNo)).toEqual([null, null, null]);
  });
});
