/** The ablation as a page of docs/results/: the paper's table 1 with measured figures, and what they show. Pure. */
import type { HdsAblation } from '../../contract/recipe.ts';
import { bootstrapInterval } from '../../evaluation/bootstrap.ts';
import type { Column } from '../../evaluation/columns.ts';
import type { HdsCase } from '../../evaluation/hdsCase.ts';
import { hdsColumns } from '../../evaluation/hdsFigures.ts';
import { hdsRecipe } from '../../models/hdsUresnet/recipe.ts';
import { durationText, figureText } from '../../training/progress.ts';
import { figuresNotice } from '../evaluation/report.ts';
import type { AblationRecord, MeasuredSet, MeasuredVariant } from './ablationRecord.ts';

const titles: Readonly<Record<HdsAblation, string>> = {
  'multi-task': 'Multi-task, no deep supervision',
  classification: 'Classification, deep supervision',
  segmentation: 'Segmentation, deep supervision',
  hybrid: 'Hybrid deep supervision',
};

const tableColumns = hdsColumns.filter(({ table }) => table === 'masses');
const columnOf = (key: string) => hdsColumns.find((column) => column.key === key)!;
/** What variants are compared by. */
const compared: readonly Column<HdsCase>[] = [columnOf('dice'), columnOf('auc')];
/** They need a mask. */
const segmentationKeys = ['dice', 'pixelSensitivity', 'lesionSensitivity', 'falsePositivesPerImage'];
const bootstrapSeed = 1;
/** Fewer say nothing of patients in general. */
const fewestPatients = 10;

/** The date that the page carries: when the last variant was measured. */
export function ablationDate({ variants }: AblationRecord): string {
  return variants
    .map(({ finished }) => finished)
    .sort()
    .at(-1)!
    .slice(0, 10);
}

/** Title, tables and comparisons: what the command prints, and the page begins with. */
export function ablationResults(record: AblationRecord): string {
  return [
    `# Ablation of HDS U-ResNet, ${ablationDate(record)}, seed ${record.recipe.seed}`,
    figuresNotice,
    'The four variants of Zhang, Zhang and Chung 2018, "A unified mammogram analysis method via hybrid deep supervision" ' +
      '(table 1), each trained for the same number of steps, from the same starting weights, on the same batches of the same ' +
      'phantoms; measured on phantoms of another seed. A dash: the variant learns nothing that answers this. ' +
      'Images are called by the classification exit (by the largest pixel probability where only segmentation is learned).',
    ...record.tests.flatMap(({ vendor }, at) => [
      `## ${setTitle(record, vendor, at)}`,
      tableOf(record.variants.map((variant) => ({ ...variant, cases: casesOn(variant, vendor) }))),
    ]),
    '## What came out',
    record.tests
      .flatMap(({ vendor }) => compared.flatMap((column) => comparison(record, vendor, column)))
      .join('\n'),
    'Intervals: 95 %, bootstrap over patients, of the same images for both. They hold for these weights: each variant was ' +
      'trained once, and another seed may come out otherwise.',
  ].join('\n\n');
}

/** Markdown as the project's formatter writes it. */
export function ablationPage(record: AblationRecord): string {
  return `${[
    ablationResults(record),
    "## Beside the paper's table 1",
    "The paper's own figures are not at hand here, and none are repeated from memory. They are of mammograms; these are of " +
      'phantoms, so that only the order of the variants can be compared.',
    '## What differs from the paper',
    differences(record).join('\n'),
    '## How it was made',
    facts(record).join('\n'),
    costs(record.variants),
  ].join('\n\n')}\n`;
}

function casesOn({ sets }: Pick<MeasuredVariant, 'sets'>, vendor: string): MeasuredSet['cases'] {
  return sets.find((set) => set.vendor === vendor)?.cases ?? [];
}

function setTitle({ variants }: AblationRecord, vendor: string, at: number): string {
  const cases = casesOn(variants[0], vendor);
  const masses = cases.filter(({ positive }) => positive).length;
  const trained = at === 0 ? 'the vendor trained on' : 'a vendor not trained on';
  return `${vendor} (${trained}): ${cases.length} images, ${masses} with a mass`;
}

function learns(variant: HdsAblation, key: string): boolean {
  return variant !== 'classification' || !segmentationKeys.includes(key);
}

function tableOf(
  rows: readonly { readonly variant: HdsAblation; readonly cases: readonly HdsCase[] }[],
): string {
  return markdownTable([
    ['Variant', ...tableColumns.map(({ title }) => title)],
    ...rows.map(({ variant, cases }) => [
      titles[variant],
      ...tableColumns.map((column) => {
        const value = learns(variant, column.key) ? column.of(cases) : null;
        return value === null ? '-' : value.toFixed(3);
      }),
    ]),
  ]);
}

