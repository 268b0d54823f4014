import { useEffect, useMemo, useState } from 'react';
import type { Size } from '../../contract/geometry.ts';
import type { ExamImage } from '../../contract/exam.ts';
import type { BreastContent } from '../../imaging/prepare/breastContent.ts';
import type { BarRoom } from '../ai/barPlacement.ts';
import { shownIdentity } from '../app/identity.ts';
import { useApp } from '../app/store.ts';
import { currentPseudonyms } from '../app/useIdentity.ts';
import { imageBadges, isTurned, viewBadges } from '../hanging/badges.ts';
import { cornerTexts, textSide } from '../hanging/cornerTexts.ts';
import { orientationLetters, type OrientationLetters } from '../hanging/orientationLetters.ts';
import { scaleText, seenChestWall } from '../hanging/placement.ts';
import { tileLayout, type TileLayout } from '../hanging/tileLayout.ts';
import { seenTissue } from '../hanging/tissue.ts';
import { sourceToTile, type Camera } from '../viewport/camera.ts';
import type { LoadedImage } from '../viewport/loadImage.ts';
import { extentOf } from './cameraMoves.ts';
import { rowOf } from './examRow.ts';
import type { ShownTile } from './shownTile.ts';
import { useReading } from './store.ts';
import { textWidth } from './textWidth.ts';
import { useResting } from './useResting.ts';

export interface TileDress {
  readonly layout: TileLayout;
  /** Null while the view is as it was hung, and where the image does not state its orientation. */
  readonly letters: OrientationLetters | null;
  /** Where the breast is; null until that is known, and where nothing stands out. */
  readonly content: BreastContent | null;
  /** What is left for what else stands on the view. */
  readonly room: BarRoom;
}

interface DressedTile {
  readonly tile: ShownTile;
  readonly image: ExamImage;
  readonly loaded: LoadedImage;
  readonly frame: number;
}

/** What is written on a view while it rests, and where; null before that is known. */
export function useTileLayout({ tile, image, loaded, frame }: DressedTile): TileDress | null {
  const { camera, anotherScale, linked } = useResting(tile.tileId);
  const shown = useReading((state) => state.textShown);
  const row = useReading(({ exam }) => exam && rowOf(exam, tile.examId));
  const inverted = useReading((state) => state.displays[image.imageId]?.inverted ?? false);
  const exams = useApp((state) => state.exams);
  const deidentified = useApp((state) => state.settings.deidentified);
  const screenPixelsPerMm = useApp((state) => state.settings.screenPixelsPerMm);
  const content = useContent(loaded);
  const { width, height } = tile.box;
  return useMemo(() => {
    if (!row || !camera) return null;
    const size: Size = { width, height };
    const side = textSide(seenChestWall(tile, camera));
    const header = loaded.frameHeader(frame);
    const turned = isTurned({ hung: tile, seen: camera });
    const letters = turned && shown ? orientationLetters(image, camera) : null;
    const texts = cornerTexts({
      header,
      details: loaded.details,
      row,
      identity: shownIdentity(row, currentPseudonyms(exams, deidentified)),
      deidentified,
      label: tile.label,
      side,
      badges: [
        ...imageBadges({ kind: image.kind, header: loaded.header, details: loaded.details, frame }),
        ...viewBadges({ hung: tile, seen: camera, inverted, linked, anotherScale }),
      ],
      notices: image.notices.length,
      scale: scaleText(camera, header.spacing, { devicePixelRatio: tile.pixelRatio, screenPixelsPerMm }),
    });
    const tissue = content && seenTissue(content, toTile(camera, size, image), size);
    const layout = tileLayout({
      tile: size,
      side,
      top: shown ? texts[side === 'left' ? 'topLeft' : 'topRight'] : [],
      bottom: shown ? texts[side === 'left' ? 'bottomLeft' : 'bottomRight'] : [],
      tissue,
      hasFrames: shown && loaded.header.frames > 1,
      hasLetters: letters !== null,
      measure: textWidth,
    });
    const taken = [
      ...layout.lines.map(({ box }) => box),
      ...(layout.frameBar ? [layout.frameBar] : []),
      ...Object.values(layout.letters ?? {}),
    ];
    return { layout, letters, content, room: { side, taken, tissue } };
  }, [
    shown,
    row,
    camera,
    anotherScale,
    linked,
    width,
    height,
    tile,
    image,
    loaded,
    frame,
    inverted,
    exams,
    deidentified,
    screenPixelsPerMm,
    content,
  ]);
}

const toTile = (camera: Camera, size: Size, image: ExamImage) =>
  sourceToTile(camera, size, extentOf(image).pixelAspect);

/** Where the breast is in the image; null until that is known. */
function useContent(loaded: LoadedImage): BreastContent | null {
  const [known, setKnown] = useState<{
    readonly of: LoadedImage;
    readonly content: BreastContent | null;
  } | null>(null);
  useEffect(() => {
    let gone = false;
    void loaded.content().then((content) => {
      if (!gone && content.ok) setKnown({ of: loaded, content: content.value });
    });
    return () => {
      gone = true;
    };
  }, [loaded]);
  return known?.of === loaded ? known.content : null;
}
