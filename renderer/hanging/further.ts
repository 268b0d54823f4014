/** Places for the images that no step of a protocol shows: none is lost. */
import type { ExamImage } from '../../contract/exam.ts';
import { compareForView } from '../../contract/viewChoice.ts';

/** Images side by side. */
export type Row = readonly ExamImage[];

/**
 * The images in rows of up to two: counterparts together, right breast on the viewer's left; then what has no
 * counterpart.
 */
export function furtherRows(images: readonly ExamImage[]): readonly Row[] {
  const ordered = images.toSorted(
    (one, other) => viewOrder(one) - viewOrder(other) || compareForView(one, other),
  );
  const right = ordered.filter(({ laterality }) => laterality === 'R');
  const left = ordered.filter(({ laterality }) => laterality === 'L');
  const rows: Row[] = [];
  const alone: ExamImage[] = [];
  for (const image of right) {
    const at = left.findIndex((other) => kindOf(other) === kindOf(image));
    if (at < 0) alone.push(image);
    else rows.push([image, ...left.splice(at, 1)]);
  }
  const sideless = ordered.filter(({ laterality }) => laterality === null);
  return [...rows, ...byTwo(alone), ...byTwo(left), ...byTwo(sideless)];
}

const order: readonly ExamImage['view'][] = [
  'CC',
  'MLO',
  'ML',
  'LM',
  'LMO',
  'XCC',
  'XCCL',
  'XCCM',
  'FB',
  'SIO',
  'ISO',
  null,
  'SPECIMEN',
];

/** Plain views before modified ones. */
function viewOrder(image: ExamImage): number {
  return order.indexOf(image.view) + (image.modifiers.length === 0 ? 0 : order.length);
}

/** The same for a view and its counterpart of the other breast. */
function kindOf({ view, modifiers, kind, presentationIntent, frames }: ExamImage): string {
  return [view, ...modifiers.toSorted(), kind, presentationIntent, frames > 1].join('/');
}

function byTwo(images: readonly ExamImage[]): readonly Row[] {
  return images.flatMap((_, index) => (index % 2 === 0 ? [images.slice(index, index + 2)] : []));
}
