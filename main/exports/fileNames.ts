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
 * A weights' name as part of a file's name: letters, digits, dots, dashes and underscores. Names that then look alike
 * (also where the file system ignores case) get the first digits of their hash.
 */
export function weightsSlugs(
  weights: readonly { readonly weightsName: string; readonly weightsSha256: string }[],
): string[] {
  const slugs = weights.map(({ weightsName }) => weightsName.replaceAll(/[^\w.-]/g, '_').slice(0, 60));
  return slugs.map((slug, index) => {
    const alike = slugs.filter((other) => other.toLowerCase() === slug.toLowerCase());
    return alike.length === 1 ? slug : `${slug}-${weights[index].weightsSha256.slice(0, 8)}`;
  });
}
