/**
 * The breast's outline in one view. Coordinates are millimetres with the chest wall at x = 0, x growing
 * toward the nipple, and y downward from the upper edge of the image: a left breast as it is hung.
 */
export interface OutlineShape {
  readonly nippleX: number;
  readonly nippleY: number;
  /** Height and half width of the nipple over the skin. */
  readonly nippleHeight: number;
  readonly nippleRadius: number;
  /** Long waves of the skin line: amplitude in mm, waves per mm, phase in radians. */
  readonly waves: readonly {
    readonly amplitude: number;
    readonly frequency: number;
    readonly phase: number;
  }[];
  readonly profile: CranioCaudalProfile | ObliqueProfile;
}

/** Two half superellipses: x = depth (1 - |t|^p)^(1/q), t from the nipple to each side. */
export interface CranioCaudalProfile {
  readonly type: 'cranio-caudal';
  readonly lateralExtent: number;
  readonly medialExtent: number;
  readonly p: number;
  readonly q: number;
}

/** A smooth curve through points from the axilla down to the abdomen, by increasing y. */
export interface ObliqueProfile {
  readonly type: 'oblique';
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

/** Distances to the skin are known up to this far, mm. */
export const distanceCap = 42;

/** Where the skin is at the height y: the breast is at smaller x. */
export function skinX(shape: OutlineShape, y: number): number {
  const nipple = (y - shape.nippleY) / shape.nippleRadius;
  let x = shape.nippleHeight * Math.exp(-(nipple ** 4));
  for (const wave of shape.waves) {
    x += wave.amplitude * Math.sin(2 * Math.PI * wave.frequency * y + wave.phase);
  }
  const { profile } = shape;
  switch (profile.type) {
    case 'cranio-caudal':
      return x + cranioCaudalX(shape, profile, y);
    case 'oblique':
      return x + obliqueX(profile, y);
  }
}

function cranioCaudalX(shape: OutlineShape, profile: CranioCaudalProfile, y: number): number {
  const depth = shape.nippleX - shape.nippleHeight;
  const offset = y - shape.nippleY;
  const t = Math.abs(offset) / (offset < 0 ? profile.lateralExtent : profile.medialExtent);
  if (t >= 1) return -(t - 1) * 2 * depth;
  return depth * (1 - t ** profile.p) ** (1 / profile.q);
}

/** Cubic Hermite curve with Catmull-Rom tangents; straight beyond both ends. */
function obliqueX({ points }: ObliqueProfile, y: number): number {
  const last = points.length - 1;
  if (y <= points[0].y) return points[0].x;
  if (y >= points[last].y) return points[last].x;
  let i = 0;
  while (points[i + 1].y < y) i++;
  const from = points[i];
  const to = points[i + 1];
  const span = to.y - from.y;
  const t = (y - from.y) / span;
  const slope = (k: number): number => {
    const before = points[Math.max(0, k - 1)];
    const after = points[Math.min(last, k + 1)];
    return (after.x - before.x) / (after.y - before.y);
  };
  const t2 = t * t;
  const t3 = t2 * t;
  return (
    (2 * t3 - 3 * t2 + 1) * from.x +
    (t3 - 2 * t2 + t) * span * slope(i) +
    (-2 * t3 + 3 * t2) * to.x +
    (t3 - t2) * span * slope(i + 1)
  );
}

/** The skin line as a polyline, finer at the nipple, from above the image to below it. */
export interface SkinLine {
  readonly xs: Float64Array;
  readonly ys: Float64Array;
}

/** Points along the skin, millimetres, from above the image to below it: denser at the nipple. */
export function skinLine(shape: OutlineShape, heightMm: number): SkinLine {
  const ys: number[] = [];
  let y = -distanceCap;
  while (y < heightMm + distanceCap) {
    ys.push(y);
    y += Math.abs(y - shape.nippleY) < 2.5 * shape.nippleRadius ? 0.3 : 1;
  }
  return { xs: Float64Array.from(ys, (at) => skinX(shape, at)), ys: Float64Array.from(ys) };
}

/** Signed distance to the skin, mm: positive inside the breast, limited to +-`distanceCap`. */
export function distanceToSkin(line: SkinLine, x: number, y: number): number {
  const { xs, ys } = line;
  const level = firstAtLeast(ys, y);
  let nearest = distanceCap * distanceCap;
  const consider = (i: number): void => {
    const alongX = xs[i + 1] - xs[i];
    const alongY = ys[i + 1] - ys[i];
    const fromX = x - xs[i];
    const fromY = y - ys[i];
    const t = (fromX * alongX + fromY * alongY) / (alongX * alongX + alongY * alongY);
    const clamped = t < 0 ? 0 : t > 1 ? 1 : t;
    const dx = fromX - clamped * alongX;
    const dy = fromY - clamped * alongY;
    nearest = Math.min(nearest, dx * dx + dy * dy);
  };
  // From the point's own height outward, until a segment's height alone is farther than the nearest so far.
  for (let i = level - 1; i >= 0 && (y - ys[i + 1]) ** 2 <= nearest; i--) consider(i);
  for (let i = level; i + 1 < ys.length && (ys[i] - y) ** 2 <= nearest; i++) consider(i);
  return x < skinXFromLine(line, y) ? Math.sqrt(nearest) : -Math.sqrt(nearest);
}

function skinXFromLine({ xs, ys }: SkinLine, y: number): number {
  const above = Math.max(0, firstAtLeast(ys, y) - 1);
  const t = (y - ys[above]) / (ys[above + 1] - ys[above]);
  return xs[above] + (xs[above + 1] - xs[above]) * t;
}

function firstAtLeast(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
