import { describe, expect, it } from 'vitest';
import type { Affine } from '../../../contract/geometry.ts';
import { begun, extended, isDrawn, isSeen } from '../../../renderer/measure/drawing.ts';
import { textChange } from '../../../renderer/measure/textChange.ts';

const point = (x: number, y: number) => ({ x, y });
/** Ten source pixels per pixel of the screen. */
const small: Affine = { a: 0.1, b: 0, c: 0, d: 0.1, e: 0, f: 0 };

describe('drawing', () => {
  it('begins where the pointer is pressed; an arrow with its head', () => {
    const length = extended(begun('length', point(1, 2)), point(30, 40), small);
    expect(length).toEqual({ type: 'length', from: point(1, 2), to: point(30, 40) });
    const arrow = extended(begun('arrow', point(1, 2)), point(30, 40), small);
    expect(arrow).toEqual({ type: 'arrow', from: point(30, 40), to: point(1, 2), text: '' });
  });

  it('leaves out points of a freehand line that lie within 2 pixels of the screen', () => {
    const line = [point(10, 0), point(25, 0), point(30, 0), point(45, 0)].reduce(
      (shape, at) => extended(shape, at, small),
      begun('freehand', point(0, 0)),
    );
    expect(line).toEqual({ type: 'freehand', points: [point(0, 0), point(25, 0), point(45, 0)] });
  });

  it('takes a shape that is hardly larger than a click as none', () => {
    const to = (x: number, y: number) => (tool: 'length' | 'ellipse') =>
      isDrawn(extended(begun(tool, point(0, 0)), point(x, y), small), small);
    expect(to(39, 0)('length')).toBe(false);
    expect(to(41, 0)('length')).toBe(true);
    expect(to(500, 39)('ellipse')).toBe(false);
    expect(to(500, 41)('ellipse')).toBe(true);
    const thin = { type: 'freehand', points: [point(0, 0), point(500, 0), point(1000, 0)] } as const;
    expect(isDrawn(thin, small)).toBe(false);
    expect(isDrawn({ ...thin, points: [...thin.points, point(500, 100)] }, small)).toBe(true);
  });
});

describe('a shape under way', () => {
  it('is not painted before it is large enough to stay, a freehand line with its first stretch', () => {
    const one = begun('length', point(10, 10));
    expect(isSeen(one, small)).toBe(false);
    expect(isSeen(extended(one, point(40, 10), small), small)).toBe(false);
    expect(isSeen(extended(one, point(60, 10), small), small)).toBe(true);
    const line = begun('freehand', point(10, 10));
    expect(isSeen(line, small)).toBe(false);
    expect(isSeen(extended(line, point(40, 10), small), small)).toBe(true);
  });
});

describe('texts', () => {
  const text = {
    annotationId: 't',
    imageId: 'i',
    frame: 0,
    shape: { type: 'text', at: point(1, 1), text: '' },
  } as const;
  const written = { ...text, shape: { ...text.shape, text: 'clip' } };

  it('are kept once they have letters', () => {
    expect(textChange(null, text, '')).toBeNull();
    expect(textChange(null, text, 'clip')).toEqual({ before: null, after: written });
  });

  it('go with their last letter, and stay when nothing changed', () => {
    expect(textChange(written, written, 'clip')).toBeNull();
    expect(textChange(written, written, '')).toEqual({ before: written, after: null });
  });

  it('of arrows may be none', () => {
    const shape = { type: 'arrow', from: point(0, 0), to: point(1, 1), text: 'a' } as const;
    const arrow = { ...text, shape };
    expect(textChange(arrow, arrow, '')).toEqual({
      before: arrow,
      after: { ...arrow, shape: { ...shape, text: '' } },
    });
  });
});
