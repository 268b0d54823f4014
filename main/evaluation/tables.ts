/** Figures as text: the printed tables of the papers, and a CSV file. Pure. */
import type { ColumnText, FigureValue, ModelFigures, Subset } from './modelFigures.ts';

/** What a printed table is called in its first line. */
const tableTitles: Readonly<Record<string, string>> = {
  masses: 'Masses (HDS U-ResNet)',
  classification: 'Classification (GMIC)',
  localisation: 'Localisation (GMIC)',
};

/** One text per table: rows are models (with vendors, and mean ± deviation over folds), columns the papers'. */
export function textTables(models: readonly ModelFigures[]): readonly string[] {
  return Object.entries(tableTitles).flatMap(([table, title]) => {
    const shown = models.filter(({ columns }) => columns.some((column) => column.table === table));
    if (shown.length === 0) return [];
    const columns = shown[0].columns.filter((column) => column.table === table);
    const rows = [
      [title, ...columns.map((column) => column.title)],
      ...shown.flatMap((model) => tableRows(model, columns)),
    ];
    return [alignedText(rows)];
  });
}

/** A row of texts for each subset that tables show. */
export function tableRows(
  model: ModelFigures,
  columns: readonly ColumnText[],
): readonly (readonly string[])[] {
  return model.subsets
    .filter(({ kind }) => kind !== 'fold')
    .map((subset) => [rowTitle(model, subset), ...columns.map(({ key }) => cellText(subset.figures[key]))]);
}

function rowTitle({ card }: ModelFigures, { kind, name, images }: Subset): string {
  switch (kind) {
    case 'all':
      return `${card.name}${card.untrained ? ' (untrained)' : ''}`;
    case 'vendor':
      return `  ${name}, ${images} images`;
    case 'fold':
      return `  fold ${name}`;
    case 'folds':
      return `  mean of ${name} folds`;
  }
}

/** `0.912`, `0.912 ± 0.011`, `-` where there is none. */
export function cellText({ value, standardDeviation }: FigureValue): string {
  if (value === null) return '-';
  return standardDeviation === null
    ? value.toFixed(3)
    : `${value.toFixed(3)} ± ${standardDeviation.toFixed(3)}`;
}

/** `0.871 to 0.940`; '' where there is no interval. */
export function intervalText({ low, high }: FigureValue): string {
  return low === null || high === null ? '' : `${low.toFixed(3)} to ${high.toFixed(3)}`;
}

/** The areas with their 95 % intervals, a line each. */
export function intervalLines(models: readonly ModelFigures[]): readonly string[] {
  return models.flatMap(({ card, columns, subsets }) =>
    columns.flatMap(({ key, title, table }) => {
      const figure = subsets.find(({ kind }) => kind === 'all')!.figures[key];
      const interval = intervalText(figure);
      if (table === undefined || !key.toLowerCase().endsWith('auc') || interval === '') return [];
      return [`${card.name}: ${title} ${cellText(figure)} (95 % ${interval}, DeLong)`];
    }),
  );
}

function alignedText(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const csvHeader = 'model,architecture,subset,name,images,figure,value,low,high,standard_deviation';

/** A line per figure and subset; values are not rounded, absent ones are empty. */
export function figuresCsv(models: readonly ModelFigures[]): string {
  const lines = models.flatMap(({ card, columns, subsets }) =>
    subsets.flatMap(({ kind, name, images, figures }) =>
      columns.map(({ key }) => {
        const { value, low, high, standardDeviation } = figures[key];
        const numbers = [value, low, high, standardDeviation].map((number) => number ?? '');
        return [card.name, card.architecture, kind, name, images, key, ...numbers].map(csvField).join(',');
      }),
    ),
  );
  return `${[csvHeader, ...lines].join('\r\n')}\r\n`;
}

/** RFC 4180. */
function csvField(value: string | number): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
