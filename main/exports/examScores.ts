import type { ImageAnalysis } from '../../contract/findings.ts';
import type { ImageHeader } from '../../contract/image.ts';
import type {
  BreastScores,
  GmicProbabilities,
  HdsProbabilities,
  ResultsEnsemble,
  ResultsExam,
  ResultsExamScores,
  ResultsImage,
} from '../../contract/results.ts';
import type { Laterality } from '../../contract/view.ts';
import { isNotValidated } from '../../contract/validation.ts';
import { imagesNotScored, scoredViews } from './scoredImages.ts';
import type { ScoreCandidate } from './scoredImages.ts';
import { combineGmic, combineHds, maximum, mean } from './probabilities.ts';
import type { Combine } from './probabilities.ts';

/** In the order in which they hang. */
const breasts: readonly Laterality[] = ['R', 'L'];

/** Means over the weights of one architecture, where more than one analysed the image. */
export function ensemblesOf(
  analyses: readonly ImageAnalysis[],
  image: Pick<ImageHeader, 'phantom'>,
): ResultsEnsemble[] {
  const ensembles: ResultsEnsemble[] = [];
  const hds = analyses.flatMap(({ findings }) =>
    findings.architecture === 'hds-uresnet' ? [findings.probabilities] : [],
  );
  const gmic = analyses.flatMap(({ findings }) =>
    findings.architecture === 'gmic' ? [findings.probabilities] : [],
  );
  if (hds.length > 1) {
    const architecture = 'hds-uresnet';
    ensembles.push({
      architecture,
      ...membersOf(analyses, architecture, image),
      probabilities: combineHds(hds, mean),
    });
  }
  if (gmic.length > 1) {
    const architecture = 'gmic';
    ensembles.push({
      architecture,
      ...membersOf(analyses, architecture, image),
      probabilities: combineGmic(gmic, mean),
    });
  }
  return ensembles;
}

function membersOf(
  analyses: readonly ImageAnalysis[],
  architecture: ImageAnalysis['architecture'],
  image: Pick<ImageHeader, 'phantom'>,
) {
  const members = analyses.filter((analysis) => analysis.architecture === architecture);
  return {
    members: members.map((member) => member.weightsName),
    untrained: members.some((member) => member.untrained),
    notValidatedOnPatients: members.some((member) => isNotValidated(member, image)),
  };
}

/** One image's probabilities from one set of weights or one ensemble. */
interface Scored<Probabilities> {
  readonly image: ResultsImage;
  readonly notValidatedOnPatients: boolean;
  readonly probabilities: Probabilities;
}

/** What one set of weights or one ensemble says of an exam's images. */
interface Scorer<Probabilities> {
  readonly ensemble: boolean;
  readonly weights: readonly string[];
  readonly untrained: boolean;
  readonly scored: Scored<Probabilities>[];
}

/**
 * Scores of one exam: for each breast the mean over its CC and MLO, for each of which one image answers
 * (`imagesNotScored`, asked of `candidates`, which may be more images than were analysed so far), for the exam the larger
 * of its breasts, for every set of weights and every ensemble. The other images are left out, and listed with the reason.
 * An ensemble's score uses the images that all of its members analysed.
 */
