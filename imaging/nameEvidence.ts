/** What a file's name says of a DICOM image whose header does not: evidence of last resort, and told as such. Pure. */
import type { ImageHeader } from '../contract/image.ts';
import type { ImageKind } from '../contract/view.ts';
import { kindNames } from './dicom/imageKind.ts';
import { viewFromFileName } from './pixels/viewFromFileName.ts';

/** The header with what its file's name (no folder) says where it says nothing itself, and a notice of that. */
export function withNameEvidence(header: ImageHeader, fileName: string): ImageHeader {
  const named = namedView(header, fileName);
  const laterality = header.laterality ?? named.laterality;
  const viewPosition = header.viewPosition ?? named.viewPosition;
  const taken = [
    laterality === header.laterality ? '' : 'side',
    viewPosition === header.viewPosition ? '' : 'view',
  ].filter((word) => word !== '');
  const kind = header.kind === 'conventional' ? (namedKind(fileName) ?? header.kind) : header.kind;
  const notices = [
    ...(taken.length === 0
      ? []
      : [`The header does not say the ${taken.join(' and ')}: taken from the file's name.`]),
    ...(kind === header.kind ? [] : [`Taken for ${kindNames[kind]} by the file's name.`]),
  ];
  if (notices.length === 0) return header;
  return { ...header, laterality, viewPosition, kind, notices: [...header.notices, ...notices] };
}

/** A name that contradicts the header is believed in nothing; a letter is a side only beside a view. */
function namedView(header: ImageHeader, fileName: string): ReturnType<typeof viewFromFileName> {
  const named = viewFromFileName(fileName);
  const contradicts =
    (header.laterality !== null && named.laterality !== null && header.laterality !== named.laterality) ||
    (header.viewPosition !== null &&
      named.viewPosition !== null &&
      header.viewPosition !== named.viewPosition);
  const isClear = named.viewPosition !== null || /left|right/i.test(fileName);
  return contradicts || !isClear ? { laterality: null, viewPosition: null } : named;
}

/** `lesion.mask.dcm`, `patch_3.dcm` */
function namedKind(fileName: string): ImageKind | null {
  if (/(^|[^a-z])masks?([^a-z]|$)/i.test(fileName)) return 'mask';
  return /(^|[^a-z])(crop(ped)?|patch)([^a-z]|$)/i.test(fileName) ? 'crop' : null;
}
