import { memo, type CSSProperties } from 'react';
import type { Rect } from '../../contract/geometry.ts';
import type { CornerLine } from '../hanging/cornerTexts.ts';
import { lineLooks } from '../hanging/lineLooks.ts';
import type { OrientationLetters } from '../hanging/orientationLetters.ts';
import type { TileLayout } from '../hanging/tileLayout.ts';
import { NoticesBadge } from './NoticesBadge.tsx';
import styles from './TileText.module.css';

interface TileTextProps {
  readonly layout: TileLayout;
  /** What is odd about the image. */
  readonly notices: readonly string[];
  readonly letters: OrientationLetters | null;
}

/** What is written on a view: each line where `tileLayout` places it, letters of orientation at the edges. */
export const TileText = memo(function TileText({ layout, notices, letters }: TileTextProps) {
  const { lines, side } = layout;
  return (
    <>
      {lines.map(({ kind, text, box }) =>
        kind === 'notices' ? (
          <NoticesBadge key={box.y} text={text} box={box} side={side} notices={notices} />
        ) : (
          <span
            key={box.y}
            className={styles.line}
            style={{ ...placeOf(box), ...lookOf(kind), textAlign: side }}
            data-line={kind}
          >
            {text}
          </span>
        ),
      )}
      {letters &&
        layout.letters &&
        edges.map((edge) => (
          <span
            key={edge}
            className={styles.letter}
            style={layout.letters ? placeOf(layout.letters[edge]) : undefined}
            data-letter={edge}
          >
            {letters[edge]}
          </span>
        ))}
    </>
  );
});

function lookOf(kind: CornerLine['kind']): CSSProperties {
  const { size, height, weight, colour } = lineLooks[kind];
  return { fontSize: size, lineHeight: `${height}px`, fontWeight: weight, color: `var(--${colour})` };
}

const edges = ['left', 'right', 'top', 'bottom'] as const;

const placeOf = ({ x, y, width, height }: Rect) => ({ left: x, top: y, width, height });
