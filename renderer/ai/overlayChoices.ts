/** Which AI marks are drawn and how: what the reader chose, kept between starts. Pure. */
import { z } from 'zod';

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

/** From the lowest to the highest in the picture. */
export const mapLayers = ['classification', 'benign', 'malignant'] as const;
export type MapLayer = (typeof mapLayers)[number];
export const markLayers = ['boxes', 'contours'] as const;
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
}

export const defaultChoices: OverlayChoices = {
  on: true,
  layers: {
    contours: { on: true, opacity: 1 },
    boxes: { on: true, opacity: 0.7 },
    malignant: { on: true, opacity: 0.8, threshold: 0.2 },
    benign: { on: false, opacity: 0.8, threshold: 0.2 },
    classification: { on: false, opacity: 0.8, threshold: 0.2 },
  },
  thresholds: {},
  networks: {},
};

const share = z.number().min(0).max(1);
const { layers } = defaultChoices;
const markSchema = (layer: MarkLayer) => z.object({ on: z.boolean(), opacity: share }).catch(layers[layer]);
const mapSchema = (layer: MapLayer) =>
  z.object({ on: z.boolean(), opacity: share, threshold: share }).catch(layers[layer]);

const schema = z.object({
  on: z.boolean().catch(true),
  layers: z
    .object({
      contours: markSchema('contours'),
      boxes: markSchema('boxes'),
      malignant: mapSchema('malignant'),
      benign: mapSchema('benign'),
      classification: mapSchema('classification'),
    })
    .catch(layers),
  thresholds: z.record(z.string(), share).catch({}),
  networks: z.record(z.string(), z.boolean()).catch({}),
});

/** What was kept; the defaults for whatever of it cannot be understood. */
export function parseChoices(kept: unknown): OverlayChoices {
  return schema.catch(defaultChoices).parse(kept);
}

export function withLayer(choices: OverlayChoices, layer: Layer, change: Partial<MapChoice>): OverlayChoices {
  return { ...choices, layers: { ...choices.layers, [layer]: { ...choices.layers[layer], ...change } } };
}

/** A key for one layer: switches it, and all marks on where they were off, since a key that shows nothing is broken. */
export function toggledLayer(choices: OverlayChoices, layer: Layer): OverlayChoices {
  return choices.on
    ? withLayer(choices, layer, { on: !choices.layers[layer].on })
    : { ...withLayer(choices, layer, { on: true }), on: true };
}

export function withThreshold(choices: OverlayChoices, sha256: string, threshold: number): OverlayChoices {
  return { ...choices, thresholds: { ...choices.thresholds, [sha256]: threshold } };
}
