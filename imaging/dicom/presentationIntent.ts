/** Whether an image is raw or processed, by its two attributes that say so. */
import type { PresentationIntent } from '../../contract/view.ts';
import { enumerated } from './spelling.ts';
import { Tag } from './tags.ts';
import { text } from './values.ts';
import type { DataSet } from './values.ts';

/**
 * Presentation Intent Type (0008,0068) or the SOP class, whichever says it. For Processing where they contradict: of an image that
 * may be raw no network says anything unasked.
 */
export function readIntent(dataSet: DataSet): PresentationIntent | null {
  const said = saidIntent(dataSet);
  const ofClass = intentOfSopClass(text(dataSet, Tag.SopClassUid));
  return said !== null && ofClass !== null && said !== ofClass ? 'FOR PROCESSING' : (said ?? ofClass);
}

/** A sentence where the two contradict each other. */
export function intentNotice(dataSet: DataSet): string | null {
  const said = saidIntent(dataSet);
  const ofClass = intentOfSopClass(text(dataSet, Tag.SopClassUid));
  if (said === null || ofClass === null || said === ofClass) return null;
  return `The SOP class says ${inWords[ofClass]}, Presentation Intent Type ${inWords[said]}: taken as For Processing.`;
}

function saidIntent(dataSet: DataSet): PresentationIntent | null {
  const said = text(dataSet, Tag.PresentationIntentType);
  return enumerated(`FOR ${said.replace(/^\s*for/i, '')}`, intents);
}

const intents = ['FOR PRESENTATION', 'FOR PROCESSING'] as const;
const inWords: Readonly<Record<PresentationIntent, string>> = {
  'FOR PRESENTATION': 'For Presentation',
  'FOR PROCESSING': 'For Processing',
};

/** What a SOP class says; null for classes of both and of others. */
export function intentOfSopClass(sopClass: string): PresentationIntent | null {
  return intentBySopClass.get(sopClass) ?? null;
}

/** SOP classes of X-ray images (PS3.4 B.5). */
const storage = '1.2.840.10008.5.1.4.1.1';
export const breastTomosynthesis = `${storage}.13.1.3`;
const intentBySopClass: ReadonlyMap<string, PresentationIntent> = new Map([
  [`${storage}.1.1`, 'FOR PRESENTATION'], // Digital X-Ray
  [`${storage}.1.1.1`, 'FOR PROCESSING'],
  [`${storage}.1.2`, 'FOR PRESENTATION'], // Digital Mammography X-Ray
  [`${storage}.1.2.1`, 'FOR PROCESSING'],
  [`${storage}.13.1.4`, 'FOR PRESENTATION'], // Breast Projection X-Ray
  [`${storage}.13.1.5`, 'FOR PROCESSING'],
]);
