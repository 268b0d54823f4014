import { memo, useEffect, useRef } from 'react';
import type { ExamImage } from '../../contract/exam.ts';
import type { Affine, Point } from '../../contract/geometry.ts';
import { apply, inverse } from '../../imaging/geometry/affine.ts';
import type { BreastContent } from '../../imaging/prepare/breastContent.ts';
import { say } from '../app/hint.ts';
import { useApp } from '../app/store.ts';
import { perFrame } from '../tools/perFrame.ts';
import { sourceToTile } from '../viewport/camera.ts';
import { extentOf } from './cameraMoves.ts';
import { breastPlace, foundIn, type Found } from './cursorLink.ts';
import styles from './LinkedCursor.module.css';
import { followPointer, pointAt, pointedPlace, type PointedPlace } from './pointedPlace.ts';
import { readingChoices } from './readingChoices.ts';
import type { ShownTile } from './shownTile.ts';
import { useReading } from './store.ts';

interface LinkedCursorProps {
  readonly tile: ShownTile;
  readonly image: ExamImage;
  /** Where the breast is; null where that is not known. */
  readonly content: BreastContent | null;
}

/** Where in this view the pointer of another one is, as far as it can be told. */
export const LinkedCursor = memo(function LinkedCursor(props: LinkedCursorProps) {
  const linked = useApp(({ settings }) => readingChoices(settings).cursorLinked);
  return linked ? <FollowingCursor {...props} /> : null;
});

/** Drawn without React: it moves with the pointer, and with the pictures. */
function FollowingCursor({ tile, image, content }: LinkedCursorProps) {
  const layer = useRef<SVGSVGElement>(null);
  useEffect(() => {
    const svg = layer.current;
    const element = svg?.closest<HTMLElement>('[data-tile]');
    if (!svg || !element) return;
    const view = { image, hung: tile, content };
    let told = false;
    const draw = (pointed: PointedPlace | null) => {
      const toTile = tileMap(tile, image);
      const found = pointed && pointed.tileId !== tile.tileId ? foundIn(view, pointed.place) : null;
      const path = found && toTile ? pathOf(found, toTile) : '';
      svg.querySelectorAll('path').forEach((line) => line.setAttribute('d', path));
      if (pointed && found === null && !told && isOtherViewOf(image, pointed, tile.tileId)) {
        told = true;
        say(`${tile.label}: no arc, a nipple or the pixel spacing is not known`);
      }
    };
    const point = perFrame((at: Point) => {
      const toTile = tileMap(tile, image);
      const place = toTile && breastPlace(view, apply(inverse(toTile), at));
      pointAt(place && { tileId: tile.tileId, place });
    });
    const ended = new AbortController();
    const { signal } = ended;
    element.addEventListener(
      'pointermove',
      ({ clientX, clientY }) => {
        const { left, top } = element.getBoundingClientRect();
        point({ x: clientX - left, y: clientY - top });
      },
      { signal },
    );
    element.addEventListener(
      'pointerleave',
      () => {
        point.flush();
        pointAt(null);
      },
      { signal },
    );
    const endFollowing = followPointer(draw);
    const endMoves = useReading.subscribe((state, before) => {
      if (state.cameras !== before.cameras) draw(pointedPlace());
    });
    return () => {
      ended.abort();
      endFollowing();
      endMoves();
    };
  }, [tile, image, content]);
  return (
    <svg ref={layer} className={styles.layer} aria-hidden="true" data-linked-cursor>
      <path className={styles.halo} />
      <path className={styles.line} />
    </svg>
  );
}

function isOtherViewOf(
  { laterality, view }: ExamImage,
  { tileId, place }: PointedPlace,
  own: string,
): boolean {
  return tileId !== own && laterality !== null && laterality === place.laterality && view !== place.view;
}

/** Source pixels -> CSS pixels of the tile, as it is seen now. */
function tileMap({ tileId, box }: ShownTile, image: ExamImage): Affine | null {
  const camera = useReading.getState().cameras[tileId];
  return camera ? sourceToTile(camera, box, extentOf(image).pixelAspect) : null;
}

/** CSS pixels: a cross that leaves its middle free. */
const cross = { from: 5, to: 15 };

function pathOf(found: Found, toTile: Affine): string {
  if (found.type === 'arc')
    return found.lines.map((line) => polyline(line.map((point) => apply(toTile, point)))).join('');
  const { x, y } = apply(toTile, found.at);
  const arms = [
    [1, 0],
    [-1, 0],
    [0, 1],
    [0, -1],
  ] as const;
  return arms
    .map(([dx, dy]) =>
      polyline([cross.from, cross.to].map((length) => ({ x: x + dx * length, y: y + dy * length }))),
    )
    .join('');
}

const polyline = (points: readonly Point[]): string =>
  points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');
