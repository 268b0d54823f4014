import type {
  Answers,
  GmicFindings,
  HdsFindings,
  ImageAnalysis,
  RoiPatch,
  ValueMap,
} from '../../contract/findings.ts';
import type { Rect } from '../../contract/geometry.ts';
import type { ResultsEnsemble } from '../../contract/results.ts';
import { researchNotice } from '../../contract/researchUse.ts';
import { isNotValidated, notValidatedNotice, notValidatedReason } from '../../contract/validation.ts';
import { createCanvas, drawGrey, strokeLines } from './canvas.ts';
import type { Canvas, Colour, GreyImage } from './canvas.ts';
import * as palette from './palette.ts';
import type { Ramp } from './palette.ts';
import {
  drawColourBar,
  drawContours,
  drawFrame,
  drawMap,
  drawPatchBoxes,
  drawRank,
  drawView,
  panelAt,
} from './panels.ts';
import type { MapLook, Panel } from './panels.ts';
import { resample } from './resample.ts';
import { drawText, drawTextRight, fitted, textWidth } from './text.ts';

export type HdsAnalysis = Omit<ImageAnalysis, 'findings'> & { readonly findings: HdsFindings };
export type GmicAnalysis = Omit<ImageAnalysis, 'findings'> & { readonly findings: GmicFindings };

/** What one overview shows. */
export interface OverviewPage {
  /** The view, e.g. `R CC`. */
  readonly title: string;
  /** Exam and image, e.g. `exam-1/R-CC`. */
  readonly id: string;
  /** The view in its own window. */
  readonly view: GreyImage;
  /** True for the program's own synthetic images. */
  readonly phantom: boolean;
  readonly hds: readonly HdsAnalysis[];
  readonly gmic: GmicAnalysis | null;
  readonly ensembles: readonly ResultsEnsemble[];
  /** What the ensembles answer by. */
  readonly ensembleAnswers: Answers;
  readonly programVersion: string;
}

const pageWidth = 1800;
const margin = 40;
const barWidth = 13;
/** Room for a colour bar with its numbers, right of a panel. */
const barRoom = 60;
const narrowestGap = 30;
const widestGap = 200;
const patchGap = 22;
/** Dashes that tell further HDS weights from the first. */
const dashes: readonly (readonly [number, number] | undefined)[] = [undefined, [7, 5], [2.5, 4.5], [12, 4]];

interface PanelPlan {
  readonly title: string;
  readonly bar: Ramp | null;
  readonly brightness: number;
  readonly draw: (canvas: Canvas, panel: Panel) => void;
}

/**
 * One page on one image, after figure 4 of the GMIC paper: the view with mass outlines, the patch map, the two
 * saliency maps with their scales, and the patches by attention. Without GMIC it shows the probability and
 * classification maps of the first HDS weights instead.
 */
export function drawOverview(page: OverviewPage): Canvas {
  const plans = panelPlans(page);
  const scores = scoreLines(page);
  const headerBottom = 74 + scores.length * 32;
  const panelTop = headerBottom + 58;
  const places = panelPlaces(page, plans, panelTop);
  const panelsBottom = Math.max(...places.map((place) => place.y + place.height));
  const patches = page.gmic?.findings.patches ?? [];
  const side = Math.floor((pageWidth - 2 * margin - 5 * patchGap) / 6);
  const legend = page.hds.length > 1 ? 30 : 0;
  const patchTop = panelsBottom + legend + 58;
  const contentBottom =
    patches.length === 0 ? panelsBottom + legend : patchTop + Math.ceil(patches.length / 6) * (side + 66);
  const canvas = createCanvas(pageWidth, Math.round(contentBottom + 56));

  drawHeader(canvas, page, scores);
  const { width, height } = places[0];
  const shrunk = resample(
    page.view,
    { x: 0, y: 0, width: page.view.width, height: page.view.height },
    width,
    height,
  );
  for (const [index, plan] of plans.entries()) {
    const panel = panelAt(places[index], page.view);
    const { x, y } = places[index];
    drawView(canvas, panel, shrunk, plan.brightness);
    const style = { size: 18, colour: palette.text };
    drawText(canvas, fitted(plan.title, width + (plan.bar === null ? 0 : barRoom), style), x, y - 14, style);
    plan.draw(canvas, panel);
    if (plan.bar !== null) drawColourBar(canvas, { x: x + width + 12, y, width: barWidth, height }, plan.bar);
  }
  if (legend > 0) drawLegend(canvas, page.hds, places[0].x, panelsBottom + 26);
  if (patches.length > 0) drawPatches(canvas, page.view, patches, side, patchTop);
  drawFooter(canvas, page);
  return canvas;
}

