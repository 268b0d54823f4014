/** `report.html` of a training: one page that needs nothing else, made for a dark room; on paper it is light. */
import { frocLimit, type FrocPoint } from '../../evaluation/froc.ts';
import { escapeText, lineChart, seriesColours } from '../../evaluation/plots/chart.ts';
import { frocChart, rocChart, type NamedCurve } from '../../evaluation/plots/curves.ts';
import type { RocPoint } from '../../evaluation/roc.ts';
import { durationText, figureText } from '../../training/progress.ts';
import type { EpochFigures, RunState } from '../../training/runState.ts';
import { researchNotice } from '../../contract/researchUse.ts';
import type { Result } from '../../contract/problem.ts';
import { writeWhole } from '../files/write.ts';

const figuresNotice = `${researchNotice} Figures hold for the data named here and for no other.`;

export interface TrainingReport {
  /** Of the weights. */
  readonly name: string;
  /** Name and version of the program. */
  readonly program: string;
  /** ISO 8601. */
  readonly created: string;
  /** Name of the weights that training began with; null where it began with random numbers. */
  readonly parent: string | null;
  /** Why it ended, a sentence. */
  readonly ended: string;
  readonly state: RunState;
  /** Measured with the best weights, e.g. `Dice, test images`. */
  readonly measured: readonly (readonly [name: string, value: number])[];
  readonly roc: readonly NamedCurve<RocPoint>[];
  readonly froc: readonly NamedCurve<FrocPoint>[];
  readonly pictures: readonly ReportPicture[];
}

export interface ReportPicture {
  /** What it shows, for people; no path, no patient. */
  readonly caption: string;
  readonly png: Uint8Array;
}

/** Writes `report.html` whole; problems as `writeWhole`'s. */
export function writeTrainingReport(path: string, report: TrainingReport): Promise<Result<void>> {
  return writeWhole(path, trainingReportHtml(report));
}

