/** The maps to lay over one image. Pure. */
import type { MapReference, ShownExam } from '../../contract/imageAnalysis.ts';
import { drawnNetworks } from './networks.ts';
import { mapLayers } from './overlayChoices.ts';
import type { MapChoice, MapLayer, OverlayChoices } from './overlayChoices.ts';

export interface ImageMap {
  readonly layer: MapLayer;
  readonly map: MapReference;
  readonly choice: MapChoice;
}

export const layerNames: Readonly<Record<MapLayer, string>> = {
  malignant: 'Malignant',
  benign: 'Benign',
  classification: 'Mass map',
};

/** Of the networks that are drawn, in the layers that are on; the lowest first. Of HDS networks the first one's. */
export function imageMaps(
  exam: ShownExam,
  imageId: string,
  { layers, networks }: Pick<OverlayChoices, 'layers' | 'networks'>,
): readonly ImageMap[] {
  const image = exam.images.find((candidate) => candidate.imageId === imageId);
  if (image === undefined) return [];
  const drawn = drawnNetworks(exam.weights, networks);
  const hds = drawn.hds[0]?.sha256;
  const gmic = drawn.gmic?.sha256;
  const mapOf = (layer: MapLayer): MapReference | null => {
    for (const analysis of image.analyses) {
      if (layer === 'classification') {
        if (analysis.architecture === 'hds-uresnet' && analysis.weightsSha256 === hds)
          return analysis.classificationMap;
      } else if (analysis.architecture === 'gmic' && analysis.weightsSha256 === gmic) {
        return analysis.saliency[layer];
      }
    }
    return null;
  };
  return mapLayers.flatMap((layer) => {
    const map = layers[layer].on ? mapOf(layer) : null;
    return map === null ? [] : [{ layer, map, choice: layers[layer] }];
  });
}

/** One map of each layer of which something is drawn; `largest`: by path, absent where that is not known. */
export function mapsWithColours(
  maps: readonly ImageMap[],
  largest: ReadonlyMap<string, number>,
): readonly ImageMap[] {
  const drawn = maps.filter(({ map, choice }) => (largest.get(map.path) ?? 0) >= choice.threshold);
  return drawn.filter(({ layer }, index) => drawn.findIndex((other) => other.layer === layer) === index);
}
