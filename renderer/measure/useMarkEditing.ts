import { useEffect, useState } from 'react';
import type { Affine, Size } from '../../contract/geometry.ts';
import type { ImageHeader } from '../../contract/image.ts';
import type { Annotation } from '../../contract/reading.ts';
import { say } from '../app/hint.ts';
import { keysOf } from '../keys/useCommands.ts';
import type { ToolName } from '../tools/toolName.ts';
import type { Follow } from '../viewport/following.ts';
import { isSeen } from './drawing.ts';
import { hasText, type Shape } from './geometry.ts';
import { useMarks } from './store.ts';
import { textChange } from './textChange.ts';
import { useGesture } from './useGesture.ts';
import { useDeselectOutside, useMarkCommands } from './useMarkCommands.ts';

export interface MeasureLayerProps {
  readonly examId: string;
  readonly imageId: string;
  readonly frame: number;
  readonly header: ImageHeader;
  /** Source pixels -> CSS pixels of the tile. */
  readonly toTile: Affine;
  /** Where the view is while it moves. */
  readonly follow: Follow;
  /** CSS pixels. */
  readonly tile: Size;
  readonly tool: ToolName;
}

const noMarks: readonly Annotation[] = [];

/** The marks of one frame, and all that a reader does to them by pointer, keys and text. */
export function useMarkEditing({ examId, imageId, frame, toTile, tool }: MeasureLayerProps) {
  const all = useMarks((state) => state.exams[examId]?.marks ?? noMarks);
  const unkept = useMarks((state) => state.unkept);
  const marks = all.filter((mark) => mark.imageId === imageId && mark.frame === frame);
  const selected =
    useMarks(({ selectedId }) => marks.find((mark) => mark.annotationId === selectedId)) ?? null;
  const { load, select, change } = useMarks.getState();
  /** The mark whose text is edited; a text that is not kept yet has no letters so far. */
  const [edited, setEdited] = useState<Annotation | null>(null);
  useEffect(() => load(examId), [load, examId]);

  const replace = (mark: Annotation, shape: Shape, gesture?: string) =>
    change(examId, { before: mark, after: { ...mark, shape } }, gesture);
  const { layer, gesture, cancel, handlers } = useGesture({
    toTile,
    tool,
    marks,
    selectedId: selected?.annotationId ?? null,
    onSelect: select,
    onChanged: (mark, shape) => replace(mark, shape),
    onDrawn: (shape) => {
      const mark = { annotationId: crypto.randomUUID(), imageId, frame, shape };
      // A text without letters is nothing yet.
      if (shape.type === 'text') return setEdited(mark);
      change(examId, { before: null, after: mark });
      // A text that opened by itself would swallow the next key.
      if (shape.type === 'arrow') say(`Text of the arrow: ${keysOf('edit.text')[0] ?? 'double click'}`);
    },
    onDoubleClicked: () => {
      if (selected && hasText(selected.shape)) setEdited(selected);
    },
  });
  useMarkCommands({
    toTile,
    drawing: gesture?.type === 'draw',
    selected,
    cancel,
    deselect: () => select(null),
    replace,
    remove: (mark) => change(examId, { before: mark, after: null }),
    editText: setEdited,
  });
  useDeselectOutside(selected !== null, select);

  const shown = marks.map((mark) =>
    gesture?.type === 'change' && gesture.mark.annotationId === mark.annotationId
      ? { ...mark, shape: gesture.shape }
      : mark,
  );
  return {
    layer,
    handlers,
    marks: shown,
    drawn: gesture?.type === 'draw' && isSeen(gesture.shape, toTile) ? gesture.shape : null,
    selectedId: selected?.annotationId ?? null,
    select,
    unkept,
    edited,
    keepText: (text: string) => {
      setEdited(null);
      if (!edited) return;
      const before = marks.find(({ annotationId }) => annotationId === edited.annotationId) ?? null;
      const edit = textChange(before, edited, text.trim());
      if (edit) change(examId, edit);
    },
    leaveText: () => setEdited(null),
  };
}