export function examScores(
  id: string,
  images: readonly ResultsImage[],
  candidates: readonly ScoreCandidate[],
): ResultsExam {
  const reasons = imagesNotScored(candidates);
  const scoredImages = images.filter((image) => !reasons.has(image.id));
  const hds = new Map<string, Scorer<HdsProbabilities>>();
  const gmic = new Map<string, Scorer<GmicProbabilities>>();
  for (const image of scoredImages) {
    for (const analysis of image.analyses) {
      const scorer = { ensemble: false, weights: [analysis.weights], untrained: analysis.untrained };
      if (analysis.architecture === 'gmic') addScore(gmic, scorer, image, analysis);
      else addScore(hds, scorer, image, analysis);
    }
  }
  for (const [ensemble, image] of largestEnsembles(scoredImages)) {
    const scorer = { ensemble: true, weights: ensemble.members, untrained: ensemble.untrained };
    if (ensemble.architecture === 'gmic') addScore(gmic, scorer, image, ensemble);
    else addScore(hds, scorer, image, ensemble);
  }
  const scores: ResultsExamScores[] = [
    ...[...hds.values()].map((scorer) => ({
      architecture: 'hds-uresnet' as const,
      ...scoresOf(scorer, combineHds),
    })),
    ...[...gmic.values()].map((scorer) => ({
      architecture: 'gmic' as const,
      ...scoresOf(scorer, combineGmic),
    })),
  ];
  return {
    id,
    studyInstanceUid: images[0].studyInstanceUid,
    images: images.map((image) => image.id),
    imagesNotScored: [...reasons].map(([image, reason]) => ({ image, reason })),
    scores: [...scores.filter((score) => !score.ensemble), ...scores.filter((score) => score.ensemble)],
  };
}

/** Ensembles whose members are all that the exam has of their architecture, with the image of each. */
function largestEnsembles(images: readonly ResultsImage[]): (readonly [ResultsEnsemble, ResultsImage])[] {
  const every = images.flatMap((image) => image.ensembles.map((ensemble) => [ensemble, image] as const));
  const members = (architecture: ResultsEnsemble['architecture']) =>
    new Set(
      images.flatMap((image) =>
        image.analyses
          .filter((analysis) => analysis.architecture === architecture)
          .map(({ weights }) => weights),
      ),
    ).size;
  return every.filter(([ensemble]) => ensemble.members.length === members(ensemble.architecture));
}

function addScore<Probabilities>(
  scorers: Map<string, Scorer<Probabilities>>,
  scorer: Omit<Scorer<Probabilities>, 'scored'>,
  image: ResultsImage,
  { probabilities, notValidatedOnPatients }: Omit<Scored<Probabilities>, 'image'>,
): void {
  const key = JSON.stringify([scorer.ensemble, [...scorer.weights].sort()]);
  const known = scorers.get(key) ?? { ...scorer, scored: [] };
  known.scored.push({ image, probabilities, notValidatedOnPatients });
  scorers.set(key, known);
}

function scoresOf<Probabilities>(scorer: Scorer<Probabilities>, combine: Combine<Probabilities>) {
  const { ensemble, weights, untrained, scored } = scorer;
  const found = breasts
    .map((laterality) => breastScores(laterality, scored, combine))
    .filter((breast) => breast !== null);
  return {
    ensemble,
    weights,
    untrained,
    notValidatedOnPatients: scored.some((one) => one.notValidatedOnPatients),
    breasts: found,
    missingBreasts: breasts.filter((side) => !found.some((breast) => breast.laterality === side)),
    probabilities: found.length === 0 ? null : combine(probabilitiesOf(found), maximum),
  };
}

function breastScores<Probabilities>(
  laterality: Laterality,
  scored: readonly Scored<Probabilities>[],
  combine: Combine<Probabilities>,
): BreastScores<Probabilities> | null {
  const ofBreast = scored.filter(({ image }) => image.laterality === laterality);
  const views = scoredViews.flatMap((view) => {
    const answering = ofBreast.find(({ image }) => image.view === view);
    return answering === undefined
      ? []
      : [{ view, image: answering.image.id, probabilities: answering.probabilities }];
  });
  if (views.length === 0) return null;
  return {
    laterality,
    views,
    missingViews: scoredViews.filter((view) => !views.some((found) => found.view === view)),
    probabilities: combine(probabilitiesOf(views), mean),
  };
}

function probabilitiesOf<Probabilities>(
  list: readonly { readonly probabilities: Probabilities }[],
): readonly Probabilities[] {
  return list.map(({ probabilities }) => probabilities);
}
