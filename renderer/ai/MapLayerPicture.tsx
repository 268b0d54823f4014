import { memo, useLayoutEffect, useMemo, useRef } from 'react';
import type { Affine } from '../../contract/geometry.ts';
import type { MapReference } from '../../contract/imageAnalysis.ts';
import { compose } from '../../imaging/geometry/affine.ts';
import styles from './AiOverlay.module.css';
import { mapPicture, pictureToSource } from './mapPicture.ts';
import { useMapValues } from './mapValues.ts';
import type { MapChoice, MapLayer } from './overlayChoices.ts';
import { ramps } from './palette.ts';

interface MapLayerPictureProps {
  readonly layer: MapLayer;
  readonly map: MapReference;
  readonly choice: MapChoice;
  /** Source pixels -> CSS pixels of the tile. */
  readonly toTile: Affine;
}

/** A map, painted once at its own size and laid over the image by a transform. */
export const MapLayerPicture = memo(function MapLayerPicture(props: MapLayerPictureProps) {
  const { layer, map, choice, toTile } = props;
  const values = useMapValues(map);
  const { threshold, opacity } = choice;
  const picture = useMemo(
    () => values && mapPicture(values, map, ramps[layer], threshold),
    [values, map, layer, threshold],
  );
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    if (picture === null) return;
    const { data, width, height } = picture;
    canvas.current?.getContext('2d')?.putImageData(new ImageData(data, width, height), 0, 0);
  }, [picture]);
  if (picture === null) return null;
  const { a, b, c, d, e, f } = compose(pictureToSource(map, map.toSource, picture), toTile);
  return (
    <canvas
      ref={canvas}
      className={styles.map}
      width={picture.width}
      height={picture.height}
      style={{ transform: `matrix(${a}, ${b}, ${c}, ${d}, ${e}, ${f})`, opacity }}
      data-map={layer}
    />
  );
});
