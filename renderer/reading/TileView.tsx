import { memo, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Point, Size } from '../../contract/geometry.ts';
import type { ExamImage } from '../../contract/exam.ts';
import { AiOverlay } from '../ai/AiOverlay.tsx';
import { useApp } from '../app/store.ts';
import { textSide } from '../hanging/cornerTexts.ts';
import { scaleText } from '../hanging/placement.ts';
import { MeasureLayer } from '../measure/MeasureLayer.tsx';
import { attachGestures } from '../tools/attachGestures.ts';
import { analysedFrame } from '../tools/cine.ts';
import { Magnifier } from '../tools/Magnifier.tsx';
import { sourceToTile } from '../viewport/camera.ts';
import { ImageViewport } from '../viewport/ImageViewport.tsx';
import type { LoadedImage } from '../viewport/loadImage.ts';
import { rowOf } from './examRow.ts';
import { extentOf } from './cameraMoves.ts';
import { CornerText } from './CornerText.tsx';
import { FrameBar } from './FrameBar.tsx';
import type { ShownTile } from './shownTile.ts';
import { useReading } from './store.ts';
import { tileGestures } from './tileGestures.ts';
import { useLoadedImage } from './useLoadedImage.ts';
import { ViewMenu } from './ViewMenu.tsx';
import styles from './TileView.module.css';

/** One place of the hanging: its view, or why there is none. */
export function TileView({ tile }: { readonly tile: ShownTile }) {
  const active = useReading((state) => state.activeTileId === tile.tileId);
  const alone = useReading((state) => state.tiles.length === 1);
  const { box, image, label } = tile;
  return (
    <section
      className={styles.tile}
      data-active={active && !alone ? textSide(tile.chestWall) : undefined}
      style={{ left: box.x, top: box.y, width: box.width, height: box.height }}
      aria-label={label}
      aria-current={active ? 'true' : undefined}
      data-tile={label}
      data-tile-id={tile.tileId}
    >
      {image === null ? (
        <p className={styles.absent}>{tile.absent}</p>
      ) : image.problem !== null ? (
        <p className={styles.absent}>
          {label}: cannot be shown. {image.problem.message}
        </p>
      ) : (
        <TileImage tile={tile} image={image} />
      )}
    </section>
  );
}

function TileImage({ tile, image }: { readonly tile: ShownTile; readonly image: ExamImage }) {
  const loaded = useLoadedImage(image.imageId);
  switch (loaded.state) {
    case 'loading':
      return <p className={styles.loading}>Loading {tile.label}</p>;
    case 'failed':
      return (
        <div className={styles.absent} role="alert">
          <p>
            {tile.label}: cannot be shown. {loaded.problem.message}
          </p>
          <button type="button" onClick={loaded.retry}>
            Try again
          </button>
        </div>
      );
    case 'ready':
      return <TileLayers tile={tile} image={image} loaded={loaded.image} />;
  }
}

interface TileLayersProps {
  readonly tile: ShownTile;
  readonly image: ExamImage;
  readonly loaded: LoadedImage;
}

/** Picture, AI marks, the reader's marks and text, over each other in the tile's CSS pixels. */
function TileLayers({ tile, image, loaded }: TileLayersProps) {
  const { imageId } = image;
  const camera = useReading((state) => state.cameras[tile.tileId]);
  const display = useReading((state) => state.displays[imageId]);
  const frame = useReading((state) => state.frames[imageId] ?? 0);
  const tool = useReading((state) => state.toolName);
  const textShown = useReading((state) => state.textShown);
  const layers = useRef<HTMLDivElement>(null);
  const [lensAt, setLensAt] = useState<Point | null>(null);
  const [menuAt, setMenuAt] = useState<Point | null>(null);
  const [drawn, setDrawn] = useState(false);
  const onDrawn = useCallback(() => {
    setDrawn(true);
    useReading.getState().imageSettled(imageId);
  }, [imageId]);
  const { tileId } = tile;
  const { frames } = loaded.header;
  useEffect(() => {
    if (!layers.current) return;
    return attachGestures(
      layers.current,
      tileGestures({ tileId, imageId, frames, onLens: setLensAt, onMenu: setMenuAt }),
    );
  }, [tileId, imageId, frames]);
  const { width, height } = tile.box;
  const size = useMemo<Size>(() => ({ width, height }), [width, height]);
  const { pixelAspect } = extentOf(image);
  const toTile = useMemo(
    () => camera && sourceToTile(camera, size, pixelAspect),
    [camera, size, pixelAspect],
  );
  if (!camera || !toTile || !display) return null;
  const measured = { examId: tile.examId ?? '', imageId, frame, header: loaded.header };
  return (
    <>
      <div ref={layers} className={styles.layers} data-drawn={drawn} data-tool={tool}>
        <ImageViewport
          image={loaded}
          frame={frame}
          camera={camera}
          display={display}
          onSize={ignoreSize}
          onDrawn={onDrawn}
        />
        <div className={styles.overlays} data-overlays>
          {frame === analysedFrame(frames) && (
            <AiOverlay imageId={imageId} toTile={toTile} tile={size} chestWall={tile.chestWall} />
          )}
          <MeasureLayer {...measured} toTile={toTile} tile={size} tool={tool} />
        </div>
        <TileText tile={tile} image={image} loaded={loaded} scale={camera.scale} frame={frame} />
        {lensAt && (
          <Magnifier
            image={loaded}
            frame={frame}
            camera={camera}
            display={display}
            tile={size}
            pixelAspect={pixelAspect}
            at={lensAt}
          />
        )}
      </div>
      {frames > 1 && textShown && (
        <FrameBar imageId={imageId} count={frames} side={textSide(tile.chestWall)} />
      )}
      {menuAt && <ViewMenu tile={tile} header={loaded.header} at={menuAt} onClose={() => setMenuAt(null)} />}
    </>
  );
}

interface TileTextProps extends TileLayersProps {
  /** CSS pixels per source column. */
  readonly scale: number;
  readonly frame: number;
}

function TileText({ tile, image, loaded, scale, frame }: TileTextProps) {
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

/** The tile's size is known from the hanging. */
const ignoreSize = () => undefined;
