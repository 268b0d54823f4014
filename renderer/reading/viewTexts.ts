import type { ImageHeader } from '../../contract/image.ts';
import type { Camera } from '../viewport/camera.ts';
import type { AcquisitionDetails } from '../../imaging/dicom/details.ts';
import { shownIdentity } from '../app/identity.ts';
import { useApp } from '../app/store.ts';
import { currentPseudonyms } from '../app/useIdentity.ts';
import { imageBadges, viewBadges } from '../hanging/badges.ts';
import { cornerTexts, textSide, type CornerTexts } from '../hanging/cornerTexts.ts';
import { scaleText, seenChestWall } from '../hanging/placement.ts';
import { rowOf } from './examRow.ts';
import type { ShownTile } from './shownTile.ts';
import { useReading } from './store.ts';

interface ShownImage {
  /** Frame from 0. */
  readonly frameHeader: (frame: number) => ImageHeader;
  readonly details: AcquisitionDetails;
}

/** What is written in the corners of a view that leaves the program: without identity. Null without an exam. */
export function exportedTexts(
  tile: ShownTile,
  { frameHeader, details }: ShownImage,
  camera: Camera,
  frame: number,
): CornerTexts | null {
  const { exam, displays } = useReading.getState();
  const { exams, settings } = useApp.getState();
  if (!exam || !tile.image) return null;
  const header = frameHeader(frame);
  const row = rowOf(exam, tile.examId);
  const inverted = displays[tile.image.imageId]?.inverted ?? false;
  return cornerTexts({
    header,
    details,
    row,
    identity: shownIdentity(row, currentPseudonyms(exams, true)),
    deidentified: true,
    label: tile.label,
    side: textSide(seenChestWall(tile, camera)),
    notices: 0,
    badges: [
      ...imageBadges({ kind: tile.image.kind, header, details, frame }),
      ...viewBadges({ hung: tile, seen: camera, inverted, linked: false, anotherScale: false }),
    ],
    scale: scaleText(camera, header.spacing, {
      devicePixelRatio: tile.pixelRatio,
      screenPixelsPerMm: settings.screenPixelsPerMm,
    }),
  });
}
