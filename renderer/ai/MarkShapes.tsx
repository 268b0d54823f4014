import { memo, type ReactNode } from 'react';
import type { Contour } from '../../contract/findings.ts';
import type { Point, Rect } from '../../contract/geometry.ts';
import type { ShownExam } from '../../contract/imageAnalysis.ts';
import styles from './AiOverlay.module.css';
import { boxStrength, type ContourMark, type Mark, type PatchMark } from './marks.ts';
import { dashOf } from './networks.ts';
import { probabilityText, whoseMark } from './scores.ts';
import { hover, select } from './store.ts';

interface MarkShapesProps {
  readonly exam: ShownExam;
  readonly contours: readonly ContourMark[];
  readonly patches: readonly PatchMark[];
  readonly contourOpacity: number;
  readonly boxOpacity: number;
  readonly selected: string | null;
  /** Marks to point out: chosen, below the pointer, or belonging to these. */
  readonly pointed: ReadonlySet<string>;
}

/** Outlines and boxes of one image, in source pixels; line widths are the screen's at any zoom. */
export const MarkShapes = memo(function MarkShapes(props: MarkShapesProps) {
  const { exam, contours, patches, contourOpacity, boxOpacity, selected, pointed } = props;
  // SVG paints in order: the most important last, and what is looked at above all.
  const drawn = (marks: readonly Mark[]) =>
    marks.toReversed().sort((one, other) => Number(one.key === selected) - Number(other.key === selected));
  const shape = (mark: Mark) => (
    <MarkShape
      key={mark.key}
      mark={mark}
      title={titleOf(exam, mark)}
      dash={mark.kind === 'contour' ? dashOf(exam.weights, mark.weightsSha256) : undefined}
      look={mark.key === selected ? 'selected' : pointed.has(mark.key) ? 'pointed' : 'plain'}
    />
  );
  return (
    <>
      <g opacity={boxOpacity}>{drawn(patches).map(shape)}</g>
      <g opacity={contourOpacity}>{drawn(contours).map(shape)}</g>
    </>
  );
});

interface MarkShapeProps {
  readonly mark: Mark;
  readonly title: string;
  readonly dash: string | undefined;
  readonly look: 'plain' | 'pointed' | 'selected';
}

const MarkShape = memo(function MarkShape({ mark, title, dash, look }: MarkShapeProps) {
  const d = mark.kind === 'contour' ? outlineOf(mark.contour) : rectanglePath(mark.rect);
  const kind = mark.kind === 'contour' ? styles.contour : styles.box;
  return (
    <MarkGroup
      mark={mark}
      className={`${kind} ${look === 'plain' ? '' : styles[look]}`}
      opacity={mark.kind === 'patch' && look !== 'selected' ? boxStrength(mark.attention) : undefined}
    >
      <path className={styles.halo} d={d} />
      <path className={styles.line} d={d} strokeDasharray={dash} />
      <path className={styles.grip} d={d}>
        <title>{title}</title>
      </path>
    </MarkGroup>
  );
});

interface MarkGroupProps {
  readonly mark: Mark;
  readonly className: string;
  readonly transform?: string;
  readonly opacity?: number | undefined;
  readonly children: ReactNode;
}

/** What belongs to a mark on the image: points it out everywhere else, and chooses it with a click. */
export function MarkGroup({ mark, className, transform, opacity, children }: MarkGroupProps) {
  return (
    <g
      className={className}
      transform={transform}
      opacity={opacity}
      data-mark={mark.key}
      onPointerEnter={() => hover(mark.key)}
      onPointerLeave={() => hover(null)}
      onClick={() => select(mark.key)}
    >
      {children}
    </g>
  );
}

/** What a mark says, and whose it is. */
export function titleOf(exam: ShownExam, mark: Mark): string {
  const what =
    mark.kind === 'contour'
      ? `Mass ${probabilityText(mark.contour.probability)}`
      : `Patch ${mark.rank}, attention ${mark.attention.toFixed(2)}`;
  return `${what}\n${whoseMark(exam, mark)}`;
}

/** Outlines may have thousands of points: their path is written once. */
const outlines = new WeakMap<Contour, string>();

function outlineOf(contour: Contour): string {
  const known = outlines.get(contour);
  if (known !== undefined) return known;
  const path = [contour.points, ...contour.holes].map(ringPath).join('');
  outlines.set(contour, path);
  return path;
}

const ringPath = (points: readonly Point[]): string =>
  points.length === 0 ? '' : `M${points.map(({ x, y }) => `${x} ${y}`).join('L')}Z`;

const rectanglePath = ({ x, y, width, height }: Rect): string => `M${x} ${y}h${width}v${height}h${-width}Z`;
