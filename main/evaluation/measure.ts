/** An example and what a network found in it -> the case that figures are made of. Pure. */
import type { Answers, Findings, GmicFindings, HdsFindings } from '../../contract/findings.ts';
import { gmicCase, type GmicCase } from '../../evaluation/gmicCase.ts';
import { hdsCase, maskAbove, type HdsCase } from '../../evaluation/hdsCase.ts';
import type { Mask } from '../../evaluation/masks.ts';
import { minimumContourPixels } from '../../models/hdsUresnet/findings.ts';
import { massMask, type Example, type LesionTruth } from '../../training/data/example.ts';

export type Measured =
  | { readonly architecture: 'hds-uresnet'; readonly measured: HdsCase }
  | { readonly architecture: 'gmic'; readonly measured: GmicCase };

/** `threshold`: a pixel (HDS U-ResNet) belongs to a mass where its probability is above this. */
export function measure(example: Example, findings: Findings, threshold: number, answers: Answers): Measured {
  switch (findings.architecture) {
    case 'hds-uresnet':
      return { architecture: 'hds-uresnet', measured: measureHds(example, findings, threshold, answers) };
    case 'gmic':
      return { architecture: 'gmic', measured: measureGmic(example, findings, answers) };
  }
}

function measureHds(example: Example, findings: HdsFindings, maskLevel: number, answers: Answers): HdsCase {
  const { patient, name, vendor } = example;
  return hdsCase(
    { patient, name, vendor, score: findings.probabilities[answers['hds-uresnet']] },
    findings.probabilityMap,
    { ...example.size, data: massMask(example) },
    { maskLevel, minimumPixels: minimumContourPixels },
  );
}

function measureGmic(example: Example, findings: GmicFindings, answers: Answers): GmicCase {
  const { patient, name, vendor, laterality } = example;
  const truth = {
    benign: unionOf(example, ({ label }) => label === 'benign'),
    malignant: unionOf(example, ({ label }) => label === 'malignant'),
  };
  return gmicCase({ patient, name, vendor, breast: laterality }, findings, truth, answers.gmic);
}

/** The lesions that are wanted as one mask. */
export function unionOf({ size, lesions }: Example, wanted: (lesion: LesionTruth) => boolean): Mask {
  const data = new Uint8Array(size.width * size.height);
  for (const { mask } of lesions.filter(wanted)) {
    for (let pixel = 0; pixel < data.length; pixel++) data[pixel] |= mask[pixel];
  }
  return { ...size, data };
}

/** What is outlined in pictures: the masses and the mask; the lesions and where malignant saliency is above the threshold. */
export function outlined(
  example: Example,
  findings: Findings,
  threshold: number,
): { readonly truth: Mask; readonly predicted: Mask } {
  switch (findings.architecture) {
    case 'hds-uresnet':
      return {
        truth: { ...example.size, data: massMask(example) },
        predicted: maskAbove(findings.probabilityMap, threshold),
      };
    case 'gmic':
      return {
        truth: unionOf(example, () => true),
        predicted: maskAbove(findings.saliency.malignant, threshold),
      };
  }
}

/** How wrong the case is, larger being worse. */
export function badness(one: Measured): number {
  switch (one.architecture) {
    case 'hds-uresnet': {
      const { dice, score, positive } = one.measured;
      return 1 - dice + Math.abs(Number(positive) - score);
    }
    case 'gmic': {
      const { malignant } = one.measured;
      return Math.abs(Number(malignant.positive) - malignant.score);
    }
  }
}
