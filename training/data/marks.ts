/** What lies on mammograms beside tissue: labels, film edges, notches, scratches, dust, skin markers. */
import type { Point, Rect, Size } from '../../contract/geometry.ts';
import { hashOf, mix, type Random } from '../phantoms/random.ts';

/** A part of a picture being made: `grey` holds the pixels of `window`, row by row. */
export interface Part {
  readonly window: Rect;
  readonly grey: Float32Array;
}

/** Coordinates and lengths in pixels of the whole picture, values 0..1. */
export type Mark =
  /** Adds a soft line: a fold of skin, a scratch, a hair. */
  | {
      readonly type: 'line';
      readonly from: Point;
      readonly to: Point;
      /** Deviation of the cross-section. */
      readonly sigma: number;
      readonly amplitude: number;
    }
  /** A skin marker, or dust. */
  | { readonly type: 'disc'; readonly centre: Point; readonly radius: number; readonly value: number }
  /** All beyond a straight line: a film's edge, a cut corner. `outward` is the unit vector that leads beyond it. */
  | { readonly type: 'edge'; readonly through: Point; readonly outward: Point; readonly value: number }
  /** Writing of random letters on a plate. */
  | {
      readonly type: 'label';
      readonly box: Rect;
      /** Side of the letters' dots. */
      readonly dot: number;
      readonly seed: number;
      readonly plate: number;
      readonly ink: number;
    };

/** Draws a mark into the part of the picture. */
export function paint(part: Part, mark: Mark): void {
  switch (mark.type) {
    case 'line':
      return paintLine(part, mark);
    case 'disc':
      return paintDisc(part, mark);
    case 'edge':
      return paintEdge(part, mark);
    case 'label':
      return paintLabel(part, mark);
  }
}

/** Visits the pixels of the part within a box; x, y: their middles. */
function forPixels(
  { window }: Part,
  box: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number },
  visit: (at: number, x: number, y: number) => void,
): void {
  const left = Math.max(window.x, Math.floor(box.left));
  const right = Math.min(window.x + window.width, Math.ceil(box.right));
  const top = Math.max(window.y, Math.floor(box.top));
  const bottom = Math.min(window.y + window.height, Math.ceil(box.bottom));
  for (let y = top; y < bottom; y++) {
    const start = (y - window.y) * window.width - window.x;
    for (let x = left; x < right; x++) visit(start + x, x + 0.5, y + 0.5);
  }
}

type MarkOf<Type extends Mark['type']> = Extract<Mark, { readonly type: Type }>;

function paintLine(part: Part, { from, to, sigma, amplitude }: MarkOf<'line'>): void {
  const reach = 3 * sigma;
  const along = { x: to.x - from.x, y: to.y - from.y };
  const squared = along.x * along.x + along.y * along.y;
  const box = {
    left: Math.min(from.x, to.x) - reach,
    right: Math.max(from.x, to.x) + reach,
    top: Math.min(from.y, to.y) - reach,
    bottom: Math.max(from.y, to.y) + reach,
  };
  forPixels(part, box, (at, x, y) => {
    const t = Math.min(1, Math.max(0, ((x - from.x) * along.x + (y - from.y) * along.y) / squared));
    const dx = x - from.x - t * along.x;
    const dy = y - from.y - t * along.y;
    const distance = (dx * dx + dy * dy) / (sigma * sigma);
    // The line swells from nothing at its ends.
    if (distance < 9) part.grey[at] += amplitude * Math.exp(-0.5 * distance) * 4 * t * (1 - t);
  });
}

function paintDisc(part: Part, { centre, radius, value }: MarkOf<'disc'>): void {
  const reach = radius + 1;
  const box = {
    left: centre.x - reach,
    right: centre.x + reach,
    top: centre.y - reach,
    bottom: centre.y + reach,
  };
  forPixels(part, box, (at, x, y) => {
    const covered = Math.min(1, Math.max(0, radius + 0.5 - Math.hypot(x - centre.x, y - centre.y)));
    part.grey[at] += covered * (value - part.grey[at]);
  });
}

