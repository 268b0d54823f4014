import { memo, useMemo } from 'react';
import type { ExamImage } from '../../contract/exam.ts';
import { useApp } from '../app/store.ts';
import { textSide } from '../hanging/cornerTexts.ts';
import { scaleText, seenChestWall } from '../hanging/placement.ts';
import type { Camera } from '../viewport/camera.ts';
import type { LoadedImage } from '../viewport/loadImage.ts';
import { extentOf } from './cameraMoves.ts';
import { CornerText } from './CornerText.tsx';
import { coveredCorners } from './coveredCorners.ts';
import { rowOf } from './examRow.ts';
import { hungCameraOf } from './hungCameras.ts';
import type { ShownTile } from './shownTile.ts';
import { useReading } from './store.ts';

interface TileTextProps {
  readonly tile: ShownTile;
  readonly image: ExamImage;
  readonly loaded: LoadedImage;
  readonly camera: Camera;
  readonly frame: number;
}

/** What is written in the corners of a view, as it is shown now. */
export function TileText({ tile, image, loaded, camera, frame }: TileTextProps) {
  const shown = useReading((state) => state.textShown);
  const row = useReading(({ exam }) => exam && rowOf(exam, tile.examId));
  const deidentified = useApp((state) => state.settings.deidentified);
  const screenPixelsPerMm = useApp((state) => state.settings.screenPixelsPerMm);
  const pixelRatio = useReading((state) => state.viewing.pixelRatio);
  const tiles = useReading((state) => state.tiles);
  const hung = useMemo(() => hungCameraOf(tiles, tile.tileId), [tiles, tile]);
  if (!row) return null;
  const side = textSide(seenChestWall(tile, camera));
  const covered =
    hung &&
    coveredCorners(
      { camera: hung, side: textSide(tile.chestWall) },
      { camera, side },
      tile.box,
      extentOf(image),
    );
  return (
    <Corners
      header={loaded.header}
      details={loaded.details}
      row={row}
      label={tile.label}
      side={side}
      deidentified={deidentified}
      scale={scaleText(camera, image, { devicePixelRatio: pixelRatio, screenPixelsPerMm })}
      frame={frame}
      hidden={!shown}
      topCovered={covered?.top ?? false}
      bottomCovered={covered?.bottom ?? false}
    />
  );
}

/** Panning changes nothing of what is written. */
const Corners = memo(CornerText);
