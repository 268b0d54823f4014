import type { Architecture, WeightsCard } from '../../../contract/card.ts';
import type { GmicFindings, HdsFindings, ValueMap } from '../../../contract/findings.ts';
import { identity } from '../../../imaging/geometry/affine.ts';
import { registry } from '../../../models/registry.ts';
import type { Example, LesionTruth } from '../../../training/data/example.ts';

export function cardOf(
  name: string,
  architecture: Architecture,
  more: Partial<WeightsCard> = {},
): WeightsCard {
  return {
    version: 1,
    name,
    architecture,
    sha256: 'ab'.repeat(32),
    source: null,
    licence: null,
    created: '2026-11-01T00:00:00.000Z',
    trainingData: null,
    metrics: {},
    untrained: false,
    seed: null,
    preparation: registry[architecture].preparation,
    percentT: null,
    ...more,
  };
}

/** A map drawn with digits, in tenths; `#` is 1. */
export function map(...rows: readonly string[]): ValueMap {
  return {
    width: rows[0].length,
    height: rows.length,
    data: Float32Array.from(rows.join(''), (sign) => (sign === '#' ? 1 : Number(sign) / 10)),
    toSource: identity,
  };
}

/** An example as large as its lesions' drawings, in which `#` is inside. */
export function exampleOf(
  size: { readonly width: number; readonly height: number },
  lesions: readonly {
    readonly kind?: LesionTruth['kind'];
    readonly label?: LesionTruth['label'];
    readonly drawn: readonly string[];
  }[] = [],
  more: Partial<Example> = {},
): Example {
  const pixels = size.width * size.height;
  return {
    patient: 'p1',
    name: 'p1 L CC',
    laterality: 'L',
    viewPosition: 'CC',
    vendor: 'Aurelia',
    size,
    pixels: Uint8Array.from({ length: pixels }, (_, at) => at % 256),
    breast: new Uint8Array(pixels).fill(1),
    lesions: lesions.map(({ kind = 'mass', label = 'malignant', drawn }) => ({
      kind,
      label,
      mask: Uint8Array.from(drawn.join(''), (sign) => Number(sign === '#')),
    })),
    ...more,
  };
}

export function hdsFindings(probabilityMap: ValueMap, imageOfficial = 0.5): HdsFindings {
  return {
    architecture: 'hds-uresnet',
    probabilities: { imageOfficial, imageMax: imageOfficial, segmentationMax: imageOfficial },
    contours: [],
    classificationMap: map('5'),
    probabilityMap,
  };
}

export function gmicFindings(malignant: ValueMap, benign: ValueMap, score = 0.5): GmicFindings {
  const both = { benign: 1 - score, malignant: score };
  return {
    architecture: 'gmic',
    probabilities: { global: both, local: both, fusion: both, paperMean: both },
    saliency: { malignant, benign },
    patches: [],
  };
}
