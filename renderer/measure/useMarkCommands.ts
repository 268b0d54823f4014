import { useEffect } from 'react';
import type { Affine } from '../../contract/geometry.ts';
import type { Annotation } from '../../contract/reading.ts';
import { apply, inverse } from '../../imaging/geometry/affine.ts';
import { say } from '../app/hint.ts';
import { allEverywhere, isElement, listenEverywhere } from '../app/windows.ts';
import { useCommands, type CommandHandlers } from '../keys/useCommands.ts';
import { hasText, movedBy, type Shape } from './geometry.ts';
import { useMarks } from './store.ts';

interface MarkCommands {
  readonly toTile: Affine;
  readonly drawing: boolean;
  readonly selected: Annotation | null;
  readonly cancel: () => void;
  readonly deselect: () => void;
  readonly replace: (mark: Annotation, shape: Shape, gesture: string) => void;
  readonly remove: (mark: Annotation) => void;
  readonly editText: (mark: Annotation) => void;
}

/** What keys do to the marks of this layer; one without the selected mark leaves them to the others. */
export function useMarkCommands(marks: MarkCommands): void {
  const { undo, redo } = useMarks.getState();
  const escape = marks.drawing ? marks.cancel : marks.deselect;
  useCommands({
    'edit.undo': undo,
    'edit.redo': redo,
    'edit.select': focusNextMark,
    ...(marks.selected ? ofSelected(marks.selected, marks) : {}),
    ...(marks.drawing || marks.selected ? { 'case.close': escape } : {}),
  });
}

function ofSelected(mark: Annotation, { toTile, replace, remove, editText }: MarkCommands): CommandHandlers {
  const nudge = (dx: number, dy: number) => () => {
    // One pixel of the screen, whichever way round the image hangs.
    const back = inverse(toTile);
    const [origin, moved] = [apply(back, { x: 0, y: 0 }), apply(back, { x: dx, y: dy })];
    replace(mark, movedBy(mark.shape, moved.x - origin.x, moved.y - origin.y), 'nudge');
  };
  return {
    'edit.delete': () => remove(mark),
    'edit.left': nudge(-1, 0),
    'edit.right': nudge(1, 0),
    'edit.up': nudge(0, -1),
    'edit.down': nudge(0, 1),
    ...(hasText(mark.shape) ? { 'edit.text': () => editText(mark) } : {}),
  };
}

/** The marks on the screen, one after the other; the focus selects. */
function focusNextMark(): void {
  const marks = allEverywhere<SVGElement>('[data-annotation]');
  const { selectedId } = useMarks.getState();
  const index = marks.findIndex((mark) => mark.dataset.annotation === selectedId);
  const next = marks[(index + 1) % marks.length];
  if (next) next.focus();
  else say('No marks in these views');
}

/** A press anywhere else ends the selection, and does what it does there. */
export function useDeselectOutside(active: boolean, select: (annotationId: string | null) => void): void {
  useEffect(() => {
    if (!active) return;
    const onPress = (event: globalThis.PointerEvent) => {
      const { target } = event;
      const elsewhere = isElement(target) && !target.closest('[data-annotation], button, input');
      if (elsewhere && event.button === 0) select(null);
    };
    return listenEverywhere('pointerdown', onPress, { capture: true });
  }, [active, select]);
}
