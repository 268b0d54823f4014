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

/** Boxes of patches: those below `attention` (0..1) are not drawn unless they are looked at. */
export interface BoxChoice extends LayerChoice {
  readonly attention: number;
  /** Also where the views are walked at 1:1. */
  readonly inQuadrants: boolean;
}

/** From the lowest to the highest in the picture. */
export const mapLayers = ['classification', 'benign', 'malignant'] as const;
export type MapLayer = (typeof mapLayers)[number];
export const markLayers = ['boxes', 'contours'] as const;
export type MarkLayer = (typeof markLayers)[number];
export type Layer = MapLayer | MarkLayer;

type Layers = Readonly<
  Record<MapLayer, MapChoice> & { readonly contours: LayerChoice; readonly boxes: BoxChoice }
>;

export interface OverlayChoices {
  /** All marks; off hides every layer and leaves its own choice as it is. */
  readonly on: boolean;
  readonly layers: Layers;
  /** Weights (SHA-256) -> operating threshold, 0..1, where the reader moved it. */
  readonly thresholds: Readonly<Record<string, number>>;
  /** Weights (SHA-256) -> drawn or not, where the reader said so. */
  readonly networks: Readonly<Record<string, boolean>>;
}

export const defaultChoices: OverlayChoices = {
  on: true,
  layers: {
    contours: { on: true, opacity: 1 },
    // Six patches that are looked at alike have 0.17 each.
    boxes: { on: true, opacity: 0.9, attention: 0.3, inQuadrants: false },
    malignant: { on: true, opacity: 0.8, threshold: 0.2 },
    benign: { on: false, opacity: 0.8, threshold: 0.2 },
    // Below one half it tints much of a breast.
    classification: { on: false, opacity: 0.8, threshold: 0.5 },
  },
  thresholds: {},
  networks: {},
};

const share = z.number().min(0).max(1);
const { layers } = defaultChoices;
const mapSchema = (layer: MapLayer) =>
  z.object({ on: z.boolean(), opacity: share, threshold: share }).catch(layers[layer]);

const schema = z.object({
  on: z.boolean().catch(true),
  layers: z
    .object({
      contours: z.object({ on: z.boolean(), opacity: share }).catch(layers.contours),
      boxes: z
        .object({ on: z.boolean(), opacity: share, attention: share, inQuadrants: z.boolean() })
        .catch(layers.boxes),
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

export function withLayer<Name extends Layer>(
  choices: OverlayChoices,
  layer: Name,
  change: Partial<Layers[Name]>,
): OverlayChoices {
  return { ...choices, layers: { ...choices.layers, [layer]: { ...choices.layers[layer], ...change } } };
}

/** A key for one layer: switches it, and all marks on where they were off, since a key that shows nothing is broken. */
export function toggledLayer(choices: OverlayChoices, layer: Layer): OverlayChoices {
  return choices.on
    ? switched(choices, layer, !choices.layers[layer].on)
    : { ...switched(choices, layer, true), on: true };
}

const layerWords: Readonly<Record<Layer, string>> = {
  contours: 'Outlines',
  malignant: 'Malignant map',
  benign: 'Benign map',
  classification: 'Mass map',
  boxes: 'Patch boxes',
};

/** What a key has switched: "Outlines off"; null for all marks: "AI marks on". `quadrants`: the views are walked at 1:1. */
export function switchText({ on, layers }: OverlayChoices, layer: Layer | null, quadrants: boolean): string {
  const asked = layer !== 'boxes' || !quadrants || layers.boxes.inQuadrants;
  const isOn = on && (layer === null || (layers[layer].on && asked));
  return `${layer === null ? 'AI marks' : layerWords[layer]} ${isOn ? 'on' : 'off'}`;
}

function switched(choices: OverlayChoices, layer: Layer, on: boolean): OverlayChoices {
  return { ...choices, layers: { ...choices.layers, [layer]: { ...choices.layers[layer], on } } };
}

/** The key for boxes where the views are walked at 1:1: there they are drawn only when they are asked for. */
export function toggledBoxesInQuadrants(choices: OverlayChoices): OverlayChoices {
  const { on, inQuadrants } = choices.layers.boxes;
  const seen = choices.on && on && inQuadrants;
  const asked = withLayer(choices, 'boxes', seen ? { inQuadrants: false } : { on: true, inQuadrants: true });
  return { ...asked, on: choices.on || !seen };
}

export function withThreshold(choices: OverlayChoices, sha256: string, threshold: number): OverlayChoices {
  return { ...choices, thresholds: { ...choices.thresholds, [sha256]: threshold } };
}
