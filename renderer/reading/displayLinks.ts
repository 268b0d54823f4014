/** Windowing one view does the same to the views that compare with it. Pure. */
import type { Exam } from '../../contract/exam.ts';
import type { ImageHeader } from '../../contract/image.ts';
import { defaultDisplay, dragged, presets, type DisplaySettings } from '../viewport/display.ts';

export type Headers = Readonly<Record<string, ImageHeader>>;
export type Displays = Readonly<Record<string, DisplaySettings>>;

/**
 * The images windowed together with one, itself first: those of the same exam whose values mean the same, as of one
 * detector. `linked` false: it alone.
 */
export function windowedWith(
  imageId: string,
  exam: Exam,
  headers: Headers,
  linked: boolean,
): readonly string[] {
  const own = headers[imageId];
  if (!own || !linked) return [imageId];
  const sets = [exam.images, ...exam.priors.map(({ images }) => images)];
  const same = sets.find((images) => images.some((image) => image.imageId === imageId)) ?? [];
  const others = same
    .map((image) => image.imageId)
    .filter((other) => other !== imageId && headers[other] && comparable(own, headers[other]));
  return [imageId, ...others];
}

function comparable(one: ImageHeader, other: ImageHeader): boolean {
  return (
    one.manufacturerModelName === other.manufacturerModelName &&
    one.presentationIntent === other.presentationIntent &&
    one.photometricInterpretation === other.photometricInterpretation &&
    one.bitsStored === other.bitsStored &&
    one.samplesPerPixel === other.samplesPerPixel
  );
}

/** What a drag of `dx`, `dy` CSS pixels makes of the displays as they were when it began. */
export function draggedTogether(
  imageIds: readonly string[],
  headers: Headers,
  start: Displays,
  dx: number,
  dy: number,
): Displays {
  return changed(imageIds, headers, start, (header, display) => dragged(header, display, dx, dy));
}

/** A preset of the first image, in the others where they have one that is called the same. */
export function presetTogether(
  imageIds: readonly string[],
  headers: Headers,
  displays: Displays,
  index: number,
): Displays {
  const label = presets(headers[imageIds[0]])[index]?.label;
  return changed(imageIds, headers, displays, (header, display) => {
    const own = presets(header).find((preset) => preset.label === label);
    return own ? { ...display, voi: own.voi } : display;
  });
}

export function invertedTogether(
  imageIds: readonly string[],
  headers: Headers,
  displays: Displays,
  inverted: boolean,
): Displays {
  return changed(imageIds, headers, displays, (_header, display) => ({ ...display, inverted }));
}

/** As the images come. */
export function resetTogether(imageIds: readonly string[], headers: Headers, displays: Displays): Displays {
  return changed(imageIds, headers, displays, (header) => defaultDisplay(header));
}

function changed(
  imageIds: readonly string[],
  headers: Headers,
  displays: Displays,
  change: (header: ImageHeader, display: DisplaySettings) => DisplaySettings,
): Displays {
  const known = imageIds.filter((imageId) => headers[imageId] && displays[imageId]);
  return Object.fromEntries(known.map((imageId) => [imageId, change(headers[imageId], displays[imageId])]));
}
