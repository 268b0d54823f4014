import type { Preparation } from '../../contract/card.ts';
import type { Frame, ImageHeader } from '../../contract/image.ts';
import type { Result } from '../../contract/problem.ts';
import { prepareForGmic } from './gmic/prepareForGmic.ts';
import { prepareForHds } from './hds.ts';
import type { Prepared } from './prepared.ts';

export type { Prepared } from './prepared.ts';

/** Prepares a frame by the rule of the weights' card. Problems: those of the rule. */
export function prepare(preparation: Preparation, header: ImageHeader, frame: Frame): Result<Prepared> {
  switch (preparation.rule) {
    case 'gmic/1':
      return prepareForGmic(header, frame);
    case 'hds-uresnet/1':
      return prepareForHds(header, frame, preparation);
  }
}
