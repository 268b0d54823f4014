import type { Annotation } from '../../contract/reading.ts';
import { hasText } from './geometry.ts';
import type { MarkChange } from './undo.ts';

/**
 * What giving a mark that text changes; null where nothing. `before` is the mark as it is kept, null while it is not: a
 * text is kept once it has letters, and goes with its last one. Pure.
 */
export function textChange(before: Annotation | null, mark: Annotation, text: string): MarkChange | null {
  const { shape } = before ?? mark;
  if (!hasText(shape) || shape.text === text) return null;
  const emptied = shape.type === 'text' && text === '';
  return { before, after: emptied ? null : { ...(before ?? mark), shape: { ...shape, text } } };
}
