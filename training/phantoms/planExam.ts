import { drawStature, drawView } from './anatomy.ts';
import type { Stature } from './anatomy.ts';
import { placeLesion } from './placeLesions.ts';
import type { BreastPlan, Density, Detector, ExamPlan, LesionPlan, TissueStyle, VendorName } from './plan.ts';
import { hashOf, randomStream } from './random.ts';
import type { Random } from './random.ts';
import { vendors } from './vendors.ts';

export interface PlanOptions {
  /** 'mixed' (default): every third exam is normal, by its index; 'always' and 'never' say so for all. */
  readonly lesions?: 'mixed' | 'always' | 'never';
  readonly density?: Density;
  readonly vendor?: VendorName;
}

/** Share of the breast's area that is mostly fibroglandular, by density. */
const glandShares: Readonly<Record<Density, readonly [number, number]>> = {
  a: [0.03, 0.12],
  b: [0.15, 0.3],
  c: [0.35, 0.55],
  d: [0.62, 0.82],
};

/** Everything about an exam but its pixels. `seed` and `index`: whole numbers. */
export function planExam(seed: number, index: number, options: PlanOptions = {}): ExamPlan {
  const random = randomStream(seed, index, 'exam');
  const density = options.density ?? drawDensity(random);
  const vendor = options.vendor ?? (random.chance(0.5) ? 'Aurelia' : 'Northlight');
  const stature = drawStature(random);
  const style = drawStyle(random, density);
  const exposure = {
    brightness: random.between(-0.05, 0.06),
    contrast: random.between(0.85, 1.15),
    noise: random.between(0.014, 0.032),
  };
  const detector = chooseDetector(vendors[vendor].detectors, stature);
  const ageYears = Math.round(random.between(40, 75) - (density === 'd' ? 5 : 0));
  const wanted = options.lesions ?? 'mixed';
  const withLesions = wanted === 'always' || (wanted === 'mixed' && index % 3 !== 0);
  const sides = !withLesions ? [] : random.chance(0.15) ? ['R', 'L'] : [random.pick(['R', 'L'])];
  const breast = (laterality: 'L' | 'R'): BreastPlan => {
    const heightMm = detector.rows * detector.spacingMm;
    const own = oneSide(randomStream(seed, index, laterality), stature);
    const views = (['CC', 'MLO'] as const).map((position) =>
      drawView([seed, index], laterality, position, own, style, heightMm),
    ) as unknown as BreastPlan['views'];
    const lesions = sides.includes(laterality)
      ? placeLesions(randomStream(seed, index, 'lesions', laterality), views, heightMm)
      : [];
    return { laterality, views, lesions };
  };
  return {
    seed,
    index,
    vendor,
    detector,
    density,
    ageYears,
    style,
    exposure,
    sharedSeed: hashOf(seed, index, 'textures'),
    breasts: [breast('R'), breast('L')],
  };
}

function drawDensity(random: Random): Density {
  const value = random.next();
  return value < 0.15 ? 'a' : value < 0.52 ? 'b' : value < 0.85 ? 'c' : 'd';
}

function drawStyle(random: Random, density: Density): TissueStyle {
  return {
    glandShare: random.between(...glandShares[density]),
    clumps: random.between(0.45, 1.3),
    strands: random.between(0.5, 1.5),
    streaks: random.between(0.4, 1.5),
    softness: random.between(0.7, 1.5),
    subcutaneousMm: random.between(4, 15) * (density === 'd' ? 0.6 : 1),
    skinMm: random.between(1, 1.9),
    skinBrightness: random.between(0.2, 0.5),
    vessels: random.between(0.5, 1.5),
    ligaments: random.between(0.6, 1.6),
  };
}

/** The other breast is alike, never the same. */
function oneSide(random: Random, stature: Stature): Stature {
  const vary = (share: number): number => 1 + share * random.normal();
  return {
    ...stature,
    depth: stature.depth * vary(0.03),
    halfWidth: stature.halfWidth * vary(0.025),
    glandOuter: stature.glandOuter * vary(0.2),
    nippleHeight: stature.nippleHeight * random.between(0.6, 1.2),
  };
}

function chooseDetector(detectors: readonly [Detector, Detector], stature: Stature): Detector {
  const [small, large] = detectors;
  const fits =
    stature.halfWidth * 2.02 < small.rows * small.spacingMm &&
    stature.depth * 1.2 + 25 < small.columns * small.spacingMm;
  return fits ? small : large;
}

function placeLesions(random: Random, views: BreastPlan['views'], heightMm: number): readonly LesionPlan[] {
  const count = random.chance(0.2) ? 2 : 1;
  const placed: LesionPlan[] = [];
  for (let lesion = 0; lesion < count; lesion++) {
    const next = placeLesion(random, views, heightMm, placed);
    if (next !== null) placed.push(next);
  }
  return placed;
}
