/** Where a single image lies in a stack of such images: tomosynthesis and CT that is kept slice by slice. */
import type { SlicePlace } from '../../contract/image.ts';
import { ctClasses } from './imageKind.ts';
import type { BareHeader } from './notices.ts';
import { overlayGroups } from './overlays.ts';
import { Tag } from './tags.ts';
import { TransferSyntax } from './transferSyntax.ts';
import { number, numbers, text } from './values.ts';
import type { DataSet } from './values.ts';

/**
 * The place of an image that may be a slice (PS3.3 C.7.6.2); null for all others, and for those that could not be joined
 * without losing something: with planes over them, in big endian, or without UIDs.
 */
export function readSlicePlace(dataSet: DataSet, header: BareHeader): SlicePlace | null {
  const { kind, sopClassUid, sopInstanceUid, frames, samplesPerPixel, bitsAllocated } = header;
  if (kind !== 'tomosynthesis' && !(kind === 'conventional' && ctClasses.includes(sopClassUid))) return null;
  if (frames > 1 || samplesPerPixel > 1 || bitsAllocated < 8 || sopClassUid === '' || sopInstanceUid === '')
    return null;
  if (header.transferSyntaxUid === TransferSyntax.ExplicitBig || overlayGroups(dataSet).length > 0)
    return null;
  return {
    position: list(dataSet, Tag.ImagePositionPatient, 3),
    orientation: list(dataSet, Tag.ImageOrientationPatient, 6),
    locationMm: number(dataSet, Tag.SliceLocation, 'DS'),
    frameOfReferenceUid: text(dataSet, Tag.FrameOfReferenceUid),
  };
}

function list(dataSet: DataSet, tag: number, length: number): readonly number[] | null {
  const values = numbers(dataSet, tag, 'DS');
  return values.length === length ? values : null;
}
