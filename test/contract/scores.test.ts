import { expect, test } from 'vitest';
import type { WeightsCard } from '../../contract/card.ts';
import type { ImageAnalysis } from '../../contract/findings.ts';
import { leadingScores } from '../../contract/scores.ts';
import type { Laterality, ViewPosition } from '../../contract/view.ts';
import type { AnalysedImage } from '../../main/compute/engine.ts';
import { scoreCandidate } from '../../main/exports/imageResults.ts';
import { shownScores, shownWeights } from '../../main/room/shownAnalysis.ts';
import { scoreGroups } from '../../renderer/ai/scores.ts';
import { publishedRecipes } from '../../training/recipe.ts';
import { randomStream } from '../../training/phantoms/random.ts';
import { imageHeader } from '../fixtures/imageHeader.ts';
import { sampleAnalysis } from '../main/store/sampleRecords.ts';

/** Five sets of weights: HDS twice, of which one answers by another probability, and GMIC three times. */
const cards: readonly WeightsCard[] = ['hds-a', 'hds-b', 'gmic-a', 'gmic-b', 'gmic-c'].map((name) => ({
  version: 1,
  name,
  architecture: name.startsWith('hds') ? 'hds-uresnet' : 'gmic',
  sha256: name,
  source: null,
  licence: null,
  created: '2026-11-01T00:00:00.000Z',
  trainingData: null,
  metrics: {},
  untrained: name === 'gmic-c',
  seed: null,
  preparation: { rule: 'gmic/1' },
  percentT: null,
  ...(name === 'hds-a'
    ? { training: { recipe: { ...publishedRecipes['hds-uresnet'], ablation: 'segmentation' } } as never }
    : {}),
}));

const random = randomStream(20_261);
const next = (): number => random.next();

function analysis({ name, architecture }: WeightsCard): ImageAnalysis {
  const sample = sampleAnalysis(1, 2);
  const pair = () => ({ benign: next(), malignant: next() });
  if (sample.findings.architecture !== 'hds-uresnet') throw new Error('another sample');
  const map = sample.findings.probabilityMap;
  const findings: ImageAnalysis['findings'] =
    architecture === 'hds-uresnet'
      ? {
          ...sample.findings,
          probabilities: { imageOfficial: next(), imageMax: next(), segmentationMax: next() },
        }
      : {
          architecture,
          probabilities: { global: pair(), local: pair(), fusion: pair(), paperMean: pair() },
          saliency: { benign: map, malignant: map },
          patches: [],
        };
  return { ...sample, architecture, weightsName: name, weightsSha256: name, findings };
}

const chance = (share: number): boolean => next() < share;
const oneOf = <T>(values: readonly T[]): T => values[Math.floor(next() * values.length)];

/** An exam with some of its views, some of them twice, analysed by some of the weights. */
function exam(used: readonly WeightsCard[]): ReadonlyMap<string, AnalysedImage> {
  const images = new Map<string, AnalysedImage>();
  const add = (laterality: Laterality | null, viewPosition: ViewPosition | null) => {
    // Weights fail on an image now and then.
    const analyses = used.filter(() => chance(0.95)).map(analysis);
    images.set(`image-${images.size}`, {
      header: imageHeader({ laterality, viewPosition, sopInstanceUid: `1.${images.size}` }),
      pixelHash: `pixels ${images.size}`,
      imageHash: `image ${images.size}`,
      analyses,
      fromCache: analyses.map(() => false),
      problems: [],
      notKept: null,
      peakMemoryBytes: null,
      timingsMs: {},
    });
  };
  for (const laterality of ['R', 'L'] as const) {
    for (const view of ['CC', 'MLO'] as const) {
      if (chance(0.8)) add(laterality, view);
      if (chance(0.15)) add(laterality, view);
    }
  }
  if (chance(0.3)) add(oneOf(['R', 'L', null]), oneOf(['ML', 'XCCL', null]));
  return images;
}

test('the worklist has the scores that stand first in the panel, to the last digit, in 300 exams', () => {
  let compared = 0;
  let means = 0;
  for (let index = 0; index < 300; index++) {
    const used = cards.filter(() => chance(0.6));
    const images = exam(used);
    const candidates = [...images].map(([id, { header, pixelHash }]) =>
      scoreCandidate(id, { header, pixelSha256: pixelHash }),
    );
    const { scores } = shownScores('exam', images, candidates);
    const weights = used.map(shownWeights);
    const panel = scoreGroups({ examId: 'exam', withheld: false, images: [], scores, weights } as never);
    const expected = panel.flatMap(({ first }) =>
      first.rows.map((row) => [row.kind, row.exam, first.whose, first.untrained]),
    );
    const listed = leadingScores(scores, weights, new Set());
    expect(listed.map(({ kind, value, whose, untrained }) => [kind, value, whose, untrained])).toEqual(
      expected,
    );
    compared += expected.filter(([, value]) => value !== null).length;
    means += panel.filter(({ first }) => first.ensemble).length;
  }
  // Enough of each to mean something.
  expect(compared).toBeGreaterThan(400);
  expect(means).toBeGreaterThan(100);
});

test('a score is of one frame where an image that answers is a stack', () => {
  const images = exam(cards);
  const candidates = [...images].map(([id, { header, pixelHash }]) =>
    scoreCandidate(id, { header, pixelSha256: pixelHash }),
  );
  const { scores } = shownScores('exam', images, candidates);
  const weights = cards.map(shownWeights);
  const answering = scores[0].breasts[0].views[0].image;
  const of = (stacks: readonly string[]) =>
    leadingScores(scores, weights, new Set(stacks)).map(({ ofOneFrame }) => ofOneFrame);
  expect(of([answering]).every(Boolean)).toBe(true);
  expect(of(['another']).some(Boolean)).toBe(false);
});
