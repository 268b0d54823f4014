import type { Point, Size } from '../../contract/geometry.ts';
import type { Camera } from '../viewport/camera.ts';
import type { DisplaySettings } from '../viewport/display.ts';
import { ImageViewport } from '../viewport/ImageViewport.tsx';
import type { LaidOver } from '../viewport/laidOver.ts';
import type { LoadedImage } from '../viewport/loadImage.ts';
import { lensAt } from './lens.ts';
import styles from './Magnifier.module.css';

interface MagnifierProps {
  readonly image: LoadedImage;
  readonly frame: number;
  readonly camera: Camera;
  readonly display: DisplaySettings;
  readonly overlaysShown: boolean;
  readonly tile: Size;
  readonly pixelAspect: number;
  /** Pixels of the screen per CSS pixel. */
  readonly pixelRatio: number;
  /** Where the pointer is, in CSS pixels of the tile. */
  readonly at: Point;
}

/** The view around the pointer, enlarged. */
export function Magnifier({ camera, tile, pixelAspect, pixelRatio, at, ...picture }: MagnifierProps) {
  const lens = lensAt(camera, tile, pixelAspect, at, pixelRatio);
  const { x, y, width, height } = lens.box;
  return (
    <div className={styles.lens} data-lens style={{ transform: `translate(${x}px, ${y}px)`, width, height }}>
      <ImageViewport {...picture} camera={lens.camera} laidOver={nothing} onSize={ignoreSize} />
    </div>
  );
}

/** The image itself is looked at. */
const nothing: readonly LaidOver[] = [];
/** The lens is as large as `lensAt` says. */
const ignoreSize = () => undefined;
