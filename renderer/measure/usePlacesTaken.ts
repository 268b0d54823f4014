/** Where the reader's marks and their texts lie, for what must not cover them. */
import { useCallback } from 'react';
import type { Affine, Rect, Size } from '../../contract/geometry.ts';
import type { Annotation } from '../../contract/reading.ts';
import { boundsOf } from '../../imaging/geometry/rect.ts';
import { outlineInTile } from './geometry.ts';
import { labelBox } from './labelBox.ts';
import { linesOf, measurementOf } from './measurement.ts';
import { useMarks } from './store.ts';
import type { MeasureLayerProps } from './useMarkEditing.ts';

const noMarks: readonly Annotation[] = [];

/** Given where the image lies, in CSS pixels of the tile. The same function as long as the marks are the same. */
export function usePlacesTaken(
  { examId, imageId, frame, header }: Pick<MeasureLayerProps, 'examId' | 'imageId' | 'frame' | 'header'>,
  tile: Size,
): (toTile: Affine) => readonly Rect[] {
  const all = useMarks((state) => state.exams[examId]?.marks ?? noMarks);
  const selectedId = useMarks((state) => state.selectedId);
  const { spacing } = header;
  return useCallback(
    (toTile) =>
      all
        .filter((mark) => mark.imageId === imageId && mark.frame === frame)
        .flatMap(({ annotationId, shape }) => {
          const lines = linesOf(shape, measurementOf(shape, spacing), annotationId === selectedId, true);
          const label = labelBox(shape, toTile, tile, lines);
          const outline = boundsOf(outlineInTile(shape, toTile));
          return label === null ? [outline] : [outline, label];
        }),
    [all, imageId, frame, spacing, selectedId, tile],
  );
}
