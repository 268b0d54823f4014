import { expect, it } from 'vitest';
import { Tag } from '../../../imaging/dicom/tags.ts';
import { element } from './build.ts';
import { header } from './builtHeader.ts';

const acquisition = (date: string, time: string) => [
  element(Tag.AcquisitionDate, 'DA', date),
  element(Tag.AcquisitionTime, 'TM', time),
];
const content = (date: string, time: string) => [
  element(Tag.ContentDate, 'DA', date),
  element(Tag.ContentTime, 'TM', time),
];
const both = (value: string) => [element(Tag.AcquisitionDateTime, 'DT', value)];

it.each([
  [acquisition('20260302', '90000'), '20260302090000'],
  [acquisition('2026-03-02', '9:05:00'), '20260302090500'],
  [acquisition('20260302', '101500.250000'), '20260302101500.25'],
  [both('20260302101500.5+0100'), '20260302101500.5'],
  [both('2026-03-02T10:15:00'), '20260302101500'],
  [both('2026030290000'), '20260302090000'],
  [[...content('20260302', '110000'), ...acquisition('20260302', '100000')], '20260302100000'],
  [acquisition('20260302', ''), '20260302'],
  [acquisition('20260231', '100000'), ''],
  [acquisition('', '100000'), ''],
])('%# is read as it sorts', (elements, acquired) => {
  expect(header(elements)).toMatchObject({ acquired, notices: [] });
});

it('a time that cannot be read is told, and what is used instead', () => {
  expect(header(acquisition('20260302', 'morning'))).toMatchObject({
    acquired: '20260302',
    notices: ['Acquisition Time cannot be read: it does not say which exposure was the last.'],
  });
  expect(header([...acquisition('20260302', '905'), ...content('20260302', '90600')])).toMatchObject({
    acquired: '20260302090600',
    notices: ['Acquisition Time cannot be read: Content Time is used instead.'],
  });
});