function paintEdge(part: Part, { through, outward, value }: MarkOf<'edge'>): void {
  const { x: left, y: top, width, height } = part.window;
  forPixels(part, { left, top, right: left + width, bottom: top + height }, (at, x, y) => {
    const beyond = (x - through.x) * outward.x + (y - through.y) * outward.y;
    const covered = Math.min(1, Math.max(0, beyond + 0.5));
    if (covered > 0) part.grey[at] += covered * (value - part.grey[at]);
  });
}

/** Letters are five dots wide and seven high, half of their dots inked, one dot apart; lines are two dots apart. */
function paintLabel(part: Part, { box, dot, seed, plate, ink }: MarkOf<'label'>): void {
  const ends = { left: box.x, top: box.y, right: box.x + box.width, bottom: box.y + box.height };
  forPixels(part, ends, (at, x, y) => {
    const column = Math.floor((x - box.x) / dot) - 1;
    const row = Math.floor((y - box.y) / dot) - 1;
    const inLetter = column >= 0 && row >= 0 && column % 6 < 5 && row % 9 < 7;
    const inked = inLetter && (mix(seed ^ Math.imul(row + 1, 0x9e3779b1) ^ (column + 1)) & 1) === 1;
    const value = inked ? ink : plate;
    part.grey[at] = Math.max(part.grey[at], value);
  });
}

/** Chances (0..1) and numbers of marks on a picture. */
export interface MarkSettings {
  readonly label: number;
  /** A strip along each side of the picture. */
  readonly border: number;
  readonly notch: number;
  /** Of each: at most so many. */
  readonly scratches: number;
  readonly dust: number;
  readonly skinMarkers: number;
}

/** What the drawing of marks needs to know of the picture: coordinates are those of the whole picture. */
export interface Surroundings {
  readonly size: Size;
  inBreast(x: number, y: number): boolean;
  inLesion(x: number, y: number): boolean;
}

/** Marks for one picture. Labels and notches keep off the breast, borders and skin markers off the lesions. */
export function drawMarks(random: Random, settings: MarkSettings, around: Surroundings): readonly Mark[] {
  const unit = around.size.height / 1024;
  const marks: (Mark | null)[] = [];
  for (let tries = 0; tries < 2; tries++) {
    if (random.chance(settings.label)) marks.push(drawLabel(random, around, unit));
  }
  for (const side of ['left', 'right', 'top', 'bottom'] as const) {
    if (random.chance(settings.border)) marks.push(drawBorder(random, around, side));
  }
  if (random.chance(settings.notch)) marks.push(drawNotch(random, around));
  const upTo = (most: number): number => random.below(most + 1);
  for (let left = upTo(settings.scratches); left > 0; left--) marks.push(drawScratch(random, around, unit));
  for (let left = upTo(settings.dust); left > 0; left--) {
    const centre = anywhere(random, around.size);
    marks.push({ type: 'disc', centre, radius: random.between(0.4, 1.6) * unit, value: random.pick([0, 1]) });
  }
  for (let left = upTo(settings.skinMarkers); left > 0; left--) {
    marks.push(drawSkinMarker(random, around, unit));
  }
  return marks.filter((mark) => mark !== null);
}

function anywhere(random: Random, { width, height }: Size): Point {
  return { x: random.between(0, width), y: random.between(0, height) };
}

/** Null where no place for it is found beside the breast. */
function drawLabel(random: Random, around: Surroundings, unit: number): Mark | null {
  const dot = random.between(1.5, 5) * unit;
  const letters = 2 + random.below(7);
  const lines = 1 + random.below(3);
  const width = dot * (6 * letters + 1);
  const height = dot * (9 * lines + 1);
  const ink = random.between(0.6, 1);
  const plate = random.chance(0.5) ? 0 : random.between(0.1, 0.9);
  const seed = hashOf(random.below(2 ** 31), 'label');
  const { size } = around;
  for (let tries = 0; tries < 12; tries++) {
    const x = random.between(-0.3 * width, size.width - 0.7 * width);
    const y = random.between(-0.3 * height, size.height - 0.7 * height);
    const box = { x, y, width, height };
    if (!touches(box, (px, py) => around.inBreast(px, py)))
      return { type: 'label', box, dot, seed, plate, ink };
  }
  return null;
}

