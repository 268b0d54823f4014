/** What an image is: which breast, seen how, by what kind of acquisition; and what is odd about what says so. */
import type { ImageHeader } from '../../contract/image.ts';
import { readBodyPart } from './bodyPart.ts';
import { describedView } from './describedView.ts';
import { readKind } from './imageKind.ts';
import type { DataSet } from './values.ts';
import { readView, unknownViewNotices, viewNotices } from './view.ts';

export type Meaning = Pick<
  ImageHeader,
  'laterality' | 'viewPosition' | 'viewModifiers' | 'kind' | 'bodyPart' | 'notices'
>;

/** Reads it from the attributes, and from descriptions where those say nothing. Never fails. */
export function readMeaning(dataSet: DataSet): Meaning {
  const view = readView(dataSet);
  const described = describedView(dataSet, view);
  const { kind, notice } = readKind(dataSet);
  const bodyPart = readBodyPart(dataSet);
  const isOther = bodyPart !== '' && bodyPart !== 'BREAST';
  return {
    ...described,
    kind,
    bodyPart,
    notices: [
      ...viewNotices(dataSet),
      ...(isOther ? [] : unknownViewNotices(dataSet)),
      ...described.notices,
      ...(notice === null ? [] : [notice]),
      ...(isOther && view.viewPosition !== null
        ? [`The body part is said to be ${bodyPart}, the view is one of the breast.`]
        : []),
    ],
  };
}