function panelPlans(page: OverviewPage): PanelPlan[] {
  const outlines: PanelPlan = {
    title: outlinesTitle(page.hds),
    bar: null,
    brightness: 1,
    draw: (canvas, panel) => {
      const sets = page.hds.map(({ findings }, index) => {
        const dash = dashes[index % dashes.length];
        return { contours: findings.contours, ...(dash === undefined ? {} : { dash }) };
      });
      drawContours(canvas, panel, sets);
    },
  };
  const map = (title: string, values: ValueMap, bar: Ramp, look: MapLook = 'smooth'): PanelPlan => ({
    title,
    bar,
    brightness: 0.8,
    draw: (canvas, panel) => drawMap(canvas, panel, values, bar, look),
  });
  if (page.gmic !== null) {
    const { saliency, patches } = page.gmic.findings;
    const boxes: PanelPlan = {
      title: `${patches.length} ${patches.length === 1 ? 'patch' : 'patches'}`,
      bar: null,
      brightness: 1,
      draw: (canvas, panel) => drawPatchBoxes(canvas, panel, patches),
    };
    return [
      outlines,
      boxes,
      map('Benign saliency', saliency.benign, palette.ramps.benign),
      map('Malignant saliency', saliency.malignant, palette.ramps.malignant),
    ];
  }
  if (page.hds.length === 0) return [outlines];
  const { probabilityMap, classificationMap } = page.hds[0].findings;
  return [
    outlines,
    map('Mass probability per pixel', probabilityMap, palette.ramps.classification),
    map('Mass probability per cell', classificationMap, palette.ramps.classification, 'cells'),
  ];
}

function outlinesTitle(hds: readonly HdsAnalysis[]): string {
  if (hds.length === 0) return 'View';
  const count = hds.reduce((sum, { findings }) => sum + findings.contours.length, 0);
  if (count === 0) return 'No mass outline';
  return count === 1 ? '1 mass outline' : `${count} mass outlines`;
}

/** Panels of one size, spread over the page's width in one row, or in rows of two where a wide view gains by it. */
function panelPlaces(page: OverviewPage, plans: readonly PanelPlan[], top: number): Rect[] {
  const { view } = page;
  const layouts = [plans.length, Math.min(2, plans.length)].map((perRow) => {
    const oneRow = perRow === plans.length;
    // Rows of two leave room for a bar beside every panel, so that their columns stay below each other.
    const rooms = plans.map(({ bar }) => (oneRow && bar === null ? 0 : barRoom));
    const free = pageWidth - 2 * margin - rooms.slice(0, perRow).reduce<number>((sum, room) => sum + room, 0);
    const tallest = oneRow ? (page.gmic === null ? 960 : 720) : 480;
    const scale = Math.min((free - (perRow - 1) * narrowestGap) / perRow / view.width, tallest / view.height);
    return { perRow, rooms, free, scale };
  });
  const { perRow, rooms, free, scale } = layouts[1].scale > 1.4 * layouts[0].scale ? layouts[1] : layouts[0];
  const width = Math.max(1, Math.round(view.width * scale));
  const height = Math.max(1, Math.round(view.height * scale));
  const gap = perRow === 1 ? 0 : Math.min(widestGap, (free - perRow * width) / (perRow - 1));
  let x = margin;
  return plans.map((_, index) => {
    if (index % perRow === 0) x = margin;
    const place = { x: Math.round(x), y: top + Math.floor(index / perRow) * (height + 56), width, height };
    x += width + gap + rooms[index];
    return place;
  });
}

/** One row of the header: whose score it is, the score, and the other predictions. */
interface ScoreLine {
  readonly source: string;
  readonly untrained: boolean;
  readonly notValidatedOnPatients: boolean;
  readonly scores: readonly { readonly label: string; readonly value: number; readonly colour: Colour }[];
  readonly others: string;
}

