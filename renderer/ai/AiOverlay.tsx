import { memo, useDeferredValue, useMemo, useRef } from 'react';
import type { Affine, Rect, Size } from '../../contract/geometry.ts';
import type { ShownExam } from '../../contract/imageAnalysis.ts';
import { mappedBounds } from '../../imaging/geometry/rect.ts';
import { useFollowing, type Follow } from '../viewport/following.ts';
import styles from './AiOverlay.module.css';
import { placeBars, type BarRoom } from './barPlacement.ts';
import { ColourBar } from './ColourBar.tsx';
import { MarkLabels } from './MarkLabels.tsx';
import { MarkShapes } from './MarkShapes.tsx';
import { drawnPatches } from './marks.ts';
import { imageMaps, mapsWithColours } from './imageMaps.ts';
import { useLargestValues } from './mapValues.ts';
import { layOutLabels, type ImageMarks, type PlacedLabel } from './markLabels.ts';
import { colourProperties } from './palette.ts';
import { examOfImage, marksOfExam, pointedMarks, useAi } from './store.ts';

interface AiOverlayProps {
  readonly imageId: string;
  /** Source pixels -> CSS pixels of the tile. */
  readonly toTile: Affine;
  /** Where the view is while it moves. */
  readonly follow: Follow;
  readonly tile: Size;
  /** The views are walked at 1:1. */
  readonly quadrants?: boolean;
  /** What labels must not cover, given where the image lies: the reader's measurements, in CSS pixels of the tile. */
  readonly measured?: (toTile: Affine) => readonly Rect[];
  /** What the colour bars share the tile with; null while that is not known: then there are none. */
  readonly room: BarRoom | null;
}

/**
 * What the networks found in one image, over its picture. Panning changes one transform, zooming one more and the places
 * of the labels; pointer events are taken only on lines and labels.
 */
export const AiOverlay = memo(function AiOverlay(props: AiOverlayProps) {
  const exam = useAi(examOfImage(props.imageId));
  const on = useAi(({ choices }) => choices.on);
  return exam !== null && on ? <Overlay exam={exam} {...props} /> : null;
});

function Overlay(props: AiOverlayProps & { readonly exam: ShownExam }) {
  const { exam, imageId, toTile, follow, tile, room, quadrants = false, measured = nothingMeasured } = props;
  const choices = useAi((state) => state.choices);
  const selected = useAi((state) => state.selected);
  const hovered = useAi((state) => state.hovered);
  const marks = marksOfExam(exam, choices);
  const pointed = pointedMarks(marks, { selected, hovered });
  const { contours, boxes } = choices.layers;
  const own = useMemo(
    () => ({
      contours: contours.on ? marks.contours.filter((mark) => mark.imageId === imageId) : [],
      patches: boxes.on
        ? drawnPatches(
            marks.patches.filter((mark) => mark.imageId === imageId),
            boxes.attention,
            boxes.inQuadrants || !quadrants,
            [selected, hovered],
          )
        : [],
    }),
    [marks, imageId, contours.on, boxes, quadrants, selected, hovered],
  );
  const maps = useMemo(() => imageMaps(exam, imageId, choices), [exam, imageId, choices]);
  // Labels look for their places when there is time; until then they move with their marks.
  const settled = useDeferredValue(toTile);
  const labels = useMemo(
    () =>
      layOutLabels(own, settled, tile, { pointed, taken: [...measured(settled), ...(room?.taken ?? [])] }),
    [own, settled, tile, pointed, measured, room],
  );
  const largest = useLargestValues(maps);
  const legend = useMemo(() => mapsWithColours(maps, largest), [maps, largest]);
  const bars = useMemo(
    () => room && placeBars(legend.length, tile, room, rectsOf(own, labels, settled)),
    [legend.length, tile, room, own, labels, settled],
  );
  const { a, b, c, d, e, f } = toTile;
  const turned = useMemo(() => ({ a, b, c, d, e: 0, f: 0 }), [a, b, c, d]);
  const drawn = useRef<HTMLDivElement>(null);
  useFollowing([drawn], toTile, follow);
  return (
    <div className={styles.overlay} style={colourProperties} aria-hidden="true" data-ai-overlay={imageId}>
      <div ref={drawn} className={styles.moved}>
        <div className={styles.placed} style={{ transform: `translate(${e}px, ${f}px)` }}>
          <svg className={styles.marks}>
            <g transform={`matrix(${a} ${b} ${c} ${d} 0 0)`}>
              <MarkShapes
                exam={exam}
                contours={own.contours}
                patches={own.patches}
                contourOpacity={contours.opacity}
                boxOpacity={boxes.opacity}
                selected={selected}
                pointed={pointed}
              />
            </g>
            <MarkLabels
              exam={exam}
              labels={labels}
              turned={turned}
              contours={own.contours}
              patches={own.patches}
              selected={selected}
            />
          </svg>
        </div>
      </div>
      {legend.length > 0 && bars && (
        <div className={styles.bars} style={{ left: bars.x, top: bars.y }} data-colour-bars>
          {legend.map(({ layer, choice }) => (
            <ColourBar key={layer} layer={layer} choice={choice} />
          ))}
        </div>
      )}
    </div>
  );
}

const nothingMeasured = (): readonly Rect[] => [];

/** What colour bars should not cover. */
function rectsOf(
  { contours, patches }: ImageMarks,
  labels: readonly PlacedLabel[],
  toTile: Affine,
): readonly Rect[] {
  const marks = new Map(
    [...contours, ...patches].map(({ key, rect }) => [key, mappedBounds(rect, toTile)] as const),
  );
  const labelRects = labels.flatMap(({ key, offset, width, height }) => {
    const around = marks.get(key);
    return around === undefined ? [] : [{ x: around.x + offset.x, y: around.y + offset.y, width, height }];
  });
  return [...marks.values(), ...labelRects];
}
