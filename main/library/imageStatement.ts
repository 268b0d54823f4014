/** What somebody says of an image by hand, over what its header says. Pure. */
import { noSideReason } from '../../contract/exam.ts';
import type { ExamImage, ImageStatement } from '../../contract/exam.ts';
import type { ImageHeader } from '../../contract/image.ts';
import type { Laterality, ViewPosition } from '../../contract/view.ts';
import type { NotAnalysable } from './analysable.ts';

/** What an image's header says that hanging and analysis need; kept as JSON. */
export type ListedFields = Omit<ExamImage, 'imageId' | 'stated' | 'notAnalysed' | 'analyseAnyway'> & {
  readonly notAnalysable: NotAnalysable | null;
};

/** The same with what was said by hand. */
export type ImageFields = Omit<ExamImage, 'imageId'>;

/** The header's fields as a statement changes them: what it says wins, what it leaves out stays. */
export function statedFields(listed: ListedFields, said: ImageStatement | null): ImageFields {
  const { notAnalysable, ...fields } = listed;
  const stated = said === null || (said.laterality === null && said.view === null) ? null : said;
  const laterality = stated?.laterality ?? fields.laterality;
  const isForced = said !== null && said.analyseAnyway && notAnalysable?.canBeForced === true;
  const refused = isForced ? null : (notAnalysable?.reason ?? null);
  return {
    ...fields,
    laterality,
    view: stated?.view ?? fields.view,
    stated,
    notAnalysed: refused ?? (laterality === null ? noSideReason : null),
    analyseAnyway: isForced ? 'chosen' : notAnalysable?.canBeForced === true ? 'possible' : 'impossible',
  };
}

/** Side and view as somebody stated them; null leaves what the image has. */
export interface StatedView {
  readonly laterality: Laterality | null;
  readonly viewPosition: ViewPosition | null;
}

/** The header with side and view as stated. */
export function withStatedView(header: ImageHeader, stated: StatedView | null): ImageHeader {
  if (stated === null) return header;
  return {
    ...header,
    laterality: stated.laterality ?? header.laterality,
    viewPosition: stated.viewPosition ?? header.viewPosition,
    notices: [...header.notices, 'Side and view as stated by hand.'],
  };
}
