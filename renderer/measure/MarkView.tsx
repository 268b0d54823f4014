import { memo } from 'react';
import type { Affine, Point, Size } from '../../contract/geometry.ts';
import type { PixelSpacing } from '../../contract/image.ts';
import { apply } from '../../imaging/geometry/affine.ts';
import { handleReachOf, handlesOf, isClosed, lineReach, outlineInTile, type Shape } from './geometry.ts';
import { labelBox, labelLineHeight } from './labelBox.ts';
import styles from './MeasureLayer.module.css';
import { linesOf, markInWords, measurementOf } from './measurement.ts';

interface MarkViewProps {
  /** Null: a shape that is being drawn. */
  readonly annotationId: string | null;
  readonly shape: Shape;
  readonly spacing: PixelSpacing | null;
  readonly toTile: Affine;
  readonly tile: Size;
  readonly selected: boolean;
  readonly kept: boolean;
  /** Its text is in the editor. */
  readonly textHidden: boolean;
  readonly onFocus: (annotationId: string) => void;
}

/** One mark: line, handles, numbers, and what of it takes the pointer. */
export const MarkView = memo(function MarkView(props: MarkViewProps) {
  const { annotationId, shape, spacing, toTile, tile, selected, kept, textHidden, onFocus } = props;
  const measurement = measurementOf(shape, spacing);
  const lines = textHidden ? [] : linesOf(shape, measurement, selected || annotationId === null, kept);
  const box = labelBox(shape, toTile, tile, lines);
  const line = pathOf(shape, toTile);
  return (
    <g
      className={selected ? `${styles.mark} ${styles.selected}` : styles.mark}
      data-annotation={annotationId}
      data-unkept={!kept || undefined}
      tabIndex={annotationId === null ? undefined : 0}
      role="img"
      aria-label={markInWords(shape, measurement)}
      onFocus={() => annotationId !== null && onFocus(annotationId)}
    >
      <path className={styles.halo} d={line} />
      <path className={styles.line} d={line} />
      <path className={styles.catch} d={line} strokeWidth={2 * lineReach} />
      {selected && <Handles shape={shape} toTile={toTile} />}
      {box && (
        <>
          <rect className={styles.catchLabel} {...box} />
          <text className={styles.label}>
            {lines.map((text, index) => (
              <tspan
                key={index}
                x={box.x}
                y={box.y + (index + 0.75) * labelLineHeight}
                data-quiet={index > 0}
              >
                {text}
              </tspan>
            ))}
          </text>
        </>
      )}
    </g>
  );
});

function Handles({ shape, toTile }: { readonly shape: Shape; readonly toTile: Affine }) {
  const reach = handleReachOf(shape, toTile);
  return handlesOf(shape).map((handle, index) => {
    const { x, y } = apply(toTile, handle);
    return (
      <g key={index}>
        <circle className={styles.handleHalo} cx={x} cy={y} r={5} />
        <circle className={styles.handle} cx={x} cy={y} r={5} />
        <circle className={styles.catchHandle} cx={x} cy={y} r={reach} />
      </g>
    );
  });
}

const moveTo = (points: readonly Point[]): string =>
  points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x.toFixed(2)} ${y.toFixed(2)}`).join('');

/** CSS pixels. */
const tick = 5;
const arrowHead = { length: 11, halfWidth: 5 };

function pathOf(shape: Shape, toTile: Affine): string {
  const outline = outlineInTile(shape, toTile);
  switch (shape.type) {
    case 'length':
      return moveTo(outline) + outline.map((end) => tickAt(end, outline)).join('');
    case 'arrow':
      return moveTo(outline) + headAt(outline[1], outline[0]);
    case 'ellipse':
    case 'freehand':
      return moveTo(outline) + (isClosed(shape) ? 'Z' : '');
    case 'text':
      return '';
  }
}

/** The direction from one point to another, of length 1; to the right where they are the same. */
function direction(from: Point, to: Point): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  return length === 0 ? { x: 1, y: 0 } : { x: (to.x - from.x) / length, y: (to.y - from.y) / length };
}

function tickAt(end: Point, [from, to]: readonly Point[]): string {
  const { x, y } = direction(from, to);
  return moveTo([
    { x: end.x - y * tick, y: end.y + x * tick },
    { x: end.x + y * tick, y: end.y - x * tick },
  ]);
}

function headAt(head: Point, tail: Point): string {
  const { x, y } = direction(head, tail);
  const base = { x: head.x + x * arrowHead.length, y: head.y + y * arrowHead.length };
  return moveTo([
    { x: base.x - y * arrowHead.halfWidth, y: base.y + x * arrowHead.halfWidth },
    head,
    { x: base.x + y * arrowHead.halfWidth, y: base.y - x * arrowHead.halfWidth },
  ]);
}
