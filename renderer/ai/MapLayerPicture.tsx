import { memo, useLayoutEffect, useRef } from 'react';
import type { Affine } from '../../contract/geometry.ts';
import type { MapReference } from '../../contract/imageAnalysis.ts';
import { compose } from '../../imaging/geometry/affine.ts';
import styles from './AiOverlay.module.css';
import { mapPicture, pictureFactor, pictureToSource } from './mapPicture.ts';
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
  const canvas = useRef<HTMLCanvasElement>(null);
  const values = useMapValues(map);
  const { width, height } = map;
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    if (values === null) return context.clearRect(0, 0, context.canvas.width, context.canvas.height);
    const picture = mapPicture(values, { width, height }, ramps[layer], choice.threshold);
    context.putImageData(new ImageData(picture.data, picture.width, picture.height), 0, 0);
  }, [values, width, height, layer, choice.threshold]);
  const factor = pictureFactor(map);
  const { a, b, c, d, e, f } = compose(pictureToSource(map, map.toSource), toTile);
  return (
    <canvas
      ref={canvas}
      className={styles.map}
      width={width * factor}
      height={height * factor}
      style={{ transform: `matrix(${a}, ${b}, ${c}, ${d}, ${e}, ${f})`, opacity: choice.opacity }}
      data-map={layer}
    />
  );
});