function scoreLines(page: OverviewPage): ScoreLine[] {
  const { hds, gmic, ensembles, ensembleAnswers } = page;
  const own = (analysis: HdsAnalysis | GmicAnalysis) => ({
    source: `${architectureNames[analysis.architecture]}  ${analysis.weightsName}`,
    untrained: analysis.untrained,
    notValidatedOnPatients: isNotValidated(analysis, page),
  });
  const mean = ({ architecture, members, untrained, notValidatedOnPatients }: ResultsEnsemble) => ({
    source: `${architectureNames[architecture]}  mean of ${members.length} weights`,
    untrained,
    notValidatedOnPatients,
  });
  const lines: ScoreLine[] = [];
  if (gmic !== null) {
    lines.push({ ...own(gmic), ...gmicScores(gmic.answers, gmic.findings.probabilities) });
    for (const ensemble of ensembles) {
      if (ensemble.architecture !== 'gmic') continue;
      lines.push({ ...mean(ensemble), ...gmicScores(ensembleAnswers, ensemble.probabilities) });
    }
  }
  for (const one of hds) lines.push({ ...own(one), ...hdsScores(one.answers, one.findings.probabilities) });
  if (hds.length > 0) {
    for (const ensemble of ensembles) {
      if (ensemble.architecture !== 'hds-uresnet') continue;
      lines.push({ ...mean(ensemble), ...hdsScores(ensembleAnswers, ensemble.probabilities) });
    }
  }
  return lines;
}

const architectureNames = { gmic: 'GMIC', 'hds-uresnet': 'HDS U-ResNet' } as const;

/** Each network's probabilities in the order in which those that it does not answer by are listed. */
const gmicNames = { global: 'global', local: 'local', fusion: 'fusion', paperMean: 'mean of both' } as const;
const hdsNames = {
  imageOfficial: 'whole image',
  imageMax: 'largest cell',
  segmentationMax: 'largest pixel',
} as const;

type Scores = Pick<ScoreLine, 'scores' | 'others'>;

function gmicScores({ gmic: answer }: Answers, probabilities: GmicFindings['probabilities']): Scores {
  const { malignant, benign } = probabilities[answer];
  const others = othersThan(answer, gmicNames).map(([key, name]) => {
    const other = probabilities[key];
    return `${name} ${other.malignant.toFixed(2)} / ${other.benign.toFixed(2)}`;
  });
  return {
    scores: [
      { label: 'Malignant', value: malignant, colour: palette.malignant },
      { label: 'Benign', value: benign, colour: palette.benign },
    ],
    others: `malignant / benign:   ${others.join('    ')}`,
  };
}

function hdsScores({ 'hds-uresnet': answer }: Answers, probabilities: HdsFindings['probabilities']): Scores {
  const others = othersThan(answer, hdsNames).map(
    ([key, name]) => `${name} ${probabilities[key].toFixed(2)}`,
  );
  return {
    scores: [{ label: 'Mass', value: probabilities[answer], colour: palette.contour }],
    others: others.join('    '),
  };
}

function othersThan<Key extends string>(
  answer: Key,
  names: Readonly<Record<Key, string>>,
): (readonly [Key, string])[] {
  const keys = Object.keys(names) as Key[];
  return keys.filter((key) => key !== answer).map((key) => [key, names[key]]);
}

const sourceWidth = 430;
const scoreWidth = 190;

