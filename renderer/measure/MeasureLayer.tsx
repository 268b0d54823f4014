import { useEffect, useState } from 'react';
import type { Affine, Size } from '../../contract/geometry.ts';
import type { ImageHeader } from '../../contract/image.ts';
import type { Annotation } from '../../contract/reading.ts';
import { isMeasuringTool, type ToolName } from '../tools/toolName.ts';
import { hasText, outlineInTile, type Shape } from './geometry.ts';
import { MarkView } from './MarkView.tsx';
import styles from './MeasureLayer.module.css';
import { useMarks } from './store.ts';
import { TextEditor } from './TextEditor.tsx';
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
  /** CSS pixels. */
  readonly tile: Size;
  readonly tool: ToolName;
}

/**
 * What the reader drew and measured on one image, over its picture. Takes the pointer only while a measuring tool is
 * chosen (left button, no modifiers) and where a mark is; everything else goes through to what is beneath or around.
 */
export function MeasureLayer({ examId, imageId, frame, header, toTile, tile, tool }: MeasureLayerProps) {
  const { marks, selected, unkept, load, select, change } = useImageMarks(examId, imageId, frame);
  /** The mark whose text is edited; one that is not kept yet has no text so far. */
  const [edited, setEdited] = useState<Annotation | null>(null);
  useEffect(() => load(examId), [load, examId]);

  const replace = (mark: Annotation, shape: Shape, gesture?: string) =>
    change(examId, { before: mark, after: { ...mark, shape } }, gesture);
  const onDrawn = (shape: Shape) => {
    const mark = { annotationId: crypto.randomUUID(), imageId, frame, shape };
    // A text without letters is nothing yet.
    if (shape.type !== 'text') change(examId, { before: null, after: mark });
    if (hasText(shape)) setEdited(mark);
  };
  const { gesture, cancel, handlers } = useGesture({
    toTile,
    tool,
    marks,
    selectedId: selected?.annotationId ?? null,
    onSelect: select,
    onDrawn,
    onChanged: (mark, shape) => replace(mark, shape),
  });
  const onText = (mark: Annotation, text: string) => {
    setEdited(null);
    const before = marks.find(({ annotationId }) => annotationId === mark.annotationId) ?? null;
    const edit = textChange(before, mark, text.trim());
    if (edit) change(examId, edit);
  };

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
  const view = { spacing: header.spacing, toTile, tile, onFocus: select };
  return (
    <>
      <svg
        className={styles.layer}
        width={tile.width}
        height={tile.height}
        {...handlers}
        onDoubleClick={(event) => {
          if (!isOnMark(event.target)) return;
          event.stopPropagation();
          if (selected && hasText(selected.shape)) setEdited(selected);
        }}
      >
        {isMeasuringTool(tool) && <rect className={styles.board} width={tile.width} height={tile.height} />}
        {shown.map(({ annotationId, shape }) => (
          <MarkView
            key={annotationId}
            {...view}
            annotationId={annotationId}
            shape={shape}
            selected={annotationId === selected?.annotationId}
            kept={!unkept.has(annotationId)}
            textHidden={annotationId === edited?.annotationId}
          />
        ))}
        {gesture?.type === 'draw' && (
          <MarkView
            {...view}
            annotationId={null}
            shape={gesture.shape}
            selected={false}
            kept
            textHidden={false}
          />
        )}
      </svg>
      {edited && hasText(edited.shape) && (
        <TextEditor
          key={edited.annotationId}
          text={edited.shape.text}
          at={outlineInTile(edited.shape, toTile)[0]}
          tile={tile}
          onDone={(text) => onText(edited, text)}
          onCancel={() => setEdited(null)}
        />
      )}
    </>
  );
}

const isOnMark = (target: EventTarget): boolean =>
  target instanceof Element && target.closest('[data-mark]') !== null;

const noMarks: readonly Annotation[] = [];

function useImageMarks(examId: string, imageId: string, frame: number) {
  const all = useMarks((state) => state.exams[examId]?.marks ?? noMarks);
  const selectedId = useMarks((state) => state.selectedId);
  const unkept = useMarks((state) => state.unkept);
  const { load, select, change } = useMarks.getState();
  const marks = all.filter((mark) => mark.imageId === imageId && mark.frame === frame);
  const selected = marks.find(({ annotationId }) => annotationId === selectedId) ?? null;
  return { marks, selected, unkept, load, select, change };
}