export function trainingReportHtml(report: TrainingReport): string {
  const { name, state, measured, roc, froc, pictures } = report;
  const curves = [
    ...chartsOf(state.curves),
    ...(roc.length === 0 ? [] : [rocChart(roc, titled('ROC', roc))]),
    ...(froc.length === 0 ? [] : [frocChart(froc, { title: titled('FROC', froc), limit: frocLimit })]),
  ];
  const body = [
    `<h1>Training of ${escapeText(name)}</h1>`,
    `<p class="notice">${escapeText(figuresNotice)}</p>`,
    table(factsOf(report)),
    measured.length === 0 ? '' : '<h2>Measured</h2>',
    measured.length === 0 ? '' : table(measured.map(([what, value]) => [what, figureText(value)] as const)),
    curves.length === 0 ? '' : `<h2>Curves</h2>\n<div class="row charts">${curves.join('\n')}</div>`,
    pictures.length === 0 ? '' : '<h2>Samples</h2>',
    pictures.length === 0 ? '' : `<div class="row">${pictures.map(picture).join('\n')}</div>`,
    `<details><summary>Recipe</summary><pre>${escapeText(JSON.stringify(state.recipe, null, 2))}</pre></details>`,
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>Training of ${escapeText(name)}</title>
<style>${style}</style>
</head>
<body>
${body.filter((part) => part !== '').join('\n')}
</body>
</html>
`;
}

/** Charts are drawn for light paper; turned inside out they suit the dark, and the turn of hues gives their colours back. */
const style = `
:root { color-scheme: dark; }
body { font: 14px/1.5 system-ui, sans-serif; color: #bfbfbf; background: #0b0c0e; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; }
h1 { font-size: 20px; } h2 { font-size: 16px; margin-top: 2rem; }
.notice { border-left: 4px solid #d8b24a; padding: .25rem .75rem; background: #1b1e22; }
table { border-collapse: collapse; }
th, td { padding: .2rem .8rem .2rem 0; text-align: left; font-weight: normal; vertical-align: top; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
th { color: #8d9299; white-space: nowrap; }
.row { display: flex; flex-wrap: wrap; gap: 1rem; }
.charts svg { filter: invert(1) hue-rotate(180deg) brightness(.85); max-width: 100%; height: auto; }
figure { margin: 0; max-width: 20rem; }
figcaption { font-size: 12px; }
img { max-width: 100%; }
pre { overflow-x: auto; }
details { margin-top: 1.5rem; }
@media print {
  :root { color-scheme: light; }
  body { color: #222; background: none; }
  th { color: #555; }
  .notice { background: none; }
  .charts svg { filter: none; }
}
`;

type Row = readonly [name: string, value: string];

function factsOf({ state, program, created, parent, ended }: TrainingReport): readonly Row[] {
  const { recipe, data, epoch, step, best, elapsedMs } = state;
  const parts = (counts: typeof data.images) =>
    `${counts.train} to train, ${counts.validation} to validate, ${counts.test} to test`;
  return [
    ['Network', `${recipe.architecture}, ${recipe.ablation}`],
    ['Began with', parent ?? 'random numbers'],
    ['Data', data.description],
    ['Patients', parts(data.patients)],
    ['Images', parts(data.images)],
    ['Data, SHA-256', data.sha256],
    ['Seed', String(recipe.seed)],
    ['Trained', `${epoch} of ${recipe.epochs} epochs, ${step} steps, ${durationText(elapsedMs)}`],
    ['Ended', ended],
    ['Best', best === null ? 'no validation' : `epoch ${best.epoch}, ${figureText(best.metric)}`],
    ['Made', `${created} by ${program}`],
  ];
}

function table(rows: readonly Row[]): string {
  const lines = rows.map(
    ([name, value]) => `<tr><th scope="row">${escapeText(name)}</th><td>${escapeText(value)}</td></tr>`,
  );
  return `<table>\n${lines.join('\n')}\n</table>`;
}

function picture({ caption, png }: ReportPicture): string {
  const text = escapeText(caption);
  const bytes = Buffer.from(png.buffer, png.byteOffset, png.byteLength).toString('base64');
  return `<figure><img src="data:image/png;base64,${bytes}" alt="${text}"><figcaption>${text}</figcaption></figure>`;
}

/** What belongs in one chart; the first that takes a figure's name has it. */
const chartKinds = [
  { title: 'Loss', takes: (name: string) => /\bloss\b/.test(name) },
  { title: 'Learning rate', takes: (name: string) => /\brate\b/.test(name) },
  { title: 'Measured while training', takes: () => true },
] as const;

/** The figures of the epochs by their kinds, no more in a chart than can be told apart. */
function chartsOf(curves: readonly EpochFigures[]): readonly string[] {
  const names = [...new Set(curves.flatMap(({ figures }) => Object.keys(figures)))];
  const byKind = Map.groupBy(names, (name) => chartKinds.find(({ takes }) => takes(name))!);
  return chartKinds.flatMap((kind) =>
    inGroups(byKind.get(kind) ?? [], seriesColours.length).map((group) => {
      const series = group.map((name) => ({ name, points: pointsOf(curves, name) }));
      return lineChart({
        title: group.length === 1 ? capitalised(group[0]) : kind.title,
        x: { label: 'Epoch' },
        y: { label: kind.title, logarithmic: spansMuch(series.flatMap(({ points }) => points)) },
        series,
      });
    }),
  );
}

/** A chart of one curve has no legend: its title says what it is. */
function titled(kind: string, curves: readonly { readonly name: string }[]): string {
  return curves.length === 1 ? `${kind}, ${curves[0].name}` : kind;
}

function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** Two powers of ten and more: less shows better on an even axis. */
function spansMuch(points: readonly (readonly [number, number])[]): boolean {
  const sizes = points.map(([, value]) => value).filter(Number.isFinite);
  const least = sizes.reduce((a, b) => Math.min(a, b), Infinity);
  return least > 0 && sizes.some((size) => size >= 100 * least);
}

/** Epochs in which it was not measured do not interrupt a curve; those in which it was not finite do. */
function pointsOf(curves: readonly EpochFigures[], name: string): readonly (readonly [number, number])[] {
  return curves
    .filter(({ figures }) => Object.hasOwn(figures, name))
    .map(({ epoch, figures }) => [epoch, figures[name] ?? NaN] as const);
}

function inGroups<T>(items: readonly T[], most: number): readonly (readonly T[])[] {
  const count = Math.ceil(items.length / most);
  return Array.from({ length: count }, (_, at) => items.slice(at * most, (at + 1) * most));
}
