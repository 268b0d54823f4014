import type { Preparation } from '../../contract/card.ts';
import type { Size } from '../../contract/geometry.ts';
import type { Frame, ImageHeader } from '../../contract/image.ts';
import type { Result } from '../../contract/problem.ts';
import { prepareForGmic } from './gmic/prepareForGmic.ts';
import { windowSize } from './gmic/window.ts';
import { hdsSize, prepareForHds } from './hds.ts';
import type { Prepared } from './prepared.ts';

export type { Prepared } from './prepared.ts';

/** Prepares a frame by the rule of the weights' card. Problems: those of the rule. */
export function prepare(preparation: Preparation, header: ImageHeader, frame: Frame): Result<Prepared> {
  switch (preparation.rule) {
    case 'gmic/1':
      return prepareForGmic(header, frame, preparation);
    case 'hds-uresnet/1':
      return prepareForHds(header, frame, preparation);
  }
}

/** Size of the network's input, pixels. */
export function preparedSize({ rule, size }: Preparation): Size {
  return size ?? (rule === 'gmic/1' ? windowSize : hdsSize);
}
