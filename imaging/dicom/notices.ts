import type { ImageHeader } from '../../contract/image.ts';
import { Tag } from './tags.ts';
import { number } from './values.ts';
import type { DataSet } from './values.ts';

/** A header without what is said about it. */
export type BareHeader = Omit<ImageHeader, 'notices'>;

/** One thing that may be odd about an image: a short sentence where it is, else null. It names no patient. */
type Check = (header: BareHeader, dataSet: DataSet) => string | null;

/** In the order in which they are told. */
const checks: readonly Check[] = [highBitNotice];

/** What is odd about an image, as `ImageHeader.notices` has it. */
export function headerNotices(header: BareHeader, dataSet: DataSet): readonly string[] {
  return checks.map((check) => check(header, dataSet)).filter((notice) => notice !== null);
}

/** PS3.3 C.8.11.3: High Bit is one less than Bits Stored. */
function highBitNotice({ highBit, bitsStored }: BareHeader, dataSet: DataSet): string | null {
  const said = number(dataSet, Tag.HighBit, 'US') ?? bitsStored - 1;
  if (said === bitsStored - 1) return null;
  return said === highBit
    ? `High Bit is ${said} where ${bitsStored} bits are stored; which bits hold the values is told from the pixels.`
    : `High Bit is said to be ${said}, which cannot be; ${highBit} was used.`;
}
