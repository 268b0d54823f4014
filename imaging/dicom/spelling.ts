/** Values as people write them: enumerated ones in other case and with other separators, dates with dots. Pure. */

/** Letters and digits in capitals: what is left when spelling is taken away. */
export function bare(text: string): string {
  return text.toUpperCase().replace(/[^A-Z0-9]/g, '');
}

/** The one of `terms` that `text` spells, whatever case and separators it uses; null where it is none of them. */
export function enumerated<Term extends string>(text: string, terms: readonly Term[]): Term | null {
  const spelled = bare(text);
  return terms.find((term) => bare(term) === spelled) ?? null;
}

/** YES and NO (PS3.5 section 6.2, CS), also by their first letters; null for all else. */
export function yesOrNo(text: string): boolean | null {
  switch (bare(text)) {
    case 'YES':
    case 'Y':
      return true;
    case 'NO':
    case 'N':
      return false;
    default:
      return null;
  }
}

/**
 * A date (PS3.5 section 6.2, DA) as YYYYMMDD, also where it is written with separators, with the year last, or with a time behind
 * it. YYYY or YYYYMM where the rest is zeros, '' where all is. A text with more than one meaning stays as it is.
 */
export function dateOf(text: string): string {
  const written = text.trim();
  if (/^[0\s./:-]*$/.test(written)) return '';
  const parts =
    /^(\d{4})([.\-/ ]?)(\d{2})\2(\d{2})(?:\d{2,6}(?:\.\d*)?(?:[+-]\d{4})?|[T ].*)?$/.exec(written) ??
    /^(\d{4})([.\-/ ])(\d{1,2})\2(\d{1,2})$/.exec(written);
  if (parts !== null) return joined(parts[1], parts[3], parts[4]) ?? written;
  const yearLast = /^(\d{1,2})([.\-/])(\d{1,2})\2(\d{4})$/.exec(written);
  if (yearLast === null) return written;
  const [, first, separator, second, year] = yearLast;
  // Dots stand between day, month and year everywhere; dashes and slashes do not.
  const isDayFirst = separator === '.' || Number(first) > 12;
  if (!isDayFirst && Number(second) <= 12 && first !== second) return written;
  return (isDayFirst ? joined(year, second, first) : joined(year, first, second)) ?? written;
}

/**
 * A time (PS3.5 section 6.2, TM) as HHMMSS with a fraction where there is one; what is not told is 0. Also with colons and without
 * the zero before the hour (`9:05:00`, `90500`). '' for all else: of three digits nobody knows which are the hour.
 */
export function timeOf(text: string): string {
  const parts =
    /^(\d{2})(?:(\d{2})(?:(\d{2})(?:[.,](\d+))?)?)?$/.exec(text.trim()) ??
    /^(\d)(\d{2})(\d{2})(?:[.,](\d+))?$/.exec(text.trim()) ??
    /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?$/.exec(text.trim());
  if (parts === null) return '';
  const [hours, minutes, seconds] = [1, 2, 3].map((at) => (parts.at(at) ?? '0').padStart(2, '0'));
  // 60 is a leap second.
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 60) return '';
  const fraction = (parts.at(4) ?? '').replace(/0+$/, '');
  return `${hours}${minutes}${seconds}${fraction === '' ? '' : `.${fraction}`}`;
}

/** True for YYYYMMDD of a day that there is. */
export function isDay(date: string): boolean {
  const parts = /^(\d{4})(\d{2})(\d{2})$/.exec(date);
  if (parts === null) return false;
  const [year, month, day] = parts.slice(1).map(Number);
  const there = new Date(Date.UTC(year, month - 1, day));
  return year >= 1 && there.getUTCMonth() === month - 1 && there.getUTCDate() === day;
}

/**
 * YYYY-MM-DD of a DICOM date (PS3.5 section 6.2, VR DA), YYYY-MM or YYYY where that is all it says; '' for what is no date: nobody
 * is to take zeros for a birthday.
 */
export function readableDate(date: string): string {
  if (isDay(date)) return `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`;
  if (isDay(`${date}01`)) return `${date.slice(0, 4)}-${date.slice(4)}`;
  return isDay(`${date}0101`) ? date : '';
}

/** Null where there is no such day. */
function joined(year: string, month: string, day: string): string | null {
  const [months, days] = [Number(month), Number(day)];
  if (months === 0) return days === 0 && Number(year) > 0 ? year : null;
  if (months > 12 || days > 31) return null;
  const beginning = `${year}${month.padStart(2, '0')}`;
  return days === 0 ? beginning : `${beginning}${day.padStart(2, '0')}`;
}
