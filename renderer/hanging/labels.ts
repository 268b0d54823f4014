/** What a view is called on the screen. */
import type { ExamImage, ViewLabel } from '../../contract/exam.ts';
import type { ImageKind, ViewModifier } from '../../contract/view.ts';

/** Modifiers that the ACR writes before the view. */
const prefixes: readonly ViewModifier[] = ['M', 'S'];
/** Modifiers that the ACR writes in place of the view that they modify. */
const standIns: ReadonlyMap<ViewModifier, string> = new Map([
  ['CV', 'CC'],
  ['AT', 'MLO'],
]);

/**
 * The ACR's label of a view (DICOM PS3.16 CID 4014 and 4015): "R CC", "L MMLO ID". What is not known is said.
 */
export function acrLabel({ laterality, view, modifiers }: ViewLabel): string {
  if (view === null) {
    const known = modifiers.length > 0 ? ` ${modifiers.join(' ')}` : '';
    return laterality === null
      ? `Side and view not stated${known}`
      : `${laterality}${known}, view not stated`;
  }
  const standIn = modifiers.find((modifier) => standIns.get(modifier) === view);
  const before = prefixes.filter((prefix) => modifiers.includes(prefix)).join('');
  const after = modifiers.filter((modifier) => modifier !== standIn && !prefixes.includes(modifier));
  const name = view === 'SPECIMEN' ? `${before} specimen`.trim() : before + (standIn ?? view);
  const words = [name, ...after].join(' ');
  return laterality === null ? `${words}, side not stated` : `${laterality} ${words}`;
}

/** Kinds as labels have them; '' for what a view's name alone means. */
export const kindLabels: Readonly<Record<ImageKind, string>> = {
  conventional: '',
  'low-energy': 'low energy',
  'high-energy': 'high energy',
  recombined: 'recombined',
  synthetic: 'synthetic 2D',
  tomosynthesis: '',
  projection: 'projection',
  biopsy: 'biopsy',
  mask: 'mask',
  crop: 'cut-out',
  page: 'page',
};

/**
 * A label for every image of one exam, by image id: the ACR's, with what else tells it from its neighbours: its kind, frames,
 * For Processing, and a number where that leaves several alike.
 */
export function imageLabels(images: readonly ExamImage[]): ReadonlyMap<string, string> {
  const labels = new Map<string, string>();
  const seen = new Map<string, number>();
  for (const image of images) {
    const words = [
      acrLabel(image),
      kindLabels[image.kind],
      image.frames > 1 ? `${image.frames} frames` : '',
      image.presentationIntent === 'FOR PROCESSING' ? 'For Processing' : '',
      image.stated === null ? '' : 'set by hand',
    ];
    const label = words.filter((word) => word !== '').join(', ');
    const count = (seen.get(label) ?? 0) + 1;
    seen.set(label, count);
    labels.set(image.imageId, count === 1 ? label : `${label} (${count})`);
  }
  return labels;
}
