import { memo } from 'react';
import type { Affine } from '../../contract/geometry.ts';
import type { ShownExam } from '../../contract/imageAnalysis.ts';
import { mappedBounds } from '../../imaging/geometry/rect.ts';
import styles from './AiOverlay.module.css';
import { MarkGroup, titleOf } from './MarkShapes.tsx';
import { bracketPath, type ImageMarks, type PlacedLabel } from './markLabels.ts';

interface MarkLabelsProps extends ImageMarks {
  readonly exam: ShownExam;
  readonly labels: readonly PlacedLabel[];
  /** Source pixels -> CSS pixels, without the shift that panning changes. */
  readonly turned: Affine;
  readonly selected: string | null;
}

/** Numbers beside the marks, of one size at any zoom, and the brackets around the chosen mark. */
export const MarkLabels = memo(function MarkLabels(props: MarkLabelsProps) {
  const { exam, labels, turned, contours, patches, selected } = props;
  const marks = new Map([...contours, ...patches].map((mark) => [mark.key, mark]));
  const chosen = selected === null ? undefined : marks.get(selected);
  const brackets = chosen && bracketPath(mappedBounds(chosen.rect, turned));
  return (
    <>
      {brackets !== undefined && (
        <>
          <path className={styles.bracketHalo} d={brackets} />
          <path className={styles.bracket} d={brackets} />
        </>
      )}
      {labels.toReversed().map(({ key, text, offset, width, height }) => {
        const mark = marks.get(key);
        if (mark === undefined) return null;
        const around = mappedBounds(mark.rect, turned);
        const box = mark.kind === 'patch';
        return (
          <MarkGroup
            key={key}
            mark={mark}
            className={`${styles.label} ${box ? styles.boxLabel : styles.contourLabel}`}
            transform={`translate(${around.x + offset.x} ${around.y + offset.y})`}
          >
            <title>{titleOf(exam, mark)}</title>
            <rect width={width} height={height} rx="2" />
            <text x={box ? width / 2 : 4} y={14} xmlSpace="preserve">
              {text}
            </text>
          </MarkGroup>
        );
      })}
    </>
  );
});
