import type { ImageHeader } from '../../contract/image.ts';

/** The view in words, for a picture's title: `R MLO`. */
export function viewTitle(header: ImageHeader): string {
  return viewParts(header).join(' ') || 'View unknown';
}

/** The start of an image's file names within its exam: side, view and modifiers, never anything of the patient. */
export function viewName(header: ImageHeader, frame: number): string {
  const parts = viewParts(header);
  const frames = header.frames > 1 ? [`frame-${frame + 1}`] : [];
  return [...(parts.length === 0 ? ['image'] : parts), ...frames].join('-');
}

function viewParts({ laterality, viewPosition, viewModifiers }: ImageHeader): string[] {
  return [laterality, viewPosition, ...viewModifiers].filter((part) => part !== null);
}

/**
 * Weights' names as parts of files' names: letters, digits, dots, dashes and underscores. Where two would be the same
 * (also to a file system that ignores case), the later one gets a number.
 */
export function weightsSlugs(weights: readonly { readonly weightsName: string }[]): string[] {
  const taken = new Set<string>();
  return weights.map(({ weightsName }) => {
    const plain = weightsName.replaceAll(/[^\w.-]/g, '_').slice(0, 60);
    let slug = plain;
    for (let copy = 2; taken.has(slug.toLowerCase()); copy++) slug = `${plain}-${copy}`;
    taken.add(slug.toLowerCase());
    return slug;
  });
}
