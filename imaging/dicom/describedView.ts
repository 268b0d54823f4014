/** Side and view from texts that people write: read only where the header's own attributes do not say. */
import type { ImageHeader } from '../../contract/image.ts';
import { viewFromFileName } from '../pixels/viewFromFileName.ts';
import { Tag } from './tags.ts';
import { text } from './values.ts';
import type { DataSet } from './values.ts';
import type { MammographyView } from './view.ts';

/** Where it is written, in the order of trust. */
const places: readonly (readonly [tag: number, inWords: string])[] = [
  [Tag.AcquisitionDeviceProcessingDescription, 'the processing description'],
  [Tag.SeriesDescription, 'the series description'],
  [Tag.ProtocolName, 'the protocol name'],
];

/** CBIS-DDSM names each film, and with a number each lesion of it, as a patient: `Mass-Training_P_00001_LEFT_CC_1`. */
export const archivePatient = /^(?:Mass|Calc)-(?:Training|Test)_P_\d+_((?:LEFT|RIGHT)_[A-Z]+)(_\d+)?$/i;

/** The view with what descriptions add to it, and a notice of each; a description that contradicts it adds nothing. */
export function describedView(
  dataSet: DataSet,
  view: MammographyView,
): Pick<ImageHeader, 'notices'> & MammographyView {
  const archive = archivePatient.exec(text(dataSet, Tag.PatientId))?.[1] ?? '';
  const texts = [
    ...places.map(([tag, by]) => [text(dataSet, tag), by] as const),
    [archive, "the archive's patient ID"] as const,
  ];
  let { laterality, viewPosition } = view;
  const notices: string[] = [];
  for (const [words, by] of texts) {
    const said = viewFromFileName(words);
    const contradicts =
      (laterality !== null && said.laterality !== null && laterality !== said.laterality) ||
      (viewPosition !== null && said.viewPosition !== null && viewPosition !== said.viewPosition);
    // A lone letter is no side.
    if (contradicts || (said.viewPosition === null && !/left|right/i.test(words))) continue;
    const side = laterality === null && said.laterality !== null;
    const position = viewPosition === null && said.viewPosition !== null;
    if (!side && !position) continue;
    laterality ??= said.laterality;
    viewPosition ??= said.viewPosition;
    const what = side && position ? 'Side and view' : side ? 'Side' : 'View';
    notices.push(`${what} by ${by} alone.`);
  }
  return { ...view, laterality, viewPosition, notices };
}

/** True for one lesion of a film of CBIS-DDSM: its mask, or what was cut out of the film around it. */
export function isArchivedLesion(dataSet: DataSet): boolean {
  return archivePatient.exec(text(dataSet, Tag.PatientId))?.[2] !== undefined;
}
