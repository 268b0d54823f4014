import { useState } from 'react';
import type { ExamImage } from '../../contract/exam.ts';
import { textSide } from '../hanging/cornerTexts.ts';
import { seenChestWall } from '../hanging/placement.ts';
import type { Camera } from '../viewport/camera.ts';
import type { LoadedImage } from '../viewport/loadImage.ts';
import type { ShownTile } from './shownTile.ts';
import { useReading } from './store.ts';
import { TileLayers } from './TileLayers.tsx';
import { useLoadedImage } from './useLoadedImage.ts';
import styles from './TileView.module.css';

interface TileViewProps {
  readonly tile: ShownTile;
  /** Out of sight: where its image lies, null where it lay last or that is not known yet. Null where it is on the screen. */
  readonly ahead: { readonly camera: Camera | null } | null;
}

/** One place of the hanging: its view, or why there is none. */
export function TileView({ tile, ahead }: TileViewProps) {
  const active = useReading((state) => state.activeTileId === tile.tileId);
  const marked = useReading(({ tiles, activeTileId, cameras }) => {
    if (activeTileId !== tile.tileId || tiles.length === 1) return undefined;
    const camera = cameras[tile.tileId];
    return textSide(camera ? seenChestWall(tile, camera) : tile.chestWall);
  });
  const { box, image, label } = tile;
  const place = { left: box.x, top: box.y, width: box.width, height: box.height };
  const seen = ahead === null && {
    'aria-label': label,
    'aria-current': active ? ('true' as const) : undefined,
    'data-active': marked,
    'data-tile': label,
    'data-tile-id': tile.tileId,
  };
  return (
    <section className={styles.tile} style={place} data-ahead={ahead !== null || undefined} {...seen}>
      {image === null ? (
        <p className={styles.absent}>{tile.absent}</p>
      ) : image.problem !== null ? (
        <p className={styles.absent}>
          {label}: cannot be shown. {image.problem.message}
        </p>
      ) : (
        <TileImage tile={tile} image={image} ahead={ahead} />
      )}
    </section>
  );
}

interface TileImageProps extends TileViewProps {
  readonly image: ExamImage;
}

function TileImage({ tile, image, ahead }: TileImageProps) {
  const loaded = useLoadedImage(image.imageId);
  switch (loaded.state) {
    case 'loading':
      return <p className={styles.loading}>Loading {tile.label}</p>;
    case 'failed':
      return (
        <div className={styles.absent} role={ahead ? undefined : 'alert'}>
          <p>
            {tile.label}: cannot be shown. {loaded.problem.message}
          </p>
          <button type="button" onClick={loaded.retry}>
            Try again
          </button>
        </div>
      );
    case 'ready':
      return <ReadImage tile={tile} image={image} ahead={ahead} loaded={loaded.image} />;
  }
}

interface ReadImageProps extends TileImageProps {
  readonly loaded: LoadedImage;
}

function ReadImage({ tile, image, ahead, loaded }: ReadImageProps) {
  const placed = useReading((state) => state.cameras[tile.tileId]);
  const display = useReading((state) => state.displays[image.imageId]);
  const [last, setLast] = useState(placed);
  const camera = ahead === null ? placed : (ahead.camera ?? last);
  if (camera !== last) setLast(camera);
  if (!camera || !display) return <p className={styles.loading}>Loading {tile.label}</p>;
  return (
    <TileLayers
      tile={tile}
      image={image}
      loaded={loaded}
      camera={camera}
      display={display}
      shown={ahead === null}
    />
  );
}
