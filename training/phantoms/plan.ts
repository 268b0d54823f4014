import type { Laterality } from '../../contract/view.ts';
import type { OutlineShape } from './outline.ts';

/** BI-RADS breast density (5th edition): almost entirely fatty, scattered, heterogeneous, extremely dense. */
export type Density = 'a' | 'b' | 'c' | 'd';
export type PhantomViewPosition = 'CC' | 'MLO';
export type MassMargin = 'round' | 'lobulated' | 'indistinct' | 'spiculated';
export type CalcificationMorphology = 'coarse' | 'pleomorphic';
export type LesionLabel = 'benign' | 'malignant';

/** What a lesion is, as written to the ground truth. */
export type LesionKind =
  | { readonly kind: 'mass'; readonly margin: MassMargin; readonly morphology: null }
  | { readonly kind: 'calcifications'; readonly margin: null; readonly morphology: CalcificationMorphology };

/** A lesion of a breast, the same in both of its views. */
export interface LesionPlan {
  readonly what: LesionKind;
  readonly label: LesionLabel;
  readonly seed: number;
  /** Diameter of the mass's body, or of the cluster, mm. */
  readonly diameterMm: number;
  /** Attenuation relative to fibroglandular tissue (masses). */
  readonly contrast: number;
  /** Behind the nipple along the posterior nipple line, mm. */
  readonly depthMm: number;
  /** Below the nipple in the image, mm, by view. */
  readonly offsetMm: Readonly<Record<PhantomViewPosition, number>>;
}

/** How the fibroglandular tissue of a woman looks; shared by her breasts, with small differences. */
export interface TissueStyle {
  /** Share of the breast's area that is mostly fibroglandular. */
  readonly glandShare: number;
  /** Clumps (coarse noise), strands (ridges), streaks toward the nipple: relative strengths around 1. */
  readonly clumps: number;
  readonly strands: number;
  readonly streaks: number;
  /** Width of the transition between fat and gland: small is crisp. */
  readonly softness: number;
  /** Fat beneath the skin, mm. */
  readonly subcutaneousMm: number;
  readonly skinMm: number;
  readonly skinBrightness: number;
  readonly vessels: number;
  readonly ligaments: number;
}

/** The muscle's edge: a triangle's side in MLO, a low arch at the chest wall in some CC views. Lengths in mm. */
export type PectoralPlan =
  | {
      readonly type: 'triangle';
      /** Where the edge meets the top of the image and the chest wall. */
      readonly topX: number;
      readonly bottomY: number;
      /** Exponent of the edge: below 1 convex, above 1 concave. */
      readonly curve: number;
      readonly brightness: number;
    }
  | { readonly type: 'arch'; readonly height: number; readonly brightness: number };

export interface ViewPlan {
  readonly laterality: Laterality;
  readonly viewPosition: PhantomViewPosition;
  readonly seed: number;
  readonly outline: OutlineShape;
  /** Compressed thickness, mm; force, N. */
  readonly thicknessMm: number;
  readonly forceNewton: number;
  readonly pectoral: PectoralPlan | null;
  readonly lymphNodes: readonly { readonly x: number; readonly y: number; readonly radiusMm: number }[];
  /** Gland's middle (behind and below the nipple) and half axes, mm. */
  readonly gland: {
    readonly depth: number;
    readonly offset: number;
    readonly halfDepth: number;
    readonly halfWidth: number;
  };
  /** A lead marker beside the breast, as left by the technologist. */
  readonly marker: boolean;
}

export interface BreastPlan {
  readonly laterality: Laterality;
  readonly lesions: readonly LesionPlan[];
  readonly views: readonly [ViewPlan, ViewPlan];
}

export interface Detector {
  readonly spacingMm: number;
  readonly rows: number;
  readonly columns: number;
}

export type VendorName = 'Aurelia' | 'Northlight';

export interface ExamPlan {
  readonly seed: number;
  readonly index: number;
  readonly vendor: VendorName;
  readonly detector: Detector;
  readonly density: Density;
  readonly ageYears: number;
  readonly style: TissueStyle;
  /** Added to and multiplied with the share of tissue before the vendor's curve; deviation of the noise at 0.1 mm. */
  readonly exposure: { readonly brightness: number; readonly contrast: number; readonly noise: number };
  /** Seed of the textures that left and right breast share in part. */
  readonly sharedSeed: number;
  /** Right, left. */
  readonly breasts: readonly [BreastPlan, BreastPlan];
}
