import type { Laterality } from '../../contract/view.ts';
import type { OutlineShape } from './outline.ts';
import type { PectoralPlan, PhantomViewPosition, TissueStyle, ViewPlan } from './plan.ts';
import { hashOf, randomStream } from './random.ts';
import type { Random } from './random.ts';

/** The woman's measures that all four views share. Lengths in mm. */
export interface Stature {
  /** Chest wall to nipple in the CC view. */
  readonly depth: number;
  /** Half the breast's extent along the chest wall. */
  readonly halfWidth: number;
  /** Of the compressed breast. */
  readonly thickness: number;
  /** Where the muscle ends in the MLO view, as a share of the nipple's height in the image. */
  readonly pectoralLength: number;
  /** 0 full to 1 hanging. */
  readonly droop: number;
  /** How far the gland lies outwards, as a share of `halfWidth`. */
  readonly glandOuter: number;
  /** How far the nipple stands out. */
  readonly nippleHeight: number;
}

/** Draws one woman's measures. */
export function drawStature(random: Random): Stature {
  const depth = Math.min(128, Math.max(48, 82 * Math.exp(0.27 * random.normal())));
  return {
    depth,
    halfWidth: Math.min(125, depth * random.between(0.85, 1.3) + 18),
    thickness: Math.min(85, Math.max(22, 20 + depth * 0.42 + 8 * random.normal())),
    pectoralLength: random.between(0.7, 1.25),
    droop: random.between(0, 1),
    glandOuter: random.between(0, 0.22),
    nippleHeight: random.between(0, 4.5),
  };
}

/** One view of one breast; `heightMm`, `widthMm`: the detector's field. */
export function drawView(
  exam: readonly [number, number],
  laterality: Laterality,
  viewPosition: PhantomViewPosition,
  stature: Stature,
  style: TissueStyle,
  heightMm: number,
): ViewPlan {
  const random = randomStream(...exam, 'view', laterality, viewPosition);
  const oblique = viewPosition === 'MLO';
  const depth = stature.depth * (oblique ? random.between(0.98, 1.14) : random.between(0.97, 1.03));
  const outline = oblique
    ? obliqueOutline(random, stature, depth, heightMm)
    : cranioCaudalOutline(random, stature, depth, heightMm);
  const halfWidth = oblique ? stature.halfWidth * random.between(0.9, 1.05) : stature.halfWidth;
  const pectoral = oblique ? obliquePectoral(random, stature, outline) : cranioCaudalPectoral(random);
  return {
    laterality,
    viewPosition,
    seed: hashOf(...exam, laterality, viewPosition),
    outline,
    thicknessMm: stature.thickness * random.between(0.92, 1.08) * (oblique ? 1.06 : 1),
    forceNewton: Math.round(random.between(60, 160)),
    pectoral,
    lymphNodes: oblique ? drawLymphNodes(random, outline, heightMm) : [],
    gland: {
      depth: depth * random.between(0.38, 0.46),
      offset: -stature.glandOuter * halfWidth * random.between(0.8, 1.2),
      halfDepth: depth * random.between(0.5, 0.62),
      halfWidth: halfWidth * random.between(0.5, 0.72) * (style.glandShare > 0.5 ? 1.15 : 1),
    },
    marker: random.chance(0.6),
  };
}

function drawWaves(random: Random): OutlineShape['waves'] {
  return [0.009, 0.017, 0.03].map((frequency, index) => ({
    amplitude: random.between(0, [1.6, 0.9, 0.4][index]),
    frequency: frequency * random.between(0.8, 1.2),
    phase: random.between(0, 2 * Math.PI),
  }));
}

function cranioCaudalOutline(
  random: Random,
  stature: Stature,
  depth: number,
  heightMm: number,
): OutlineShape {
  const middle = heightMm * random.between(0.46, 0.54);
  return {
    nippleX: depth,
    nippleY: middle,
    nippleHeight: stature.nippleHeight,
    nippleRadius: random.between(4.5, 7),
    waves: drawWaves(random),
    profile: {
      type: 'cranio-caudal',
      lateralExtent: stature.halfWidth * random.between(0.98, 1.14),
      medialExtent: stature.halfWidth * random.between(0.86, 1),
      p: random.between(1.75, 2.15),
      q: random.between(1.45, 2),
    },
  };
}

function obliqueOutline(random: Random, stature: Stature, depth: number, heightMm: number): OutlineShape {
  const nippleY = heightMm * random.between(0.54, 0.66);
  // Large or sagging breasts reach the lower edge; beneath small ones the abdomen shows.
  const lower = Math.max(
    Math.min(stature.halfWidth * random.between(0.82, 1.02), heightMm - nippleY),
    (heightMm - nippleY) * random.between(0.7, 1.1),
  );
  const axilla = depth * random.between(0.42, 0.68);
  const fold = Math.max(6, depth * random.between(0.08, 0.3));
  const full = random.between(0.8, 0.9);
  const lowerFull = random.between(0.83, 0.93) - 0.05 * (1 - stature.droop);
  const bottom = nippleY + lower;
  return {
    nippleX: depth,
    nippleY,
    nippleHeight: stature.nippleHeight,
    nippleRadius: random.between(4.5, 7),
    waves: drawWaves(random),
    profile: {
      type: 'oblique',
      points: [
        { x: axilla * random.between(0.96, 1.12), y: -45 },
        { x: axilla, y: 0 },
        { x: axilla + (depth - axilla) * random.between(0.08, 0.28), y: nippleY * 0.33 },
        { x: axilla + (depth - axilla) * full, y: nippleY * 0.7 },
        { x: depth - stature.nippleHeight, y: nippleY },
        { x: depth * lowerFull, y: nippleY + lower * 0.4 },
        { x: depth * (0.52 + 0.12 * stature.droop), y: nippleY + lower * 0.78 },
        { x: fold, y: bottom },
        { x: fold + random.between(-3, 10), y: bottom + 22 },
        { x: fold + random.between(5, 30), y: bottom + 60 },
      ],
    },
  };
}

function obliquePectoral(random: Random, stature: Stature, outline: OutlineShape): PectoralPlan {
  return {
    type: 'triangle',
    topX: Math.max(22, outline.nippleX * random.between(0.34, 0.62)),
    bottomY: outline.nippleY * stature.pectoralLength * random.between(0.9, 1.1),
    curve: random.between(0.75, 1.15),
    brightness: random.between(0.65, 1.05),
  };
}

/** The muscle shows at the chest wall of a fifth of CC views. */
function cranioCaudalPectoral(random: Random): PectoralPlan | null {
  const shown = random.chance(0.2);
  const height = random.between(3, 8);
  const brightness = random.between(0.6, 1);
  return shown ? { type: 'arch', height, brightness } : null;
}

function drawLymphNodes(random: Random, outline: OutlineShape, heightMm: number): ViewPlan['lymphNodes'] {
  const count = random.chance(0.35) ? 1 + random.below(2) : 0;
  return Array.from({ length: count }, () => {
    const y = random.between(0.03, 0.22) * heightMm;
    return { x: outline.nippleX * random.between(0.12, 0.4), y, radiusMm: random.between(3, 6.5) };
  });
}
