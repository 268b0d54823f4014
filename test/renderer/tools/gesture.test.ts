import { describe, expect, test } from 'vitest';
import {
  dragActionOf,
  noTurn,
  wheelNotches,
  zoomOfDrag,
  zoomOfWheel,
} from '../../../renderer/tools/gesture.ts';

const press = (button: number, more = {}) => ({ button, shiftKey: false, ctrlKey: false, ...more });

test('buttons and tools', () => {
  expect(dragActionOf(press(0), 'window')).toBe('window');
  expect(dragActionOf(press(0), 'magnifier')).toBe('magnify');
  expect(dragActionOf(press(0), 'length')).toBeNull();
  expect(dragActionOf(press(1), 'length')).toBe('pan');
  expect(dragActionOf(press(2), 'freehand')).toBe('zoom');
  expect(dragActionOf(press(0, { shiftKey: true }), 'window')).toBe('pan');
  expect(dragActionOf(press(0, { ctrlKey: true }), 'window')).toBe('zoom');
  expect(dragActionOf(press(3), 'window')).toBeNull();
});

test('dragging up and turning the wheel away enlarge; back again undoes it', () => {
  expect(zoomOfDrag(-150)).toBe(2);
  expect(zoomOfDrag(-60) * zoomOfDrag(60)).toBeCloseTo(1, 12);
  expect(zoomOfWheel({ deltaY: -400, deltaMode: 0 })).toBe(2);
  expect(zoomOfWheel({ deltaY: 4, deltaMode: 2 })).toBe(0.5);
});

describe('notches of the wheel', () => {
  test('a mouse: one for each turn, in any unit', () => {
    expect(wheelNotches(noTurn, { deltaY: 100, deltaMode: 0 }, 0).notches).toBe(1);
    expect(wheelNotches(noTurn, { deltaY: -3, deltaMode: 1 }, 0).notches).toBe(-1);
    expect(wheelNotches(noTurn, { deltaY: 2, deltaMode: 2 }, 0).notches).toBe(2);
  });

  test('a pad: many small turns add up to one', () => {
    let turn = noTurn;
    let notches = 0;
    for (let time = 0; time < 30; time++) {
      const turned = wheelNotches(turn, { deltaY: 10, deltaMode: 0 }, time * 16);
      turn = turned.turn;
      notches += turned.notches;
    }
    expect(notches).toBe(3);
  });

  test('a rest and a change of direction begin anew', () => {
    const { turn } = wheelNotches(noTurn, { deltaY: 90, deltaMode: 0 }, 0);
    expect(wheelNotches(turn, { deltaY: 20, deltaMode: 0 }, 100).notches).toBe(1);
    expect(wheelNotches(turn, { deltaY: 20, deltaMode: 0 }, 1000).notches).toBe(0);
    expect(wheelNotches(turn, { deltaY: -100, deltaMode: 0 }, 100).notches).toBe(-1);
  });
});
