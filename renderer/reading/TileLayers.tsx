import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { ExamImage } from '../../contract/exam.ts';
import type { Point, Size } from '../../contract/geometry.ts';
import { AiOverlay } from '../ai/AiOverlay.tsx';
import { usePaintedMaps } from '../ai/paintedMaps.ts';
import { usePlacesTaken } from '../measure/usePlacesTaken.ts';
import { MeasureLayer } from '../measure/MeasureLayer.tsx';
import { attachGestures } from '../tools/attachGestures.ts';
import { analysedFrame } from '../tools/cine.ts';
import { Magnifier } from '../tools/Magnifier.tsx';
import { sourceToTile, type Camera } from '../viewport/camera.ts';
import type { DisplaySettings } from '../viewport/display.ts';
import { ImageViewport } from '../viewport/ImageViewport.tsx';
import type { LaidOver } from '../viewport/laidOver.ts';
import type { LoadedImage } from '../viewport/loadImage.ts';
import type { Follow } from '../viewport/following.ts';
import { extentOf } from './cameraMoves.ts';
import { FrameBar } from './FrameBar.tsx';
import { useInTurn } from './inTurn.ts';
import { LinkedCursor } from './LinkedCursor.tsx';
import { Locator } from './Locator.tsx';
import { followCamera, followDisplay } from './motion.ts';
import type { ShownTile } from './shownTile.ts';
import { useReading } from './store.ts';
import { tileGestures } from './tileGestures.ts';
import { TileText } from './TileText.tsx';
import { useTileLayout } from './useTileLayout.ts';
import { ViewMenu } from './ViewMenu.tsx';
import styles from './TileView.module.css';

interface TileLayersProps {
  readonly tile: ShownTile;
  readonly image: ExamImage;
  readonly loaded: LoadedImage;
  readonly camera: Camera;
  readonly display: DisplaySettings;
  /** False while it is drawn ahead: then only the picture, with the maps in it. */
  readonly shown: boolean;
}

/** Picture, AI marks, the reader's marks and text, over each other in the tile's CSS pixels. */
export function TileLayers({ tile, image, loaded, camera, display, shown }: TileLayersProps) {
  const { tileId } = tile;
  const { imageId } = image;
  const { frames } = loaded.header;
  const extent = extentOf(image);
  const { pixelAspect } = extent;
  const frame = useReading((state) => state.frames[imageId] ?? 0);
  const header = loaded.frameHeader(frame);
  useEffect(() => useReading.getState().frameRead(imageId, header), [imageId, header]);
  const tool = useReading((state) => state.toolName);
  const textShown = useReading((state) => state.textShown);
  const dress = useTileLayout({ tile, image, loaded, frame });
  const layers = useRef<HTMLDivElement>(null);
  const [lensAt, setLensAt] = useState<Point | null>(null);
  const [menuAt, setMenuAt] = useState<Point | null>(null);
  const [drawn, setDrawn] = useState(false);
  const onDrawn = useCallback(() => {
    // Setting what is set already can make React draw anew.
    if (!drawn) setDrawn(true);
    useReading.getState().imageSettled(imageId);
  }, [imageId, drawn]);
  useEffect(() => {
    if (!layers.current || !shown) return;
    const end = attachGestures(
      layers.current,
      tileGestures({ tileId, imageId, frames, onLens: setLensAt, onMenu: setMenuAt }),
    );
    return () => {
      end();
      setLensAt(null);
      setMenuAt(null);
    };
  }, [tileId, imageId, frames, shown]);
  const { width, height } = tile.box;
  const size = useMemo<Size>(() => ({ width, height }), [width, height]);
  const toTile = useMemo(() => sourceToTile(camera, size, pixelAspect), [camera, size, pixelAspect]);
  const follow = useCallback<Follow>(
    (moved) => followCamera(tileId, (live) => moved(sourceToTile(live, size, pixelAspect))),
    [tileId, size, pixelAspect],
  );
  const followPicture = useCallback(
    (moved: (to: { camera?: Camera; display?: DisplaySettings }) => void) => {
      const ends = [
        followCamera(tileId, (live) => moved({ camera: live })),
        followDisplay(imageId, (live) => moved({ display: live })),
      ];
      return () => ends.forEach((end) => end());
    },
    [tileId, imageId],
  );
  const measured = { examId: tile.examId ?? '', imageId, frame, header };
  const quadrants = useReading(({ viewing }) => viewing.quadrant !== null);
  const measuredPlaces = usePlacesTaken(measured, size);
  const maps = usePaintedMaps(imageId);
  const laidOver = frame === analysedFrame(frames) ? maps : nothing;
  const picture = { image: loaded, frame, camera, display, overlaysShown: textShown };
  const painted = useInTurn({ ...picture, laidOver }, shown);
  return (
    <>
      <div ref={layers} className={styles.layers} data-drawn={shown ? drawn : undefined} data-tool={tool}>
        <ImageViewport
          {...painted}
          follow={shown ? followPicture : followNothing}
          onSize={ignoreSize}
          onDrawn={onDrawn}
        />
        {shown && (
          <>
            <div className={styles.overlays} data-overlays>
              {frame === analysedFrame(frames) && (
                <AiOverlay
                  imageId={imageId}
                  toTile={toTile}
                  follow={follow}
                  tile={size}
                  room={dress?.room ?? null}
                  quadrants={quadrants}
                  measured={measuredPlaces}
                />
              )}
              <MeasureLayer {...measured} toTile={toTile} follow={follow} tile={size} tool={tool} />
            </div>
            <LinkedCursor tile={tile} image={image} content={dress?.content ?? null} />
            {dress && <TileText layout={dress.layout} notices={image.notices} letters={dress.letters} />}
            {quadrants && textShown && <Locator tile={tile} extent={extent} camera={camera} />}
          </>
        )}
        {lensAt && (
          <Magnifier
            {...picture}
            tile={size}
            pixelAspect={pixelAspect}
            pixelRatio={tile.pixelRatio}
            at={lensAt}
          />
        )}
      </div>
      {shown && dress?.layout.frameBar && (
        <FrameBar imageId={imageId} count={frames} place={dress.layout.frameBar} />
      )}
      {menuAt && <ViewMenu tile={tile} header={header} at={menuAt} onClose={() => setMenuAt(null)} />}
    </>
  );
}

const nothing: readonly LaidOver[] = [];
const followNothing = () => () => undefined;
/** The tile's size is known from the hanging. */
const ignoreSize = () => undefined;
