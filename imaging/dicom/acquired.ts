/** When an image was acquired. */
import { dateOf, isDay, timeOf } from './spelling.ts';
import { Tag } from './tags.ts';
import { text } from './values.ts';
import type { DataSet } from './values.ts';

/** One pair of attributes, or one that has both. */
interface Said {
  readonly by: string;
  readonly date: string;
  readonly time: string;
}

/** In the order of trust: of the acquisition, else of the content. */
function saidTimes(dataSet: DataSet): readonly Said[] {
  const both = text(dataSet, Tag.AcquisitionDateTime);
  const dated = /^(\d{8}|\d{4}-\d{1,2}-\d{1,2})[T ]?([^+-]*)/.exec(both);
  return [
    {
      by: 'Acquisition Time',
      date: text(dataSet, Tag.AcquisitionDate),
      time: text(dataSet, Tag.AcquisitionTime),
    },
    { by: 'Acquisition DateTime', date: dated?.[1] ?? '', time: dated?.[2] ?? '' },
    { by: 'Content Time', date: text(dataSet, Tag.ContentDate), time: text(dataSet, Tag.ContentTime) },
  ];
}

/**
 * YYYYMMDDHHMMSS and a fraction; YYYYMMDD where no time can be read; '' where no date can. The first that has both, else the first
 * that has a date.
 */
export function readAcquired(dataSet: DataSet): string {
  const read = saidTimes(dataSet).map(({ date, time }) => ({ day: dateOf(date), time: timeOf(time) }));
  const dated = read.filter(({ day }) => isDay(day));
  const best = dated.find(({ time }) => time !== '') ?? dated.at(0);
  return best === undefined ? '' : best.day + best.time;
}

/** A sentence where a time that would have been used is written and cannot be read. */
export function acquiredNotice(dataSet: DataSet): string | null {
  const said = saidTimes(dataSet);
  const used = said.findIndex(({ date, time }) => isDay(dateOf(date)) && timeOf(time) !== '');
  const passed = used < 0 ? said : said.slice(0, used);
  const odd = passed.find(({ time }) => time !== '' && timeOf(time) === '');
  if (odd === undefined) return null;
  const instead =
    used < 0 ? 'it does not say which exposure was the last' : `${said[used].by} is used instead`;
  return `${odd.by} cannot be read: ${instead}.`;
}
