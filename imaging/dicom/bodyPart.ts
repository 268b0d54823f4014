import { functionalGroup } from './functionalGroups.ts';
import { Tag } from './tags.ts';
import { firstItem, text } from './values.ts';
import type { DataSet } from './values.ts';

/** Breast, both breasts, left, right, entire, and the axilla, in SNOMED CT and its retired forms (PS3.16 CID 4013). */
const breastCodes: ReadonlySet<string> = new Set([
  ...['76752008', '63762007', '80248007', '73056007', '181131000', '91470000', '34797008'],
  ...['T-04000', 'T-04080', 'T-04030', 'T-04020', 'T-D8104'],
]);

/** In the languages in which such headers are written. */
const breastWords =
  /breast|mamm|mastogra|axill|brust|borst|\bmamas?\b|\bsenos?\b|\bseins?\b|\bpecho|грудн|молочн/i;

/**
 * What part of the body it shows: `BREAST` where Anatomic Region (0008,2218) or Body Part Examined (0018,0015) means the
 * breast, in any code or language; else what is said, as written; '' where nothing is.
 */
export function readBodyPart(dataSet: DataSet): string {
  const frameAnatomy = functionalGroup(dataSet, Tag.FrameAnatomySequence, 0);
  const region =
    firstItem(dataSet, Tag.AnatomicRegionSequence) ??
    (frameAnatomy && firstItem(frameAnatomy, Tag.AnatomicRegionSequence));
  const code = region === null ? '' : text(region, Tag.CodeValue);
  const said = [text(dataSet, Tag.BodyPartExamined), region === null ? '' : text(region, Tag.CodeMeaning)];
  if (breastCodes.has(code) || said.some((words) => breastWords.test(words))) return 'BREAST';
  return said.find((words) => words !== '') ?? '';
}
