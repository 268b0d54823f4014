import type { Affine, Point } from '../../contract/geometry.ts';

export const identity: Affine = { a: 1, b: 0, c: 0, d: 1, e: 0, f: 0 };

/** x' = x + dx, y' = y + dy. */
export function translation(dx: number, dy: number): Affine {
  return { a: 1, b: 0, c: 0, d: 1, e: dx, f: dy };
}

/** x' = sx x, y' = sy y; negative factors mirror. */
export function scaling(sx: number, sy: number): Affine {
  return { a: sx, b: 0, c: 0, d: sy, e: 0, f: 0 };
}

/**
 * The map that applies `first`, then `second`. (It cannot be called `then`: a module that exports a function of
 * that name is a thenable, and `import()` of it never settles.)
 */
export function compose(first: Affine, second: Affine): Affine {
  return {
    a: second.a * first.a + second.c * first.b,
    b: second.b * first.a + second.d * first.b,
    c: second.a * first.c + second.c * first.d,
    d: second.b * first.c + second.d * first.d,
    e: second.a * first.e + second.c * first.f + second.e,
    f: second.b * first.e + second.d * first.f + second.f,
  };
}

/** Throws where the map is singular: a bug, since every preparation step can be undone. */
export function inverse(map: Affine): Affine {
  const determinant = map.a * map.d - map.b * map.c;
  if (determinant === 0) throw new Error('affine map has no inverse');
  return {
    a: map.d / determinant,
    b: -map.b / determinant,
    c: -map.c / determinant,
    d: map.a / determinant,
    e: (map.c * map.f - map.d * map.e) / determinant,
    f: (map.b * map.e - map.a * map.f) / determinant,
  };
}

/** The point that the map takes `point` to. */
export function apply(map: Affine, point: Point): Point {
  return { x: map.a * point.x + map.c * point.y + map.e, y: map.b * point.x + map.d * point.y + map.f };
}
