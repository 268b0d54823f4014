/** Which AI marks are drawn and how: what the reader chose, kept between starts. Pure. */
import type { ReadingMode } from '../../contract/reading.ts';

/** How one kind of mark is drawn. */
export interface LayerChoice {
  readonly on: boolean;
  /** 0..1. */
  readonly opacity: number;
}

/** A map of values: those below `threshold` (0..1) are not drawn. */
export interface MapChoice extends LayerChoice {
  readonly threshold: number;
}

export const mapLayers = ['malignant', 'benign', 'classification'] as const;
export type MapLayer = (typeof mapLayers)[number];
export const markLayers = ['contours', 'boxes'] as const;
export type MarkLayer = (typeof markLayers)[number];
export type Layer = MapLayer | MarkLayer;

export interface OverlayChoices {
  /** All marks; off hides every layer and leaves its own choice as it is. */
  readonly on: boolean;
  readonly layers: Readonly<Record<MapLayer, MapChoice> & Record<MarkLayer, LayerChoice>>;
  /** Weights (SHA-256) -> operating threshold, 0..1, where the reader moved it. */
  readonly thresholds: Readonly<Record<string, number>>;
  /** Weights (SHA-256) -> drawn or not, where the reader said so. */
  readonly networks: Readonly<Record<string, boolean>>;
  /** What is folded away, per reading mode. */
  readonly folded: Readonly<Record<Fold, readonly ReadingMode[]>>;
}

export type Fold = 'panel' | 'strip';

export const defaultChoices: OverlayChoices = {
  on: true,
  layers: {
    contours: { on: true, opacity: 1 },
    malignant: { on: true, opacity: 0.6, threshold: 0.2 },
    benign: { on: false, opacity: 0.6, threshold: 0.2 },
    boxes: { on: true, opacity: 1 },
    classification: { on: false, opacity: 0.5, threshold: 0.2 },
  },
  thresholds: {},
  networks: {},
  folded: { panel: [], strip: [] },
};
