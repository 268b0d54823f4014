import type { Point } from '../../contract/geometry.ts';
import { addSpot, addStroke } from './canvas.ts';
import type { Canvas } from './canvas.ts';
import type { LesionPlan, MassMargin, ViewPlan } from './plan.ts';
import { randomStream } from './random.ts';
import type { Random } from './random.ts';

/** Where a lesion lies in a view's coordinates (mm, chest wall at x = 0). */
export function lesionCentre(lesion: LesionPlan, view: ViewPlan): Point {
  return {
    x: view.outline.nippleX - lesion.depthMm,
    y: view.outline.nippleY + lesion.offsetMm[view.viewPosition],
  };
}

/** Draws a lesion and returns its ground truth: 1 inside, 0 outside, of the canvas's size. */
export function drawLesion(canvas: Canvas, lesion: LesionPlan, view: ViewPlan): Uint8Array {
  const centre = lesionCentre(lesion, view);
  const random = randomStream(lesion.seed, view.viewPosition);
  switch (lesion.what.kind) {
    case 'mass':
      return drawMass(canvas, lesion, lesion.what.margin, centre, random);
    case 'calcifications':
      return lesion.what.morphology === 'coarse'
        ? drawCoarseCalcifications(canvas, lesion, centre, random)
        : drawPleomorphicCalcifications(canvas, lesion, centre, random);
  }
}

/** How a margin looks: lobes (relative amplitude by order 2..), width of the edge in mm and relative to the radius. */
const margins: Readonly<
  Record<MassMargin, { lobes: readonly number[]; edgeMm: number; edgeShare: number; maskReach: number }>
> = {
  round: { lobes: [0.05, 0.025], edgeMm: 0.35, edgeShare: 0.02, maskReach: 1 },
  lobulated: { lobes: [0.1, 0.07, 0.055, 0.03], edgeMm: 0.4, edgeShare: 0.02, maskReach: 1 },
  indistinct: { lobes: [0.12, 0.1, 0.07, 0.06, 0.05], edgeMm: 0.6, edgeShare: 0.22, maskReach: 1.05 },
  spiculated: { lobes: [0.1, 0.09, 0.08, 0.07, 0.06, 0.05], edgeMm: 0.5, edgeShare: 0.16, maskReach: 1.08 },
};

function drawMass(
  canvas: Canvas,
  lesion: LesionPlan,
  margin: MassMargin,
  centre: Point,
  random: Random,
): Uint8Array {
  const radius = lesion.diameterMm / 2;
  const { lobes, edgeMm, edgeShare, maskReach } = margins[margin];
  const outline = drawOutline(random, radius, lobes);
  const edge = edgeMm + edgeShare * radius;
  const strength = lesion.contrast * (0.24 + 0.24 * Math.min(1, lesion.diameterMm / 28));
  const core = random.between(0.35, 0.6);
  const mask = new Uint8Array(canvas.data.length);
  forPixelsAround(canvas, centre, 1.5 * radius + 4 * edge, (at, dx, dy) => {
    const distance = Math.sqrt(dx * dx + dy * dy);
    const limit = outline(Math.atan2(dy, dx));
    const relative = distance / limit;
    const step = (limit - distance) / edge;
    const inside = 0.5 + (0.5 * step) / Math.sqrt(1 + step * step);
    const dome = Math.sqrt(Math.max(0, 1 - relative * relative));
    canvas.data[at] += strength * inside * inside * (1 - core + core * dome);
    if (relative <= maskReach) mask[at] = 1;
  });
  if (margin === 'spiculated') drawSpicules(canvas, centre, outline, radius, strength, random);
  return mask;
}

/** Radius by angle: an ellipse with lobes. */
function drawOutline(random: Random, radius: number, lobes: readonly number[]): (angle: number) => number {
  const waves = lobes.map((amplitude, index) => ({
    order: index + 2,
    amplitude: amplitude * random.between(0.6, 1.4),
    phase: random.between(0, 2 * Math.PI),
  }));
  return (angle) =>
    radius *
    waves.reduce((sum, { order, amplitude, phase }) => sum + amplitude * Math.cos(order * angle + phase), 1);
}

function drawSpicules(
  canvas: Canvas,
  centre: Point,
  outline: (angle: number) => number,
  radius: number,
  strength: number,
  random: Random,
): void {
  const count = 16 + random.below(20);
  for (let spicule = 0; spicule < count; spicule++) {
    let angle = ((spicule + random.between(-0.45, 0.45)) / count) * 2 * Math.PI;
    const start = outline(angle) * 0.6;
    const reach = start + radius * (0.45 + 0.7 * -Math.log(1 - random.next())) + 1;
    const width = random.between(0.16, 0.4);
    const amplitude = strength * random.between(0.25, 0.6);
    const bend = 0.05 * random.normal();
    const steps = 8;
    const points = Array.from({ length: steps + 1 }, (_, step) => {
      const t = step / steps;
      const distance = start + (Math.min(reach, start + 2.2 * radius) - start) * t;
      angle += bend / steps;
      return {
        x: centre.x + distance * Math.cos(angle),
        y: centre.y + distance * Math.sin(angle),
        widthMm: width * (1.2 - 0.7 * t),
        amplitude: amplitude * (1 - t) ** 0.8,
      };
    });
    addStroke(canvas, points);
  }
}

