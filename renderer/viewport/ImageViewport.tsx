import { useLayoutEffect, useRef, useState } from 'react';
import type { Size } from '../../contract/geometry.ts';
import type { Problem } from '../../contract/problem.ts';
import { graphics } from './engine.ts';
import { type Presenter, type Wanted, openPresenter } from './presenter.ts';
import styles from './ImageViewport.module.css';

export interface ImageViewportProps extends Wanted {
  /** Tells of other cameras and displays than the last ones given, while a gesture goes on; returns what ends it. */
  readonly follow?: (moved: (to: Partial<Pick<Wanted, 'camera' | 'display'>>) => void) => () => void;
  /** Told of the first size and of every other; CSS pixels. */
  readonly onSize: (size: Size) => void;
  /** Told whenever a picture is on the screen. */
  readonly onDrawn?: () => void;
}

/**
 * Fills its parent with the picture, where `sourceToTile` says; takes no pointer events. Until another image's picture is
 * there the last one stands, for a tenth of a second at most, then black.
 */
export function ImageViewport(props: ImageViewportProps) {
  const { image, frame, camera, display, overlaysShown, laidOver, follow, onSize, onDrawn } = props;
  const element = useRef<HTMLDivElement>(null);
  const presenter = useRef<Presenter | null>(null);
  const told = useRef({ onSize, onDrawn });
  const [problem, setProblem] = useState<Problem | null>(null);

  useLayoutEffect(() => {
    told.current = { onSize, onDrawn };
  });
  useLayoutEffect(() => {
    const card = graphics();
    if (element.current === null || card === null) return;
    presenter.current = openPresenter(element.current, card, {
      onSize: (size) => told.current.onSize(size),
      onDrawn: () => told.current.onDrawn?.(),
      onProblem: setProblem,
    });
    return () => {
      presenter.current?.close();
      presenter.current = null;
    };
  }, []);
  useLayoutEffect(() => {
    presenter.current?.present({ image, frame, camera, display, overlaysShown, laidOver });
  }, [image, frame, camera, display, overlaysShown, laidOver]);
  useLayoutEffect(() => follow?.((to) => presenter.current?.move(to)), [follow]);

  const message =
    graphics() === null
      ? 'Images cannot be drawn: WebGL 2 is switched off or missing. Switch on hardware acceleration.'
      : problem?.message;
  return (
    <div className={styles.viewport}>
      <div ref={element} className={styles.picture} aria-hidden="true" />
      {message !== undefined && (
        <p className={styles.problem} role="alert">
          {message}
        </p>
      )}
    </div>
  );
}
