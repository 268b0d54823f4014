import { Tag } from './tags.ts';
import { firstItem, items } from './values.ts';
import type { DataSet } from './values.ts';

/** Items of Per-Frame Functional Groups Sequence by data set, read once, so that reading all frames stays linear. */
const known = new WeakMap<DataSet, readonly DataSet[]>();

/** Functional groups of each frame, in their order; empty for objects that have none. */
export function perFrameGroups(dataSet: DataSet): readonly DataSet[] {
  const found = known.get(dataSet) ?? items(dataSet, Tag.PerFrameFunctionalGroupsSequence);
  known.set(dataSet, found);
  return found;
}

/**
 * The first item of a functional group's sequence: the own one of frame `frame`, from 0, else the one shared by all frames
 * (PS3.3 C.7.6.16). Null for objects without functional groups.
 */
export function functionalGroup(dataSet: DataSet, sequence: number, frame: number): DataSet | null {
  const perFrame =
    frame === 0
      ? firstItem(dataSet, Tag.PerFrameFunctionalGroupsSequence)
      : (perFrameGroups(dataSet).at(frame) ?? null);
  const own = perFrame === null ? null : firstItem(perFrame, sequence);
  if (own !== null) return own;
  const shared = firstItem(dataSet, Tag.SharedFunctionalGroupsSequence);
  return shared === null ? null : firstItem(shared, sequence);
}
