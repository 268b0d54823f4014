/** What the networks point at, as one list that panel, strip and pictures share. Pure. */
import type { BenignMalignant, Contour, RoiPatch } from '../../contract/findings.ts';
import type { Rect } from '../../contract/geometry.ts';
import type { ShownExam } from '../../contract/imageAnalysis.ts';
import { boundsOf } from '../../imaging/geometry/rect.ts';
import { drawnNetworks } from './networks.ts';
import { operatingThreshold } from './operatingPoint.ts';
import type { OverlayChoices } from './overlayChoices.ts';

interface MarkOnImage {
  /** Unique among all exams. */
  readonly key: string;
  readonly imageId: string;
  readonly weightsSha256: string;
  /** What to centre the view on, in source pixels. */
  readonly rect: Rect;
}

export interface ContourMark extends MarkOnImage {
  readonly kind: 'contour';
  /** Place in the exam's list of findings, from 1: the same in the list and on the image. */
  readonly number: number;
  readonly contour: Contour;
  /** Of weights that have seen phantoms only, on an image that is none. */
  readonly notValidated: boolean;
}

export interface PatchMark extends MarkOnImage {
  readonly kind: 'patch';
  /** Of the image's patches; 1 = highest attention. */
  readonly rank: number;
  readonly attention: number;
  readonly saliency: BenignMalignant;
}

export type Mark = ContourMark | PatchMark;

export interface ExamMarks {
  /** Most probable first. */
  readonly contours: readonly ContourMark[];
  /** By rank, and by attention within a rank. */
  readonly patches: readonly PatchMark[];
  /** Outlines of drawn networks that their operating thresholds hide. */
  readonly hidden: number;
}

export const noMarks: ExamMarks = { contours: [], patches: [], hidden: 0 };

/** Of the networks that are drawn, at or above their operating thresholds. */
export function examMarks(
  exam: ShownExam,
  choices: Pick<OverlayChoices, 'networks' | 'thresholds'>,
): ExamMarks {
  const networks = drawnNetworks(exam.weights, choices.networks);
  const thresholds = new Map(
    networks.hds.map((weights) => [weights.sha256, operatingThreshold(weights, choices.thresholds)]),
  );
  const contours: Omit<ContourMark, 'number'>[] = [];
  const patches: PatchMark[] = [];
  let hidden = 0;
  for (const { imageId, analyses } of exam.images) {
    for (const analysis of analyses) {
      const { weightsSha256 } = analysis;
      const on = { imageId, weightsSha256 };
      const keyOf = (kind: Mark['kind'], index: number) => `${imageId}/${weightsSha256}/${kind}/${index}`;
      if (analysis.architecture === 'gmic') {
        if (weightsSha256 !== networks.gmic?.sha256) continue;
        patches.push(...analysis.patches.map((patch) => patchMark(patch, on, keyOf('patch', patch.rank))));
        continue;
      }
      const threshold = thresholds.get(weightsSha256);
      if (threshold === undefined) continue;
      for (const [index, contour] of analysis.contours.entries()) {
        if (contour.probability < threshold) hidden += 1;
        else
          contours.push({
            kind: 'contour',
            key: keyOf('contour', index),
            ...on,
            rect: boundsOf(contour.points),
            contour,
            notValidated: analysis.notValidatedOnPatients,
          });
      }
    }
  }
  return {
    contours: contours
      .sort((one, other) => other.contour.probability - one.contour.probability)
      .map((mark, index) => ({ ...mark, number: index + 1 })),
    patches: patches.sort((one, other) => one.rank - other.rank || other.attention - one.attention),
    hidden,
  };
}

function patchMark(
  { rank, attention, saliency, rect }: RoiPatch,
  on: Pick<Mark, 'imageId' | 'weightsSha256'>,
  key: string,
): PatchMark {
  return { kind: 'patch', key, ...on, rect, rank, attention, saliency };
}

/**
 * The boxes to draw: where `byAttention`, those whose attention reaches `least`; and in any case those that are looked
 * at (their keys).
 */
export function drawnPatches(
  patches: readonly PatchMark[],
  least: number,
  byAttention: boolean,
  looked: readonly (string | null)[],
): readonly PatchMark[] {
  return patches.filter(({ key, attention }) => (byAttention && attention >= least) || looked.includes(key));
}

/** How opaque a box is, 0..1: the less attention, the fainter. */
export const boxStrength = (attention: number): number => 0.35 + 0.65 * attention;

/** The order in which the reader walks them: findings first, then what was looked at, most important first. */
export const walkOf = ({ contours, patches }: ExamMarks): readonly Mark[] => [...contours, ...patches];

/** The mark after (1) or before (-1) the selected one, around the end; the first or the last where none is. */
export function neighbourOf(walk: readonly Mark[], selected: string | null, direction: 1 | -1): Mark | null {
  if (walk.length === 0) return null;
  const index = walk.findIndex(({ key }) => key === selected);
  if (index < 0) return direction === 1 ? walk[0] : walk[walk.length - 1];
  return walk[(index + direction + walk.length) % walk.length];
}

/**
 * The marks that are to be pointed out with these: themselves, the patches in which their outlines lie, and the outlines
 * that lie in their patches.
 */
export function withRelated(marks: ExamMarks, keys: readonly (string | null)[]): ReadonlySet<string> {
  const pointed = new Set<string>();
  for (const mark of walkOf(marks).filter(({ key }) => keys.includes(key))) {
    pointed.add(mark.key);
    const others = mark.kind === 'contour' ? marks.patches : marks.contours;
    for (const other of others) {
      const [outline, patch] = mark.kind === 'contour' ? [mark, other] : [other, mark];
      if (other.imageId === mark.imageId && isCentredIn(outline.rect, patch.rect)) pointed.add(other.key);
    }
  }
  return pointed;
}

function isCentredIn(inner: Rect, outer: Rect): boolean {
  const x = inner.x + inner.width / 2;
  const y = inner.y + inner.height / 2;
  return x >= outer.x && y >= outer.y && x <= outer.x + outer.width && y <= outer.y + outer.height;
}

/** Patches of one image by rank. */
export interface PatchGroup {
  readonly imageId: string;
  readonly patches: readonly PatchMark[];
}

/** In the order of `imageIds`; images without patches are left out. */
export function patchGroups(
  patches: readonly PatchMark[],
  imageIds: readonly string[],
): readonly PatchGroup[] {
  return imageIds.flatMap((imageId) => {
    const own = patches.filter((patch) => patch.imageId === imageId);
    return own.length === 0 ? [] : [{ imageId, patches: own }];
  });
}
