import { memo } from 'react';
import type { ExamImage } from '../../contract/exam.ts';
import { useApp } from '../app/store.ts';
import { textSide } from '../hanging/cornerTexts.ts';
import { scaleText } from '../hanging/placement.ts';
import type { LoadedImage } from '../viewport/loadImage.ts';
import { CornerText } from './CornerText.tsx';
import { rowOf } from './examRow.ts';
import type { ShownTile } from './shownTile.ts';
import { useReading } from './store.ts';

interface TileTextProps {
  readonly tile: ShownTile;
  readonly image: ExamImage;
  readonly loaded: LoadedImage;
  /** CSS pixels per source column. */
  readonly scale: number;
  readonly frame: number;
}

/** What is written in the corners of a view, as it is shown now. */
export function TileText({ tile, image, loaded, scale, frame }: TileTextProps) {
  const shown = useReading((state) => state.textShown);
  const row = useReading(({ exam }) => exam && rowOf(exam, tile.examId));
  const deidentified = useApp((state) => state.settings.deidentified);
  const screenPixelsPerMm = useApp((state) => state.settings.screenPixelsPerMm);
  const pixelRatio = useReading((state) => state.viewing.pixelRatio);
  if (!row) return null;
  return (
    <Corners
      header={loaded.header}
      details={loaded.details}
      row={row}
      label={tile.label}
      side={textSide(tile.chestWall)}
      deidentified={deidentified}
      scale={scaleText({ scale }, image, { devicePixelRatio: pixelRatio, screenPixelsPerMm })}
      frame={frame}
      hidden={!shown}
    />
  );
}

/** Panning changes nothing of what is written. */
const Corners = memo(CornerText);
