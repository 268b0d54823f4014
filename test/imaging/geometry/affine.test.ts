import { describe, expect, it } from 'vitest';
import { apply, compose, identity, inverse, scaling, translation } from '../../../imaging/geometry/affine.ts';

describe('affine maps', () => {
  const turn = { a: 0, b: 1, c: -1, d: 0, e: 10, f: 0 };

  it('compose in the order of their arguments', () => {
    const map = compose(translation(1, 2), scaling(3, 4));
    expect(apply(map, { x: 5, y: 6 })).toEqual({ x: 18, y: 32 });
    expect(compose(identity, turn)).toEqual(turn);
    expect(compose(turn, identity)).toEqual(turn);
  });

  it('are undone by their inverse', () => {
    const map = compose(compose(scaling(2, 0.5), turn), translation(-7, 3));
    const point = { x: 12.25, y: -3.5 };
    expect(apply(inverse(map), apply(map, point))).toEqual(point);
  });

  it('have no inverse where they flatten the plane', () => {
    expect(() => inverse(scaling(0, 1))).toThrow('no inverse');
  });

  it('come from a module that import() can load', async () => {
    expect(await import('../../../imaging/geometry/affine.ts')).toHaveProperty('compose');
  });
});