/** One figure on one vendor: the variants from best to worst, then the hybrid one against each other. */
function comparison(record: AblationRecord, vendor: string, column: Column<HdsCase>): readonly string[] {
  const found = record.variants.flatMap(({ variant, sets }) => {
    const cases = casesOn({ sets }, vendor);
    const value = learns(variant, column.key) ? column.of(cases) : null;
    return value === null ? [] : [{ variant, cases, value }];
  });
  if (found.length === 0) return [`- ${vendor}, ${column.title}: not measurable on these images.`];
  const order = found.toSorted((one, other) => other.value - one.value);
  const list = order.map(({ variant, value }) => `${variant} ${value.toFixed(3)}`).join(', ');
  const hybrid = found.find(({ variant }) => variant === 'hybrid');
  const others = found.filter(({ variant }) => variant !== 'hybrid');
  return [
    `- ${vendor}, ${column.title}, best first: ${list}.`,
    ...(hybrid === undefined
      ? []
      : others.map(({ variant, cases }) => `  - ${against(variant, hybrid.cases, cases, column)}`)),
  ];
}

interface Pair {
  readonly patient: string;
  readonly hybrid: HdsCase;
  readonly other: HdsCase;
}

function against(
  variant: HdsAblation,
  hybrid: readonly HdsCase[],
  other: readonly HdsCase[],
  column: Column<HdsCase>,
): string {
  const pairs = hybrid.map((one, at): Pair => ({ patient: one.patient, hybrid: one, other: other[at] }));
  const difference = (own: readonly Pair[]): number | null => {
    const value = column.of(own.map((pair) => pair.hybrid));
    const theirs = column.of(own.map((pair) => pair.other));
    return value === null || theirs === null ? null : value - theirs;
  };
  const value = difference(pairs) ?? 0;
  const patients = new Set(pairs.map(({ patient }) => patient)).size;
  const interval =
    patients < fewestPatients ? null : bootstrapInterval(pairs, difference, { seed: bootstrapSeed });
  const start = `hybrid less ${variant}: ${signed(value)}`;
  if (interval === null) return `${start}; too few patients for an interval.`;
  const { low, high } = interval;
  const verdict =
    rounded(low) > 0
      ? 'hybrid is better'
      : rounded(high) < 0
        ? `${variant} is better`
        : 'these images tell no difference';
  return `${start} (${signed(low)} to ${signed(high)}): ${verdict}.`;
}

/** To the digits that are shown, so that the words agree with them. */
function rounded(value: number): number {
  return Number(value.toFixed(3));
}

function signed(value: number): string {
  // Adding 0 turns -0 into 0.
  const text = (rounded(value) + 0).toFixed(3);
  return rounded(value) > 0 ? `+${text}` : text;
}

/** Fields that are told in words, or teach nothing. */
const toldOtherwise = /^(seed|ablation|validateEvery|split\..*)$/;

/** The recipe's fields that are not the published ones, and what no recipe says. */
function differences({ recipe, tests }: AblationRecord): readonly string[] {
  const published = new Map(fields(hdsRecipe));
  const changed = fields(recipe).flatMap(([name, value]) => {
    const theirs = published.get(name);
    if (toldOtherwise.test(name) || theirs === value) return [];
    return [`- \`${name}\`: ${value}${theirs === undefined ? '' : `, published ${theirs}`}.`];
  });
  return [
    `- Phantoms in place of mammograms, to train on and to measure on (${tests.map(({ vendor }) => vendor).join(' and ')}).`,
    '- Each variant is trained once. No image chooses weights: the last ones are measured.',
    ...changed,
  ];
}

/** Names with dots, and values as JSON. */
function fields(value: object, before = ''): readonly (readonly [string, string])[] {
  return Object.entries(value).flatMap(([name, own]: [string, unknown]) =>
    typeof own === 'object' && own !== null && !Array.isArray(own)
      ? fields(own, `${before}${name}.`)
      : [[`${before}${name}`, JSON.stringify(own)] as const],
  );
}

function facts(record: AblationRecord): readonly string[] {
  const machines = [...new Set(record.variants.map(({ machine }) => machine))].join('; ');
  return [
    `- \`npm run ablation -- ${record.command}\``,
    `- Program: ${record.program}. Run \`${record.id}\`.`,
    `- Machine: ${machines}; networks on \`${record.device}\`.`,
    `- Trained on ${record.training.images} images: ${record.training.description}.`,
    ...record.tests.map(({ description }) => `- Measured on ${description}.`),
  ];
}

function costs(variants: readonly MeasuredVariant[]): string {
  return markdownTable([
    ['Variant', 'Steps', 'Time', 'Time of a step', 'Loss of the last epoch'],
    ...variants.map(({ variant, steps, elapsedMs, loss }) => [
      titles[variant],
      String(steps),
      durationText(elapsedMs),
      `${(elapsedMs / 1000 / steps).toFixed(2)} s`,
      loss === null ? '-' : figureText(loss),
    ]),
  ]);
}

/** The first row is the header; all columns but the first are right-aligned. */
function markdownTable(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, column) => Math.max(3, ...rows.map((row) => row[column].length)));
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const [header, ...body] = rows.map((row) =>
    line(row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]) : cell.padStart(widths[at])))),
  );
  const rule = line(widths.map((width, at) => (at === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)));
  return [header, rule, ...body].join('\n');
}