function drawHeader(canvas: Canvas, page: OverviewPage, lines: readonly ScoreLine[]): void {
  const end = drawText(canvas, page.title, margin, 58, { size: 36, colour: palette.text });
  drawText(canvas, page.id, end + 22, 58, { size: 18, colour: palette.quietText });
  const notice = { size: 20, colour: palette.notice };
  const warnings = [
    'Research use only',
    ...(lines.some(({ untrained }) => untrained) ? ['Untrained weights: scores have no meaning'] : []),
    ...(lines.some(isMarked) ? [`* ${notValidatedNotice}. ${notValidatedReason}`] : []),
  ];
  drawTextRight(canvas, warnings.join('    '), pageWidth - margin, 58, notice);
  for (const [index, line] of lines.entries()) {
    const baseline = 102 + index * 32;
    const source = { size: 18, colour: palette.text };
    const suffix = line.untrained ? '  (untrained)' : '';
    const room = sourceWidth - 20 - textWidth(suffix, source);
    const sourceEnd = drawText(canvas, fitted(line.source, room, source), margin, baseline, source);
    drawText(canvas, suffix, sourceEnd, baseline, { ...source, colour: palette.notice });
    for (const [at, { label, value, colour }] of line.scores.entries()) {
      const left = margin + sourceWidth + at * scoreWidth;
      const labelEnd = drawText(canvas, `${label} `, left, baseline, { size: 18, colour });
      const number = { size: 22, colour, weight: 'bold' } as const;
      const scoreEnd = drawText(canvas, value.toFixed(2), labelEnd + 2, baseline, number);
      if (isMarked(line)) drawText(canvas, '*', scoreEnd + 4, baseline, { ...notice, size: 22 });
    }
    const others = { size: 17, colour: palette.quietText };
    drawText(canvas, line.others, margin + sourceWidth + 2 * scoreWidth + 20, baseline, others);
  }
}

/** Random numbers need no second warning. */
function isMarked({ untrained, notValidatedOnPatients }: ScoreLine): boolean {
  return notValidatedOnPatients && !untrained;
}

/** Which dashes belong to which HDS weights. */
function drawLegend(canvas: Canvas, hds: readonly HdsAnalysis[], left: number, baseline: number): void {
  const style = { size: 16, colour: palette.quietText };
  let x = left;
  for (const [index, { weightsName }] of hds.entries()) {
    const name = fitted(weightsName, 240, style);
    if (x + 44 + textWidth(name, style) > pageWidth - margin) return;
    const points = [
      { x, y: baseline - 5 },
      { x: x + 34, y: baseline - 5 },
    ];
    const dash = dashes[index % dashes.length];
    const stroke = { width: 1.7, colour: palette.contour, ...(dash === undefined ? {} : { dash }) };
    strokeLines(canvas, [{ points, closed: false }], stroke, { x, y: baseline - 12, width: 36, height: 14 });
    x = drawText(canvas, name, x + 44, baseline, style) + 36;
  }
}

function drawPatches(
  canvas: Canvas,
  view: GreyImage,
  patches: readonly RoiPatch[],
  side: number,
  top: number,
): void {
  drawText(canvas, 'Patches by attention', margin, top - 14, { size: 18, colour: palette.text });
  for (const [index, patch] of patches.entries()) {
    const x = margin + (index % 6) * (side + patchGap);
    const y = top + Math.floor(index / 6) * (side + 66);
    drawGrey(canvas, resample(view, patch.rect, side, side), x, y);
    drawFrame(canvas, { x, y, width: side, height: side }, palette.box);
    drawRank(canvas, patch.rank, { x, y });
    const caption = { size: 17, colour: palette.text };
    drawText(canvas, `attention ${patch.attention.toFixed(2)}`, x, y + side + 24, caption);
    const { malignant, benign } = patch.saliency;
    const small = { size: 16 };
    const malignantText = `malignant ${malignant.toFixed(2)}`;
    const end = drawText(canvas, malignantText, x, y + side + 48, { ...small, colour: palette.malignant });
    drawText(canvas, `benign ${benign.toFixed(2)}`, end + 16, y + side + 48, {
      ...small,
      colour: palette.benign,
    });
  }
}

function drawFooter(canvas: Canvas, page: OverviewPage): void {
  const style = { size: 15, colour: palette.quietText };
  const baseline = canvas.height - 22;
  drawText(canvas, researchNotice, margin, baseline, style);
  const weights = [...(page.gmic === null ? [] : [page.gmic]), ...page.hds];
  const hashes = weights.slice(0, 3).map(({ weightsSha256 }) => weightsSha256.slice(0, 12));
  const trace = [
    `Mammoscope ${page.programVersion}`,
    weights[0]?.device ?? '',
    `weights ${hashes.join(' ')}`,
  ];
  drawTextRight(
    canvas,
    trace.filter((part) => part.trim() !== '').join('  \u00b7  '),
    pageWidth - margin,
    baseline,
    style,
  );
}
