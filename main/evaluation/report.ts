/** `report.html`: one page that needs nothing else. */
import { researchNotice } from '../../contract/researchUse.ts';
import { frocLimit } from '../../evaluation/froc.ts';
import { escapeText } from '../../evaluation/plots/chart.ts';
import {
  frocChart,
  precisionRecallChart,
  reliabilityChart,
  rocChart,
  type NamedCurve,
} from '../../evaluation/plots/curves.ts';
import type { ModelCurves } from './modelCurves.ts';
import type { FigureValue, ModelFigures } from './modelFigures.ts';
import { cellText, intervalText, tableRows } from './tables.ts';
import type { WorstCase } from './worstCases.ts';

export const figuresNotice = `${researchNotice} Figures hold for the images named here and for no others.`;

export interface ReportedModel {
  readonly figures: ModelFigures;
  readonly curves: readonly ModelCurves[];
  readonly worst: readonly WorstCase[];
}

export interface ReportFacts {
  /** ISO 8601. */
  readonly created: string;
  readonly program: string;
  /** What was looked at, a line each. */
  readonly about: readonly string[];
  readonly models: readonly ReportedModel[];
  /** Images that could not be measured, a sentence each. */
  readonly problems: readonly string[];
}

export function reportHtml({ created, program, about, models, problems }: ReportFacts): string {
  const body = [
    '<h1>Evaluation</h1>',
    `<p class="notice">${escapeText(figuresNotice)}</p>`,
    `<ul>${[`Made ${created} by ${program}`, ...about].map((line) => `<li>${escapeText(line)}</li>`).join('')}</ul>`,
    problems.length === 0
      ? ''
      : `<h2>Not measured</h2><ul>${problems.map((line) => `<li>${escapeText(line)}</li>`).join('')}</ul>`,
    ...byArchitecture(models).flatMap((own) => [figuresTable(own), charts(own)]),
    ...models.map(modelSection),
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>Mammoscope evaluation</title>
<style>${style}</style>
</head>
<body>
${body.filter((part) => part !== '').join('\n')}
</body>
</html>
`;
}

const style = `
body { font: 14px/1.5 system-ui, sans-serif; color: #222; background: #fdfdfb; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; }
.notice { border-left: 4px solid #8a6d00; padding: .25rem .75rem; background: #f6f1df; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; margin: 1rem 0; }
th, td { padding: .2rem .6rem; border-bottom: 1px solid #ddd; text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
th:first-child, td:first-child { text-align: left; white-space: pre; }
.charts, .cases { display: flex; flex-wrap: wrap; gap: 1rem; }
figure { margin: 0; max-width: 20rem; }
figcaption { font-size: 12px; }
img { max-width: 100%; background: #111; }
.truth { color: #1c6ea4; } .prediction { color: #9a6500; }
`;

function byArchitecture(models: readonly ReportedModel[]): readonly (readonly ReportedModel[])[] {
  return [...Map.groupBy(models, ({ figures }) => figures.card.architecture).values()];
}

function figuresTable(models: readonly ReportedModel[]): string {
  const { columns, card } = models[0].figures;
  const head = ['Weights', ...columns.map(({ title }) => title)];
  const rows = models.flatMap(({ figures }) => tableRows(figures, columns));
  const meanings = columns
    .filter(({ meaning }) => meaning !== undefined)
    .map(({ title, meaning }) => `<li><b>${escapeText(title)}</b>: ${escapeText(meaning!)}</li>`);
  return [
    `<h2>${escapeText(card.architecture === 'gmic' ? 'GMIC' : 'HDS U-ResNet')}</h2>`,
    table(head, rows),
    `<details><summary>What the columns mean</summary><ul>${meanings.join('')}</ul></details>`,
  ].join('\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (tag: 'th' | 'td', row: readonly string[]) =>
    `<tr>${row.map((cell) => `<${tag}>${escapeText(cell)}</${tag}>`).join('')}</tr>`;
  return `<div class="wide"><table>${cells('th', head)}${rows.map((row) => cells('td', row)).join('')}</table></div>`;
}

/** A chart per question and kind of curve, with all models of the architecture in it. */
function charts(models: readonly ReportedModel[]): string {
  const questions = models[0].curves.map(({ question }) => question);
  const drawn = questions.flatMap((question) => {
    const named = <Point>(
      points: (curves: ModelCurves) => readonly Point[] | null,
      figure: (curves: ModelCurves) => string,
    ): readonly NamedCurve<Point>[] =>
      models.flatMap(({ figures, curves }) => {
        const own = curves.find((one) => one.question === question)!;
        const found = points(own);
        return found === null ? [] : [{ name: `${figures.card.name}${figure(own)}`, points: found }];
      });
    const title = (kind: string) => `${kind}, ${question}`;
    const rounded = (name: string, value: number | null) =>
      value === null ? '' : ` (${name} ${value.toFixed(3)})`;
    return [
      rocChart(
        named(
          ({ roc }) => roc,
          (own) => rounded('AUC', own.auc),
        ),
        title('ROC of images'),
      ),
      frocChart(
        named(
          ({ froc }) => froc,
          () => '',
        ),
        { title: title('FROC of marks'), limit: frocLimit },
      ),
      precisionRecallChart(
        named(
          ({ precisionRecall }) => precisionRecall,
          (own) => rounded('average precision', own.averagePrecision),
        ),
        title('Precision and recall of images'),
      ),
      reliabilityChart(
        named(
          ({ calibration }) => calibration.bins,
          (own) => rounded('expected error', own.calibration.expectedError),
        ),
        title('Calibration of images'),
      ),
    ];
  });
  return `<div class="charts">${drawn.join('\n')}</div>`;
}

function modelSection({ figures, worst }: ReportedModel): string {
  const { card, columns, subsets, operatingPoints } = figures;
  const all = subsets.find(({ kind }) => kind === 'all')!;
  const intervals = columns
    .map(({ key, title }): readonly [string, FigureValue] => [title, all.figures[key]])
    .filter(([, figure]) => figure.value !== null)
    .map(([title, figure]) => [title, cellText(figure), intervalText(figure)]);
  const mark = card.untrained
    ? '<p class="notice">These weights are untrained: their figures mean nothing.</p>'
    : '';
  return [
    `<h2>${escapeText(card.name)}</h2>`,
    mark,
    `<p>${escapeText(card.trainingData ?? 'Training data unknown.')} SHA-256 ${escapeText(card.sha256)}</p>`,
    '<h3>Intervals</h3>',
    '<p>95 %: of areas under ROC curves by DeLong, of the others by resampling patients.</p>',
    table(['Figure', 'All images', '95 %'], intervals),
    ...(operatingPoints.length === 0
      ? []
      : [
          '<h3>Operating points</h3>',
          `<p>${card.architecture === 'gmic' ? 'Images called malignant at or above the threshold.' : 'Outlines whose highest probability is at or above the threshold.'}</p>`,
          table(
            ['Threshold', 'Sensitivity', 'False positives per image'],
            operatingPoints.map((point) => [
              point.threshold.toFixed(2),
              point.sensitivity.toFixed(3),
              point.falsePositivesPerImage.toFixed(3),
            ]),
          ),
        ]),
    ...(worst.length === 0
      ? []
      : [
          '<h3>Worst cases</h3>',
          '<p>As the network sees them. <span class="truth">Blue, whole: truth.</span> <span class="prediction">Orange, dashed: prediction.</span> Grey dots: patches.</p>',
          `<div class="cases">${worst.map(figureOf).join('')}</div>`,
        ]),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function figureOf({ name, caption, picture }: WorstCase): string {
  const source = `data:image/png;base64,${Buffer.from(picture).toString('base64')}`;
  return `<figure><img src="${source}" alt="${escapeText(name)}"><figcaption>${escapeText(`${name}: ${caption}`)}</figcaption></figure>`;
}
