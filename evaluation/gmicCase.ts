/** GMIC on one image: what it said against the truth. Pure. */
import type { Answers, BenignMalignant, GmicFindings, RoiPatch } from '../contract/findings.ts';
import type { Rect } from '../contract/geometry.ts';
import { connectedComponents } from './components.ts';
import type { Mark, MarkedImage } from './froc.ts';
import type { MeasuredCase } from './hdsCase.ts';
import type { Mask } from './masks.ts';
import { peaks } from './peaks.ts';
import { enlargedAgreement, type ContinuousAgreement } from './saliency.ts';

export type LesionClass = keyof BenignMalignant;

/** One class of an image. */
export interface GmicClassCase {
  /** A lesion of this class shows. */
  readonly positive: boolean;
  /** The model's answer. */
  readonly score: number;
  /** Of the class's saliency map with its lesions; null where none shows. */
  readonly saliency: ContinuousAgreement | null;
  /** Peaks of the class's saliency map: a cell that a lesion of the class reaches into is a hit. */
  readonly marked: MarkedImage;
}

/** Attention of the patches that overlap a lesion of either class, and of the others. */
export interface AttentionCase {
  /** Mean attention; null where there is no such patch. */
  readonly overlapping: number | null;
  readonly others: number | null;
  /** The patch with the highest attention overlaps a lesion. */
  readonly firstOverlaps: boolean;
}

export interface GmicCase extends MeasuredCase {
  /** Which breast of the patient. */
  readonly breast: string;
  readonly benign: GmicClassCase;
  readonly malignant: GmicClassCase;
  /** Null where no lesion shows. */
  readonly attention: AttentionCase | null;
}

/** Peaks lie at least so many cells of the saliency map apart: a patch is four cells wide. */
const apart = 3;
/** Lower peaks are no marks, so that a flat map has none by the hundred. */
const least = 0.05;

/**
 * `findings` in pixels of the prepared image, whose size the masks have: the union of the lesions of each class, 1 inside.
 */
export function gmicCase(
  of: MeasuredCase & { readonly breast: string },
  findings: Pick<GmicFindings, 'probabilities' | 'saliency' | 'patches'>,
  truth: Readonly<Record<LesionClass, Mask>>,
  answer: Answers['gmic'],
): GmicCase {
  const classCase = (name: LesionClass): GmicClassCase => {
    const positive = isAnywhere(truth[name]);
    return {
      positive,
      score: findings.probabilities[answer][name],
      saliency: positive ? enlargedAgreement(findings.saliency[name], truth[name]) : null,
      marked: peakMarks(findings.saliency[name], truth[name]),
    };
  };
  const benign = classCase('benign');
  const malignant = classCase('malignant');
  const shown = benign.positive || malignant.positive;
  return {
    ...of,
    benign,
    malignant,
    attention: shown ? attentionCase(findings.patches, [truth.benign, truth.malignant]) : null,
  };
}

function isAnywhere({ data }: Mask): boolean {
  for (let pixel = 0; pixel < data.length; pixel++) if (data[pixel] !== 0) return true;
  return false;
}

function peakMarks(
  saliency: { readonly width: number; readonly height: number; readonly data: Float32Array },
  truth: Mask,
): MarkedImage {
  const lesions = connectedComponents(truth);
  const marks = peaks(saliency, { apart, least }).flatMap(({ x, y, value }): Mark[] => {
    const hit = lesionsIn(lesions.labels, truth, {
      x: Math.floor((x * truth.width) / saliency.width),
      y: Math.floor((y * truth.height) / saliency.height),
      width: Math.ceil(truth.width / saliency.width),
      height: Math.ceil(truth.height / saliency.height),
    });
    return hit.size === 0
      ? [{ score: value, lesion: null }]
      : [...hit].map((lesion) => ({ score: value, lesion }));
  });
  return { lesions: lesions.count, marks };
}

function lesionsIn(labels: Int32Array, { width, height }: Mask, rect: Rect): Set<number> {
  const found = new Set<number>();
  for (let y = Math.max(0, rect.y); y < Math.min(height, rect.y + rect.height); y++) {
    for (let x = Math.max(0, rect.x); x < Math.min(width, rect.x + rect.width); x++) {
      if (labels[y * width + x] > 0) found.add(labels[y * width + x] - 1);
    }
  }
  return found;
}

function attentionCase(patches: readonly RoiPatch[], masks: readonly Mask[]): AttentionCase {
  const looked = patches.map(({ attention, rank, rect }) => ({
    attention,
    rank,
    overlaps: masks.some((mask) => reachesInto(mask, rect)),
  }));
  const meanAttention = (overlaps: boolean): number | null => {
    const own = looked.filter((patch) => patch.overlaps === overlaps);
    return own.length === 0 ? null : own.reduce((sum, { attention }) => sum + attention, 0) / own.length;
  };
  return {
    overlapping: meanAttention(true),
    others: meanAttention(false),
    firstOverlaps: looked.some(({ rank, overlaps }) => rank === 1 && overlaps),
  };
}

function reachesInto({ width, height, data }: Mask, rect: Rect): boolean {
  const right = Math.min(width, rect.x + rect.width);
  for (let y = Math.max(0, rect.y); y < Math.min(height, rect.y + rect.height); y++) {
    for (let x = Math.max(0, rect.x); x < right; x++) if (data[y * width + x] !== 0) return true;
  }
  return false;
}
