/** The figures of HDS U-ResNet's paper over images. Pure. */
import { lesionSummary } from './components.ts';
import type { Column } from './columns.ts';
import { mean } from './columns.ts';
import { frocArea, frocCurve, frocLimit } from './froc.ts';
import type { HdsCase } from './hdsCase.ts';
import { confusion, imageMetrics } from './imageLevel.ts';
import { auc } from './roc.ts';

/** An image is called positive where its probability is above this (the argmax of two logits). */
const imageLevel = 0.5;

const decided = (cases: readonly HdsCase[]) =>
  imageMetrics(confusion(cases.map(({ score, positive }) => ({ predicted: score > imageLevel, positive }))));

/**
 * Zhang et al. 2018 (table 1), with both readings of its SE: of pixels (mean over images) and of lesions. Decisions about images
 * at one half.
 */
export const hdsColumns: readonly Column<HdsCase>[] = [
  { key: 'dice', title: 'Dice', table: 'masses', of: (cases) => mean(cases.map((one) => one.dice)) },
  {
    key: 'diceOfPositives',
    title: 'Dice+',
    meaning: 'Dice of the images that show a mass',
    of: (cases) => mean(cases.filter(({ positive }) => positive).map((one) => one.dice)),
  },
  {
    key: 'pixelSensitivity',
    title: 'SE pixel',
    table: 'masses',
    meaning: "Share of a mass's pixels found, mean over all images (1 where there is no mass)",
    of: (cases) => mean(cases.map((one) => one.pixelSensitivity)),
  },
  {
    key: 'lesionSensitivity',
    title: 'SE lesion',
    table: 'masses',
    meaning: 'Share of masses found: one common pixel is enough',
    of: (cases) => lesionSummary(cases.map(({ lesions }) => lesions)).sensitivity,
  },
  {
    key: 'falsePositivesPerImage',
    title: 'FPI',
    table: 'masses',
    meaning: 'Regions that meet no mass, per image',
    of: (cases) =>
      cases.length === 0 ? null : lesionSummary(cases.map(({ lesions }) => lesions)).falsePositivesPerImage,
  },
  {
    key: 'accuracy',
    title: 'ACC',
    table: 'masses',
    meaning: 'Share of images called rightly',
    of: (cases) => (cases.length === 0 ? null : decided(cases).accuracy),
  },
  {
    key: 'auc',
    title: 'AUC',
    meaning: 'Of images',
    table: 'masses',
    of: (cases) => auc(cases)?.area ?? null,
    interval: (cases) => auc(cases)?.interval ?? null,
  },
  { key: 'f1', title: 'F1', table: 'masses', of: (cases) => (cases.length === 0 ? null : decided(cases).f1) },
  {
    key: 'precision',
    title: 'Precision',
    table: 'masses',
    of: (cases) => (cases.length === 0 ? null : decided(cases).precision),
  },
  {
    key: 'recall',
    title: 'Recall',
    table: 'masses',
    of: (cases) => (cases.length === 0 ? null : decided(cases).recall),
  },
  {
    key: 'frocArea',
    title: 'FROC',
    meaning: `Area below the FROC curve up to ${frocLimit} false positives per image, divided by that`,
    of: (cases) => {
      const curve = frocCurve(cases.map(({ marked }) => marked));
      return curve === null ? null : frocArea(curve, frocLimit);
    },
  },
  {
    key: 'pixelAccuracy',
    title: 'Pixel ACC',
    meaning: 'Share of pixels that are called rightly, mean over images',
    of: (cases) => mean(cases.map((one) => one.pixelAccuracy)),
  },
];
