import { useEffect, useRef, type FocusEvent, type KeyboardEvent } from 'react';
import type { Point, Size } from '../../contract/geometry.ts';
import styles from './MeasureLayer.module.css';

interface TextEditorProps {
  readonly text: string;
  /** Tile pixels: where the text stands. */
  readonly at: Point;
  readonly tile: Size;
  /** With what was typed, however editing ended but by Escape. */
  readonly onDone: (text: string) => void;
  readonly onCancel: () => void;
}

/** What the program takes. */
const longestText = 1000;
/** CSS pixels. */
const editorSize = { width: 200, height: 26 };

/** A mark's text, edited in its place. Enter, and going elsewhere, keep it. */
export function TextEditor({ text, at, tile, onDone, onCancel }: TextEditorProps) {
  const field = useRef<HTMLInputElement>(null);
  const ended = useRef(false);
  const done = useRef(onDone);
  useEffect(() => {
    done.current = onDone;
  });
  const end = (how: () => void) => {
    if (ended.current) return;
    ended.current = true;
    how();
  };
  useEffect(() => {
    const input = field.current;
    ended.current = false;
    input?.select();
    // A press in the field is not the view's; on the element itself, as the view listens further out.
    const keepPress = (event: globalThis.PointerEvent) => event.stopPropagation();
    input?.addEventListener('pointerdown', keepPress);
    return () => {
      input?.removeEventListener('pointerdown', keepPress);
      // The view was changed while the reader typed: what is typed is not lost.
      if (!ended.current && input && input.value !== text) done.current(input.value);
    };
  }, []);
  const toImages = () =>
    field.current?.closest<HTMLElement>('[data-image-area]')?.focus({ preventScroll: true });
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key !== 'Enter' && event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    const { value } = event.currentTarget;
    end(event.key === 'Enter' ? () => onDone(value) : onCancel);
    toImages();
  };
  const onBlur = ({ currentTarget, relatedTarget }: FocusEvent<HTMLInputElement>) => {
    // Where nothing else took the keyboard, the next key is a command.
    if (relatedTarget === null) toImages();
    end(() => onDone(currentTarget.value));
  };
  return (
    <input
      ref={field}
      className={styles.editor}
      style={{
        left: Math.max(0, Math.min(tile.width - editorSize.width, at.x)),
        top: Math.max(0, Math.min(tile.height - editorSize.height, at.y - editorSize.height / 2)),
        width: editorSize.width,
      }}
      aria-label="Text of the mark"
      maxLength={longestText}
      defaultValue={text}
      autoFocus
      onKeyDown={onKeyDown}
      onBlur={onBlur}
    />
  );
}
