/** DICOM objects that are no images: what they are called. Pure. */
import type { BesideCount } from '../../contract/beside.ts';

const storage = '1.2.840.10008.5.1.4.1.1';

/** SOP classes (PS3.4 B.5) -> what people call them, in the singular. */
const kinds: ReadonlyMap<string, string> = new Map([
  [`${storage}.88.11`, 'structured report'],
  [`${storage}.88.22`, 'structured report'],
  [`${storage}.88.33`, 'structured report'],
  [`${storage}.88.34`, 'structured report'],
  [`${storage}.88.35`, 'structured report'],
  [`${storage}.88.40`, 'procedure log'],
  [`${storage}.88.50`, 'mammography CAD report'],
  [`${storage}.88.59`, 'key object selection'],
  [`${storage}.88.65`, 'chest CAD report'],
  [`${storage}.88.67`, 'radiation dose report'],
  [`${storage}.88.68`, 'radiation dose report'],
  [`${storage}.88.69`, 'colon CAD report'],
  [`${storage}.88.73`, 'radiation dose report'],
  [`${storage}.104.1`, 'PDF document'],
  [`${storage}.104.2`, 'CDA document'],
  [`${storage}.104.3`, '3D model'],
  [`${storage}.66`, 'raw data object'],
  [`${storage}.66.1`, 'registration'],
  [`${storage}.66.3`, 'registration'],
  [`${storage}.66.5`, 'segmentation'],
]);

const presentationStates = `${storage}.11.`;

/** Modalities (PS3.3 C.7.3.1.1.1) of objects whose SOP class is none of these. */
const kindsByModality: ReadonlyMap<string, string> = new Map([
  ['SR', 'structured report'],
  ['PR', 'presentation state'],
  ['KO', 'key object selection'],
  ['DOC', 'document'],
  ['REG', 'registration'],
  ['SEG', 'segmentation'],
  ['AU', 'audio recording'],
]);

/** What an object without pixels is, in the singular: "mammography CAD report". */
export function documentKind(sopClassUid: string, modality: string): string {
  if (sopClassUid.startsWith(presentationStates)) return 'presentation state';
  return kinds.get(sopClassUid) ?? kindsByModality.get(modality) ?? 'other DICOM object';
}

/** Each kind once, in the order of the alphabet. */
export function countKinds(found: readonly string[]): readonly BesideCount[] {
  const counts = Map.groupBy(found, (kind) => kind);
  return [...counts]
    .map(([kind, all]) => ({ kind, count: all.length }))
    .sort((one, other) => (one.kind < other.kind ? -1 : 1));
}
