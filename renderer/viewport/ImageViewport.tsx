import { useEffect, useRef, useState } from 'react';
import type { Size } from '../../contract/geometry.ts';
import type { Frame } from '../../contract/image.ts';
import { type Camera, sourceToTile } from './camera.ts';
import { type DisplaySettings, displayTable } from './display.ts';
import type { LoadedImage } from './loadImage.ts';
import styles from './ImageViewport.module.css';

export interface ImageViewportProps {
  readonly image: LoadedImage;
  readonly frame: number;
  readonly camera: Camera;
  readonly display: DisplaySettings;
  /** Told of the first size and of every other; CSS pixels. */
  readonly onSize: (size: Size) => void;
  /** Told whenever a picture is on the screen. */
  readonly onDrawn?: () => void;
}

/** Fills its parent with the picture, where `sourceToTile` says; takes no pointer events. */
export function ImageViewport({ image, frame, camera, display, onSize, onDrawn }: ImageViewportProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  const [pixels, setPixels] = useState<Frame | null>(null);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      const { width, height } = entry.contentRect;
      setSize({ width, height });
      onSize({ width, height });
    });
    if (canvas.current) observer.observe(canvas.current);
    return () => observer.disconnect();
  }, [onSize]);
  useEffect(() => {
    let current = true;
    void image.frame(frame).then((decoded) => {
      if (current && decoded.ok) setPixels(decoded.value);
    });
    return () => {
      current = false;
    };
  }, [image, frame]);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!canvas.current || !context || pixels === null || size.width === 0) return;
    const { header } = image;
    const table = displayTable(header, display, { low: -32768, high: 65535 }, 2 ** 17);
    const picture = new ImageData(header.columns, header.rows);
    const { samples, samplesPerPixel } = pixels;
    for (let i = 0, at = 0; at < picture.data.length; at += 4, i += samplesPerPixel) {
      for (let c = 0; c < 3; c++) {
        picture.data[at + c] = table.levels[samples[i + (samplesPerPixel > 1 ? c : 0)] - table.first];
      }
      picture.data[at + 3] = 255;
    }
    const source = new OffscreenCanvas(header.columns, header.rows);
    source.getContext('2d')?.putImageData(picture, 0, 0);
    canvas.current.width = size.width;
    canvas.current.height = size.height;
    const aspect = header.spacing === null ? 1 : header.spacing.rowMm / header.spacing.columnMm;
    const { a, b, c, d, e, f } = sourceToTile(camera, size, aspect);
    context.setTransform(a, b, c, d, e, f);
    context.drawImage(source, 0, 0);
    onDrawn?.();
  }, [image, pixels, camera, display, size, onDrawn]);
  return <canvas ref={canvas} className={styles.viewport} aria-hidden="true" />;
}
