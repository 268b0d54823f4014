import type { ImageAnalysis, ValueMap } from '../../contract/findings.ts';
import type { AnalysedImage } from '../compute/engine.ts';

/** Maps of an exam with two networks take about 10 MiB. */
const defaultBytes = 128 * 2 ** 20;

/**
 * Results of the images that were looked at last, by image id, up to so many bytes of maps: the only place of those that
 * could not be kept on the disk.
 */
export class ResultsMemory {
  readonly #images = new Map<string, AnalysedImage>();
  readonly #mostBytes: number;
  #bytes = 0;

  constructor(mostBytes = defaultBytes) {
    this.#mostBytes = mostBytes;
  }

  get(imageId: string): AnalysedImage | null {
    const image = this.#images.get(imageId);
    if (image === undefined) return null;
    // A map keeps the order of insertion: the one not asked for the longest is first.
    this.#images.delete(imageId);
    this.#images.set(imageId, image);
    return image;
  }

  put(imageId: string, image: AnalysedImage): void {
    this.forget(imageId);
    this.#images.set(imageId, image);
    this.#bytes += bytesOf(image);
    for (const oldest of this.#images.keys()) {
      if (this.#bytes <= this.#mostBytes || oldest === imageId) return;
      this.forget(oldest);
    }
  }

  forget(imageId: string): void {
    const image = this.#images.get(imageId);
    if (image === undefined) return;
    this.#images.delete(imageId);
    this.#bytes -= bytesOf(image);
  }
}

const bytesOf = ({ analyses }: AnalysedImage): number =>
  analyses.flatMap(mapsOf).reduce((bytes, { data }) => bytes + data.byteLength, 0);

function mapsOf({ findings }: ImageAnalysis): readonly ValueMap[] {
  switch (findings.architecture) {
    case 'hds-uresnet':
      return [findings.classificationMap, findings.probabilityMap];
    case 'gmic':
      return [findings.saliency.benign, findings.saliency.malignant];
  }
}
