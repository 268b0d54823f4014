import { isMeasuringTool } from '../tools/toolName.ts';
import { useFollowing } from '../viewport/following.ts';
import { hasText, outlineInTile } from './geometry.ts';
import { MarkView } from './MarkView.tsx';
import styles from './MeasureLayer.module.css';
import { TextEditor } from './TextEditor.tsx';
import { useMarkEditing, type MeasureLayerProps } from './useMarkEditing.ts';

/**
 * What the reader drew and measured on one image, over its picture. Takes the pointer only while a measuring tool is
 * chosen (left button, no modifiers) and where a mark is, and says so by `preventDefault()`; everything else goes through.
 */
export function MeasureLayer(props: MeasureLayerProps) {
  // What is begun on one image is not carried over to another.
  return <FrameMarks key={`${props.examId}/${props.imageId}/${props.frame}`} {...props} />;
}

function FrameMarks(props: MeasureLayerProps) {
  const { header, toTile, follow, tile, tool } = props;
  const editing = useMarkEditing(props);
  const { marks, drawn, selectedId, unkept, edited } = editing;
  useFollowing([editing.layer], toTile, follow);
  const view = { spacing: header.spacing, toTile, tile, onFocus: editing.select };
  return (
    <>
      <svg
        ref={editing.layer}
        className={styles.layer}
        width={tile.width}
        height={tile.height}
        {...editing.handlers}
      >
        {isMeasuringTool(tool) && <rect className={styles.board} width={tile.width} height={tile.height} />}
        {marks.map(({ annotationId, shape }) => (
          <MarkView
            key={annotationId}
            {...view}
            annotationId={annotationId}
            shape={shape}
            selected={annotationId === selectedId}
            kept={!unkept.has(annotationId)}
            textHidden={annotationId === edited?.annotationId}
          />
        ))}
        {drawn && (
          <MarkView {...view} annotationId={null} shape={drawn} selected={false} kept textHidden={false} />
        )}
      </svg>
      {edited && hasText(edited.shape) && (
        <TextEditor
          key={edited.annotationId}
          text={edited.shape.text}
          at={outlineInTile(edited.shape, toTile)[0]}
          tile={tile}
          onDone={editing.keepText}
          onCancel={editing.leaveText}
        />
      )}
    </>
  );
}
