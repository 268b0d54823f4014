import { useEffect, useRef, type ReactNode } from 'react';
import { windowOf } from '../app/windows.ts';
import type { ImageScreen } from './shownTile.ts';
import styles from './ReadingScreen.module.css';

interface ImageAreaProps {
  readonly label: string;
  /** Told of its size, and null when it goes; the same function as long as it is there. */
  readonly onMeasured: (screen: ImageScreen | null) => void;
  readonly children: ReactNode;
}

/** What is left for the images in a window; has the keyboard there as long as nothing else needs it. */
export function ImageArea({ label, onMeasured, children }: ImageAreaProps) {
  const area = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = area.current;
    if (!element) return;
    const view = windowOf(element);
    element.focus({ preventScroll: true });
    const observer = new view.ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = element;
      onMeasured({ area: { width, height }, pixelRatio: view.devicePixelRatio });
    });
    // Also where the window moves to a screen of another density, on which 1:1 is another size.
    observer.observe(element, { box: 'device-pixel-content-box' });
    return () => {
      observer.disconnect();
      onMeasured(null);
    };
  }, [onMeasured]);
  return (
    <div ref={area} className={styles.images} data-image-area tabIndex={-1} aria-label={label}>
      {children}
    </div>
  );
}