/** Whether any of a net of points over the box, a tenth of its sides apart, is inside. */
function touches(box: Rect, inside: (x: number, y: number) => boolean): boolean {
  for (let row = 0; row <= 10; row++) {
    for (let column = 0; column <= 10; column++) {
      if (inside(box.x + (box.width * column) / 10, box.y + (box.height * row) / 10)) return true;
    }
  }
  return false;
}

/** A strip as film edges and scanners leave it, slightly oblique; null where it would hide a part of a lesion. */
function drawBorder(
  random: Random,
  around: Surroundings,
  side: 'left' | 'right' | 'top' | 'bottom',
): Mark | null {
  const { width, height } = around.size;
  const upright = side === 'left' || side === 'right';
  const depth = (upright ? width : height) * random.between(0.002, 0.03);
  const tilt = random.between(-0.01, 0.01);
  const value = random.chance(0.5) ? random.between(0.7, 1) : random.between(0, 0.25);
  const outward = {
    left: { x: -1, y: tilt },
    right: { x: 1, y: tilt },
    top: { x: tilt, y: -1 },
    bottom: { x: tilt, y: 1 },
  }[side];
  const through = {
    left: { x: depth, y: height / 2 },
    right: { x: width - depth, y: height / 2 },
    top: { x: width / 2, y: depth },
    bottom: { x: width / 2, y: height - depth },
  }[side];
  const mark: Mark = { type: 'edge', through, outward, value };
  return hidesLesion(mark, around) ? null : mark;
}

function hidesLesion({ through, outward }: MarkOf<'edge'>, { size, inLesion }: Surroundings): boolean {
  for (let y = 0.5; y < size.height; y += 2) {
    for (let x = 0.5; x < size.width; x += 2) {
      const beyond = (x - through.x) * outward.x + (y - through.y) * outward.y;
      if (beyond > -2 && inLesion(x, y)) return true;
    }
  }
  return false;
}

/** A corner cut off, as films are marked; null where the breast is there. */
function drawNotch(random: Random, around: Surroundings): Mark | null {
  const { width, height } = around.size;
  const right = random.chance(0.5);
  const below = random.chance(0.5);
  const across = width * random.between(0.08, 0.3);
  const down = height * random.between(0.04, 0.15);
  const length = Math.hypot(across, down);
  const outward = { x: ((right ? 1 : -1) * down) / length, y: ((below ? 1 : -1) * across) / length };
  const through = { x: right ? width - across : across, y: below ? height : 0 };
  const box = { x: right ? width - across : 0, y: below ? height - down : 0, width: across, height: down };
  if (touches(box, (x, y) => around.inBreast(x, y))) return null;
  return { type: 'edge', through, outward, value: random.chance(0.7) ? 0 : random.between(0.3, 1) };
}

function drawScratch(random: Random, around: Surroundings, unit: number): Mark {
  const from = anywhere(random, around.size);
  const heading = random.between(0, 2 * Math.PI);
  const length = random.between(20, 300) * unit;
  const to = { x: from.x + length * Math.cos(heading), y: from.y + length * Math.sin(heading) };
  const amplitude = random.between(-0.15, 0.25);
  return { type: 'line', from, to, sigma: random.between(0.4, 1.2) * unit, amplitude };
}

/** A bead as it is stuck to the nipple or to a mole: anywhere on the breast, half of them at its edge. */
function drawSkinMarker(random: Random, around: Surroundings, unit: number): Mark | null {
  const radius = random.between(2.5, 8) * unit;
  const atEdge = random.chance(0.5);
  for (let tries = 0; tries < 40; tries++) {
    const { x, y } = anywhere(random, around.size);
    const near = 3 * radius;
    const box = { x: x - near, y: y - near, width: 2 * near, height: 2 * near };
    if (!touches(box, (px, py) => around.inBreast(px, py))) continue;
    if (touches(box, (px, py) => around.inLesion(px, py))) continue;
    if (atEdge && !touches(box, (px, py) => !around.inBreast(px, py))) continue;
    return { type: 'disc', centre: { x, y }, radius, value: random.between(0.85, 1) };
  }
  return null;
}