/** A few large round or popcorn calcifications. */
function drawCoarseCalcifications(
  canvas: Canvas,
  lesion: LesionPlan,
  centre: Point,
  random: Random,
): Uint8Array {
  const places: Point[] = [];
  const count = 2 + (lesion.seed % 5);
  for (let grain = 0; grain < count; grain++) {
    const place = scatter(centre, lesion.diameterMm / 2, random);
    places.push(place);
    const size = random.between(0.9, 2.2);
    const pieces = 1 + random.below(4);
    for (let piece = 0; piece < pieces; piece++) {
      addSpot(canvas, {
        x: place.x + 0.3 * size * random.normal() * (piece === 0 ? 0 : 1),
        y: place.y + 0.3 * size * random.normal() * (piece === 0 ? 0 : 1),
        widthMm: size * random.between(0.22, 0.36),
        amplitude: random.between(0.35, 0.8),
      });
    }
  }
  return hullMask(canvas, places, 1.8);
}

/** Many fine grains of different shape, size and density. */
function drawPleomorphicCalcifications(
  canvas: Canvas,
  lesion: LesionPlan,
  centre: Point,
  random: Random,
): Uint8Array {
  const places: Point[] = [];
  const count = 9 + (lesion.seed % 24);
  for (let grain = 0; grain < count; grain++) {
    const place = scatter(centre, lesion.diameterMm / 2, random);
    places.push(place);
    const width = random.between(0.06, 0.17);
    const amplitude = random.between(0.35, 1.1);
    const heading = random.between(0, 2 * Math.PI);
    const length = random.chance(0.4) ? random.between(0.3, 1.1) : random.between(0.05, 0.25);
    const kink = heading + 0.5 * random.normal();
    const middle = {
      x: place.x + length * 0.5 * Math.cos(heading),
      y: place.y + length * 0.5 * Math.sin(heading),
    };
    addStroke(canvas, [
      { ...place, widthMm: width, amplitude },
      { ...middle, widthMm: width * 1.2, amplitude },
      {
        x: middle.x + length * 0.5 * Math.cos(kink),
        y: middle.y + length * 0.5 * Math.sin(kink),
        widthMm: width * 0.8,
        amplitude: amplitude * 0.7,
      },
    ]);
    addSpot(canvas, { ...place, widthMm: width * 1.3, amplitude: amplitude * 0.8 });
  }
  return hullMask(canvas, places, 1);
}

function scatter(centre: Point, radius: number, random: Random): Point {
  const angle = random.between(0, 2 * Math.PI);
  const distance = radius * random.next() ** 0.75;
  return { x: centre.x + distance * Math.cos(angle), y: centre.y + distance * Math.sin(angle) };
}

/** The convex hull of points, widened by a margin in mm. */
function hullMask(canvas: Canvas, places: readonly Point[], marginMm: number): Uint8Array {
  const hull = convexHull(places);
  const mask = new Uint8Array(canvas.data.length);
  const middle = {
    x: places.reduce((sum, { x }) => sum + x, 0) / places.length,
    y: places.reduce((sum, { y }) => sum + y, 0) / places.length,
  };
  const reach = Math.max(...places.map(({ x, y }) => Math.hypot(x - middle.x, y - middle.y))) + marginMm;
  forPixelsAround(canvas, middle, reach, (at, dx, dy) => {
    if (distanceToHull(hull, middle.x + dx, middle.y + dy) <= marginMm) mask[at] = 1;
  });
  return mask;
}

/** Andrew's monotone chain (1979), counterclockwise for y upward. */
function convexHull(places: readonly Point[]): Point[] {
  const sorted = [...places].sort((a, b) => a.x - b.x || a.y - b.y);
  const chain = (points: readonly Point[]): Point[] => {
    const hull: Point[] = [];
    for (const point of points) {
      while (hull.length >= 2 && cross(hull[hull.length - 2], hull[hull.length - 1], point) <= 0) hull.pop();
      hull.push(point);
    }
    return hull.slice(0, -1);
  };
  return [...chain(sorted), ...chain(sorted.reverse())];
}

function cross(origin: Point, a: Point, b: Point): number {
  return (a.x - origin.x) * (b.y - origin.y) - (a.y - origin.y) * (b.x - origin.x);
}

/** 0 inside the hull, else the distance to it. */
function distanceToHull(hull: readonly Point[], x: number, y: number): number {
  let outside = hull.length < 3;
  let nearest = Infinity;
  hull.forEach((from, index) => {
    const to = hull[(index + 1) % hull.length];
    if (cross(from, to, { x, y }) < 0) outside = true;
    const alongX = to.x - from.x;
    const alongY = to.y - from.y;
    const squared = alongX * alongX + alongY * alongY;
    const t =
      squared === 0 ? 0 : Math.min(1, Math.max(0, ((x - from.x) * alongX + (y - from.y) * alongY) / squared));
    nearest = Math.min(nearest, Math.hypot(x - from.x - t * alongX, y - from.y - t * alongY));
  });
  return outside ? nearest : 0;
}

/** Visits the pixels within a distance of a point; `dx`, `dy` in mm from it. */
function forPixelsAround(
  canvas: Canvas,
  centre: Point,
  reachMm: number,
  visit: (at: number, dx: number, dy: number) => void,
): void {
  const { columns, rows, spacingMm } = canvas;
  const left = Math.max(0, Math.floor((centre.x - reachMm) / spacingMm));
  const right = Math.min(columns - 1, Math.ceil((centre.x + reachMm) / spacingMm));
  const top = Math.max(0, Math.floor((centre.y - reachMm) / spacingMm));
  const bottom = Math.min(rows - 1, Math.ceil((centre.y + reachMm) / spacingMm));
  for (let row = top; row <= bottom; row++) {
    const dy = (row + 0.5) * spacingMm - centre.y;
    for (let column = left; column <= right; column++) {
      visit(row * columns + column, (column + 0.5) * spacingMm - centre.x, dy);
    }
  }
}
