import type { Point } from '../../contract/geometry.ts';
import type { VoiTransform } from '../../contract/image.ts';
import type { Laterality } from '../../contract/view.ts';
import type { Canvas } from './canvas.ts';
import { drawLesion, lesionCentre } from './lesions.ts';
import { drawMarker } from './marker.ts';
import type {
  CalcificationMorphology,
  Density,
  ExamPlan,
  LesionLabel,
  MassMargin,
  PhantomViewPosition,
  VendorName,
  ViewPlan,
} from './plan.ts';
import { planExam } from './planExam.ts';
import type { PlanOptions } from './planExam.ts';
import { hashOf } from './random.ts';
import { addTissue } from './render.ts';
import { drawStructures } from './structures.ts';
import { createTextures, createTissueGrid } from './tissue.ts';
import type { Textures } from './tissue.ts';
import { vendors } from './vendors.ts';

export interface PhantomLesion {
  readonly kind: 'mass' | 'calcifications';
  /** Masses only. */
  readonly margin: MassMargin | null;
  /** Calcifications only. */
  readonly morphology: CalcificationMorphology | null;
  readonly label: LesionLabel;
  readonly diameterMm: number;
  /** In the view's pixels, (0,0) the outer corner of the first. */
  readonly centre: Point;
  /** 1 inside, 0 outside; rows x columns of the view. */
  readonly mask: Uint8Array;
}

/** One picture as a detector stores it for presentation (MONOCHROME2, 0 outside the breast). */
export interface PhantomView {
  readonly laterality: Laterality;
  readonly viewPosition: PhantomViewPosition;
  readonly rows: number;
  readonly columns: number;
  /** Row by row; hung as in a reading room: a left breast's chest wall at the left edge, a right one's at the right. */
  readonly pixels: Uint16Array;
  readonly bitsStored: number;
  readonly spacingMm: number;
  readonly vendor: VendorName;
  readonly voiTransforms: readonly VoiTransform[];
  readonly thicknessMm: number;
  readonly forceNewton: number;
  /** 1 where the breast is (pectoral muscle and abdomen included), 0 outside. */
  readonly mask: Uint8Array;
  /** In the order of the breast's lesions: the same index is the same lesion in both views. */
  readonly lesions: readonly PhantomLesion[];
}

export interface PhantomExam {
  readonly seed: number;
  readonly index: number;
  readonly vendor: VendorName;
  readonly density: Density;
  readonly ageYears: number;
  /** R CC, L CC, R MLO, L MLO. */
  readonly views: readonly PhantomView[];
}

export interface PhantomOptions extends PlanOptions {
  /** Height of the pictures in pixels; the detector's own where absent ('small': 1024). */
  readonly size?: 'full' | 'small' | number;
}

/**
 * A synthetic four-view exam, the same on every machine for the same seed, index and options. Structures are
 * placed in millimetres: a smaller size shows the same breasts sampled more coarsely.
 */
export function phantomExam(seed: number, index: number, options: PhantomOptions = {}): PhantomExam {
  const plan = planExam(seed, index, options);
  const { vendor, density, ageYears } = plan;
  return { seed, index, vendor, density, ageYears, views: [...phantomViews(plan, options.size)] };
}

/** The views of a planned exam one after the other, so that only one needs to be in memory. */
export function* phantomViews(
  plan: ExamPlan,
  size: PhantomOptions['size'] = 'full',
): Generator<PhantomView, void, undefined> {
  const rows = size === 'full' ? plan.detector.rows : size === 'small' ? 1024 : size;
  const spacingMm = (plan.detector.spacingMm * plan.detector.rows) / rows;
  const textures = createTextures(plan.sharedSeed, spacingMm);
  for (const viewIndex of [0, 1] as const) {
    for (const breast of plan.breasts) {
      yield renderView(plan, breast.views[viewIndex], textures, rows, spacingMm);
    }
  }
}

