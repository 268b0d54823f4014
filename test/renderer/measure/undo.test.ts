import { describe, expect, it } from 'vitest';
import type { Annotation } from '../../../contract/reading.ts';
import {
  changed,
  noHistory,
  recorded,
  redo,
  undo,
  type MarkChange,
  type MarkHistory,
} from '../../../renderer/measure/undo.ts';

const mark = (annotationId: string, x: number): Annotation => ({
  annotationId,
  imageId: 'image',
  frame: 0,
  shape: { type: 'text', at: { x, y: 0 }, text: 'a' },
});

/** Does, undoes and redoes on marks and history together, as the store does. */
function session() {
  let marks: readonly Annotation[] = [];
  let history: MarkHistory = noHistory;
  const turn = (turned: typeof undo) => {
    const result = turned(history);
    if (!result) return false;
    marks = changed(marks, result.change);
    history = result.history;
    return true;
  };
  return {
    do: (change: MarkChange, gesture: string | null = null) => {
      marks = changed(marks, change);
      history = recorded(history, change, gesture);
    },
    undo: () => turn(undo),
    redo: () => turn(redo),
    marks: () => marks,
  };
}

describe('undo and redo of marks', () => {
  it('go back and forth through adding, changing and removing', () => {
    const { marks, ...act } = session();
    act.do({ before: null, after: mark('a', 1) });
    act.do({ before: mark('a', 1), after: mark('a', 2) });
    act.do({ before: mark('a', 2), after: null });
    expect(marks()).toEqual([]);
    const back = [act.undo(), marks(), act.undo(), marks(), act.undo(), marks(), act.undo()];
    expect(back).toEqual([true, [mark('a', 2)], true, [mark('a', 1)], true, [], false]);
    const forth = [act.redo(), marks(), act.redo(), marks(), act.redo(), marks(), act.redo()];
    expect(forth).toEqual([true, [mark('a', 1)], true, [mark('a', 2)], true, [], false]);
  });

  it('end what could be redone when something new is done', () => {
    const { marks, ...act } = session();
    act.do({ before: null, after: mark('a', 1) });
    act.undo();
    act.do({ before: null, after: mark('b', 1) });
    expect(act.redo()).toBe(false);
    expect(marks()).toEqual([mark('b', 1)]);
  });

  it('leave other marks alone, and their order', () => {
    const { marks, ...act } = session();
    for (const id of ['a', 'b', 'c']) act.do({ before: null, after: mark(id, 1) });
    act.do({ before: mark('a', 1), after: mark('a', 5) });
    act.undo();
    expect(marks()).toEqual([mark('a', 1), mark('b', 1), mark('c', 1)]);
  });

  it('take steps of one gesture on one mark back together', () => {
    const { marks, ...act } = session();
    act.do({ before: null, after: mark('a', 0) });
    act.do({ before: null, after: mark('b', 0) });
    for (const x of [1, 2, 3]) act.do({ before: mark('a', x - 1), after: mark('a', x) }, 'nudge');
    act.do({ before: mark('b', 0), after: mark('b', 1) }, 'nudge');
    act.undo();
    expect(marks()).toEqual([mark('a', 3), mark('b', 0)]);
    act.undo();
    expect(marks()).toEqual([mark('a', 0), mark('b', 0)]);
    act.redo();
    expect(marks()).toEqual([mark('a', 3), mark('b', 0)]);
  });

  it('remember 500 steps', () => {
    const { marks, ...act } = session();
    for (let x = 0; x < 502; x += 1)
      act.do({ before: x === 0 ? null : mark('a', x - 1), after: mark('a', x) });
    while (act.undo());
    expect(marks()).toEqual([mark('a', 1)]);
  });
});
