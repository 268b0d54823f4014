import { Tag } from './tags.ts';
import { firstItem } from './values.ts';
import type { DataSet } from './values.ts';

/**
 * The first item of a functional group's sequence: the first frame's own, else the one shared by all frames (PS3.3
 * C.7.6.16). Null for objects without functional groups.
 */
export function functionalGroup(dataSet: DataSet, sequence: number): DataSet | null {
  const perFrame = firstItem(dataSet, Tag.PerFrameFunctionalGroupsSequence);
  const own = perFrame === null ? null : firstItem(perFrame, sequence);
  if (own !== null) return own;
  const shared = firstItem(dataSet, Tag.SharedFunctionalGroupsSequence);
  return shared === null ? null : firstItem(shared, sequence);
}