function renderView(
  plan: ExamPlan,
  view: ViewPlan,
  textures: Textures,
  rows: number,
  spacingMm: number,
): PhantomView {
  const { detector } = plan;
  const columns = Math.round((detector.columns * rows) / detector.rows);
  const canvas: Canvas = { rows, columns, spacingMm, data: new Float32Array(rows * columns) };
  const mirrored = view.laterality === 'R';
  const grid = createTissueGrid(plan, view, textures, columns * spacingMm, rows * spacingMm);
  drawStructures(canvas, plan, view);
  const breast = plan.breasts.find(({ laterality }) => laterality === view.laterality);
  const lesions = (breast?.lesions ?? []).map((lesion): PhantomLesion => {
    const mask = drawLesion(canvas, lesion, view);
    if (mirrored) mirror(mask, columns);
    const { x, y } = lesionCentre(lesion, view);
    const centreX = x / spacingMm;
    return {
      ...lesion.what,
      label: lesion.label,
      diameterMm: lesion.diameterMm,
      centre: { x: mirrored ? columns - centreX : centreX, y: y / spacingMm },
      mask,
    };
  });
  addTissue(canvas, plan, view, grid, textures);
  const mask = breastMask(canvas);
  if (view.marker) drawMarker(canvas, view, mirrored);
  const pixels = expose(canvas, plan, hashOf(view.seed, 'noise'));
  if (mirrored) {
    mirror(mask, columns);
    mirror(pixels, columns);
  }
  const { bitsStored, voiTransforms } = vendors[plan.vendor];
  const { laterality, viewPosition, thicknessMm, forceNewton } = view;
  return {
    laterality,
    viewPosition,
    rows,
    columns,
    pixels,
    bitsStored,
    spacingMm,
    vendor: plan.vendor,
    voiTransforms,
    thicknessMm,
    forceNewton,
    mask,
    lesions,
  };
}

/**
 * Stored values: tissue plus quantum noise through the vendor's curve. The noise is white but for what the
 * detector spreads to the next pixel; pixels k times larger gather k² times the quanta, so its deviation falls as 1/k.
 */
function expose(canvas: Canvas, plan: ExamPlan, noiseSeed: number): Uint16Array {
  const { columns, rows, data, spacingMm } = canvas;
  const { curve, bitsStored } = vendors[plan.vendor];
  const { brightness, contrast, noise } = plan.exposure;
  const pixels = new Uint16Array(data.length);
  const limit = 2 ** bitsStored - 1;
  const table = Float32Array.from({ length: 4096 }, (_, entry) => curve((entry - 512) / 2048));
  const deviation = (noise * 0.1) / spacingMm / 166;
  const above = new Float32Array(columns);
  let state = noiseSeed | 1;
  for (let row = 0; row < rows; row++) {
    let before = 0;
    for (let column = 0; column < columns; column++) {
      const at = row * columns + column;
      const share = data[at];
      if (share < 0) continue;
      // xorshift32 (Marsaglia 2003); the sum of its bytes is nearly normal.
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      const fresh = (state & 255) + ((state >>> 8) & 255) + ((state >>> 16) & 255) + (state >>> 24) - 510;
      const grain = 0.95 * fresh + 0.3 * (before + above[column]);
      before = fresh;
      above[column] = fresh;
      const shown = brightness + contrast * share + deviation * grain * (0.6 + share);
      const entry = Math.min(4094, Math.max(0, shown * 2048 + 512));
      const low = entry | 0;
      const value = table[low] + (table[low + 1] - table[low]) * (entry - low);
      pixels[at] = Math.min(limit, Math.max(1, Math.round(value)));
    }
  }
  return pixels;
}

function breastMask({ data }: Canvas): Uint8Array {
  const mask = new Uint8Array(data.length);
  for (let at = 0; at < data.length; at++) if (data[at] >= 0) mask[at] = 1;
  return mask;
}

/** Swaps left and right in place. */
function mirror(picture: Uint8Array | Uint16Array, columns: number): void {
  for (let start = 0; start < picture.length; start += columns) {
    picture.subarray(start, start + columns).reverse();
  }
}
