/** The order in which views are named beside the images: as they hang. Pure. */
import type { ViewLabel } from '../../contract/exam.ts';

/** Right before left, CC before MLO before other views; images alike keep their order. */
export function inViewOrder<Image extends ViewLabel>(images: readonly Image[]): readonly Image[] {
  return images.toSorted((one, other) => placeOf(one) - placeOf(other));
}

function placeOf({ laterality, view }: ViewLabel): number {
  const across = laterality === 'R' ? 0 : laterality === 'L' ? 1 : 2;
  return 3 * (view === 'CC' ? 0 : view === 'MLO' ? 1 : 2) + across;
}
