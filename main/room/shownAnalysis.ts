/** What networks found, as the renderer shows it: maps by reference. Pure. */
import type { WeightsCard } from '../../contract/card.ts';
import type { ImageAnalysis, ValueMap } from '../../contract/findings.ts';
import type { ImageHeader } from '../../contract/image.ts';
import type { MapReference, ShownAnalysis, ShownExam, ShownWeights } from '../../contract/imageAnalysis.ts';
import { isNotValidated } from '../../contract/validation.ts';
import { answersOf } from '../../models/answers.ts';
import type { AnalysedImage } from '../compute/engine.ts';
import { examScores } from '../exports/examScores.ts';
import { imageResults } from '../exports/imageResults.ts';
import type { ScoreCandidate } from '../exports/scoredImages.ts';
import { analysedFrame } from '../library/analysable.ts';
import { sha256 } from '../library/hash.ts';

/** The maps of an analysis that are shown, by their names in paths. */
const mapNames = ['classification', 'benign', 'malignant'] as const;
export type MapName = (typeof mapNames)[number];

/** Which map of which image a path names. */
export interface MapPlace {
  readonly imageId: string;
  readonly weightsSha256: string;
  readonly map: MapName;
}

function mapPath({ imageId, weightsSha256, map }: MapPlace): string {
  return `bytes/map/${imageId}/${weightsSha256}/${map}`;
}

/** The inverse of the paths in `MapReference`; null for anything else. */
export function parseMapPath(path: string): MapPlace | null {
  const found = /^bytes\/map\/([0-9a-f-]{36})\/([0-9a-f]{64})\/([a-z]+)$/.exec(path);
  const map = mapNames.find((name) => name === found?.[3]);
  return found === null || map === undefined ? null : { imageId: found[1], weightsSha256: found[2], map };
}

/** One of an analysis's maps; null where its network has none of this name. */
export function mapOf({ findings }: ImageAnalysis, map: MapName): ValueMap | null {
  switch (findings.architecture) {
    case 'hds-uresnet':
      return map === 'classification' ? findings.classificationMap : null;
    case 'gmic':
      return map === 'benign' || map === 'malignant' ? findings.saliency[map] : null;
  }
}

export function shownAnalysis(
  imageId: string,
  header: Pick<ImageHeader, 'phantom'>,
  analysis: ImageAnalysis,
  fromCache: boolean,
): ShownAnalysis {
  const { weightsName, weightsSha256, untrained, device, timingsMs, findings } = analysis;
  const elapsedMs = Object.values(timingsMs).reduce((sum, milliseconds) => sum + milliseconds, 0);
  const notValidatedOnPatients = isNotValidated(analysis, header);
  const common = {
    weightsName,
    weightsSha256,
    untrained,
    notValidatedOnPatients,
    device,
    fromCache,
    elapsedMs,
  };
  const reference = (map: MapName, { width, height, toSource }: ValueMap): MapReference => ({
    width,
    height,
    toSource,
    path: mapPath({ imageId, weightsSha256, map }),
  });
  switch (findings.architecture) {
    case 'hds-uresnet':
      return {
        ...common,
        architecture: findings.architecture,
        probabilities: findings.probabilities,
        contours: findings.contours,
        classificationMap: reference('classification', findings.classificationMap),
      };
    case 'gmic':
      return {
        ...common,
        architecture: findings.architecture,
        probabilities: findings.probabilities,
        saliency: {
          benign: reference('benign', findings.saliency.benign),
          malignant: reference('malignant', findings.saliency.malignant),
        },
        patches: findings.patches,
      };
  }
}

/** Scores per breast and exam, of the images that answer among `candidates`; the images in them are image ids. */
export function shownScores(
  examId: string,
  analysed: ReadonlyMap<string, AnalysedImage>,
  candidates: readonly ScoreCandidate[],
): Pick<ShownExam, 'scores' | 'notScored'> {
  if (analysed.size === 0) return { scores: [], notScored: [] };
  const images = [...analysed].map(([imageId, image]) =>
    imageResults(
      {
        examKey: examId,
        file: '',
        header: image.header,
        frame: analysedFrame(image.header),
        statedByHand: false,
        display: () => Promise.reject(new Error('scores need no picture')),
        pixelSha256: image.pixelHash,
        imageHash: image.imageHash,
        analyses: image.analyses,
        fromCache: image.fromCache,
        timingsMs: image.timingsMs,
      },
      { id: imageId, exam: examId },
      { pictures: [], maps: image.analyses.map(() => ({ probability: [], benign: [], malignant: [] })) },
    ),
  );
  const { scores, imagesNotScored } = examScores(examId, images, candidates);
  return { scores, notScored: imagesNotScored };
}

export function shownWeights(card: WeightsCard): ShownWeights {
  const { name, architecture, sha256, untrained, trainingData, created, licence, operatingPoints, training } =
    card;
  return {
    name,
    architecture,
    sha256,
    untrained,
    answers: answersOf(training?.recipe),
    trainingData,
    phantomsOnly: card.phantomsOnly ?? null,
    created,
    licence,
    operatingPoints: operatingPoints ?? [],
  };
}

/** Names weights by all of them that scores depend on. */
export function weightsKeyOf(cards: readonly WeightsCard[]): string {
  const parts = cards
    .map(shownWeights)
    .map((weights) => [
      weights.name,
      weights.architecture,
      weights.sha256,
      weights.untrained,
      weights.phantomsOnly,
      weights.answers,
    ]);
  return sha256(JSON.stringify(parts));
}
