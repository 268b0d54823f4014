import type { ImageHeader } from '../../contract/image.ts';

/** Modalities that an X-ray image of the breast may name (PS3.3 C.7.3.1.1.1), digitised film included. */
const breastModalities: readonly string[] = ['MG', 'DX', 'CR', 'RG', 'OT', ''];

/** True where the modality can be that of a mammogram. */
export function mayBeMammogram({ modality }: Pick<ImageHeader, 'modality'>): boolean {
  return breastModalities.includes(modality);
}

/** The frame that is analysed: the middle one of many, as for a tomosynthesis volume. */
export function analysedFrame({ frames }: Pick<ImageHeader, 'frames'>): number {
  return Math.floor(frames / 2);
}
