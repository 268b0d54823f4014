import { memo, useEffect, useRef } from 'react';
import type { Rect } from '../../contract/geometry.ts';
import { analysedFrame } from '../tools/cine.ts';
import { type DisplaySettings, defaultDisplay } from '../viewport/display.ts';
import { loadImage } from '../viewport/loadImage.ts';
import styles from './PatchStrip.module.css';
import { thumbnailPicture } from './thumbnail.ts';

/** CSS pixels a side. */
const side = 58;

interface PatchThumbnailProps {
  readonly imageId: string;
  readonly rect: Rect;
  /** The image's present window; its own first one where absent. */
  readonly display: DisplaySettings | undefined;
}

/** A patch, cut from its image. */
export const PatchThumbnail = memo(function PatchThumbnail({ imageId, rect, display }: PatchThumbnailProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    let wanted = true;
    void drawPatch(imageId, rect, display).then((picture) => {
      const element = canvas.current;
      if (!wanted || element === null || picture === null) return;
      element.width = picture.width;
      element.height = picture.height;
      element.getContext('2d')?.putImageData(picture, 0, 0);
    });
    return () => {
      wanted = false;
    };
  }, [imageId, rect, display]);
  return <canvas ref={canvas} className={styles.thumbnail} width={side} height={side} />;
});

/** Null where the image cannot be shown: its place in the strip stays dark. */
async function drawPatch(
  imageId: string,
  rect: Rect,
  display: DisplaySettings | undefined,
): Promise<ImageData | null> {
  const image = await loadImage(imageId);
  if (!image.ok) return null;
  const { header } = image.value;
  const frame = await image.value.frame(analysedFrame(header.frames));
  if (!frame.ok) return null;
  const pixels = Math.round(side * window.devicePixelRatio);
  const { data, width, height } = thumbnailPicture(
    header,
    frame.value,
    display ?? defaultDisplay(header),
    rect,
    pixels,
  );
  return new ImageData(data, width, height);
}
