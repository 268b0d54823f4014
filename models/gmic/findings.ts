import type { BenignMalignant, GmicFindings, RoiPatch, ValueMap } from '../../contract/findings.ts';
import type { Affine, Rect } from '../../contract/geometry.ts';
import { apply, compose, scaling } from '../../imaging/geometry/affine.ts';
import type { ClassPair, GmicOutputs } from './outputs.ts';

/**
 * The network's outputs for one image in source pixels: the two saliency maps with the way back to the
 * source, and the patches by attention, highest first (equal ones in order of retrieval).
 */
export function gmicFindings(outputs: GmicOutputs, prepared: { readonly toSource: Affine }): GmicFindings {
  const { size, mapSize } = outputs;
  const cells = mapSize.width * mapSize.height;
  const toSource = compose(
    scaling(size.width / mapSize.width, size.height / mapSize.height),
    prepared.toSource,
  );
  const benign: ValueMap = { ...mapSize, data: outputs.saliency.subarray(0, cells), toSource };
  const malignant: ValueMap = { ...mapSize, data: outputs.saliency.subarray(cells, 2 * cells), toSource };
  return {
    architecture: 'gmic',
    probabilities: {
      global: named(outputs.yGlobal),
      local: named(outputs.yLocal),
      fusion: named(outputs.yFusion),
      paperMean: named(outputs.paperMean),
    },
    saliency: { benign, malignant },
    patches: rankedPatches(outputs, prepared.toSource, benign, malignant),
  };
}

function named([benign, malignant]: ClassPair): BenignMalignant {
  return { benign, malignant };
}

function rankedPatches(
  outputs: GmicOutputs,
  toSource: Affine,
  benign: ValueMap,
  malignant: ValueMap,
): RoiPatch[] {
  const side = outputs.patchSize;
  return outputs.patchLocations
    .map((location, retrieval) => ({ location, retrieval, attention: outputs.patchAttentions[retrieval] }))
    .sort((one, other) => other.attention - one.attention || one.retrieval - other.retrieval)
    .map(({ location: [row, column], retrieval, attention }, index) => {
      const cells = coveredCells(outputs, row, column);
      return {
        rank: index + 1,
        retrieval,
        attention,
        rect: boundingRect({ x: column, y: row, width: side, height: side }, toSource),
        saliency: { benign: largest(benign, cells), malignant: largest(malignant, cells) },
      };
    });
}

/** The window of cells that Algorithm 1 chose the patch by: a patch's side rounded to whole cells. */
function coveredCells({ size, mapSize, patchSize }: GmicOutputs, row: number, column: number): Rect {
  return {
    x: Math.round((column * mapSize.width) / size.width),
    y: Math.round((row * mapSize.height) / size.height),
    width: Math.round((patchSize * mapSize.width) / size.width),
    height: Math.round((patchSize * mapSize.height) / size.height),
  };
}

function largest(map: ValueMap, cells: Rect): number {
  let maximum = 0;
  for (let y = cells.y; y < Math.min(map.height, cells.y + cells.height); y++) {
    for (let x = cells.x; x < Math.min(map.width, cells.x + cells.width); x++) {
      maximum = Math.max(maximum, map.data[y * map.width + x]);
    }
  }
  return maximum;
}

/** The smallest upright rectangle around the mapped one: a mirrored map swaps its corners. */
function boundingRect(rect: Rect, map: Affine): Rect {
  const corners = [
    apply(map, { x: rect.x, y: rect.y }),
    apply(map, { x: rect.x + rect.width, y: rect.y }),
    apply(map, { x: rect.x, y: rect.y + rect.height }),
    apply(map, { x: rect.x + rect.width, y: rect.y + rect.height }),
  ];
  const x = Math.min(...corners.map((corner) => corner.x));
  const y = Math.min(...corners.map((corner) => corner.y));
  return {
    x,
    y,
    width: Math.max(...corners.map((corner) => corner.x)) - x,
    height: Math.max(...corners.map((corner) => corner.y)) - y,
  };
}
