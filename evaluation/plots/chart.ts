/** Axes, curves and legend as one SVG text, for reports that need nothing but themselves. Pure. */

/** One curve. Points that are not finite interrupt it. */
export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Drawn thin and grey, without a place in the legend: what the others are compared with. */
  readonly reference?: boolean;
}

export interface Axis {
  readonly label: string;
  /** What the axis spans; from the points where absent. */
  readonly range?: readonly [low: number, high: number];
  /** Powers of ten; values at or below 0 are left out. */
  readonly logarithmic?: boolean;
}

export interface Chart {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
  /** Whole picture, pixels; 480 x 320 by default. */
  readonly width?: number;
  readonly height?: number;
}

/** Okabe and Ito's colours that show on white: told apart with every kind of colour vision. */
export const seriesColours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#8a6d00'] as const;
/** With them, so that nothing hangs on colour alone. */
const dashes = ['', '6 3', '2 3', '8 3 2 3', '12 4', '4 2'] as const;

const margin = { left: 58, right: 14, top: 30, bottom: 46 } as const;
const legendLine = 16;

/** The chart as an `<svg>` element with its own size, a title that is read aloud, and every text escaped. */
export function lineChart(chart: Chart): string {
  const { title, series, width = 480, height = 320 } = chart;
  const named = series.filter(({ reference }) => !reference);
  const below = named.length > 1 ? named.length * legendLine + 6 : 0;
  const plot = {
    left: margin.left,
    right: width - margin.right,
    top: margin.top,
    bottom: height - margin.bottom - below,
  };
  const x = scaleOf(
    chart.x,
    series.flatMap(({ points }) => points.map(([value]) => value)),
    [plot.left, plot.right],
  );
  const y = scaleOf(
    chart.y,
    series.flatMap(({ points }) => points.map(([, value]) => value)),
    [plot.bottom, plot.top],
  );
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escapeText(title)}" font-family="system-ui, sans-serif" font-size="11" fill="#222">`,
    `<title>${escapeText(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="#fdfdfb"/>`,
    text(plot.left, 19, title, 'font-size="13" font-weight="600"'),
    ...x.ticks.flatMap((tick) => [
      line(x.at(tick), plot.top, x.at(tick), plot.bottom),
      text(x.at(tick), plot.bottom + 15, tickText(tick), 'text-anchor="middle"'),
    ]),
    ...y.ticks.flatMap((tick) => [
      line(plot.left, y.at(tick), plot.right, y.at(tick)),
      text(plot.left - 6, y.at(tick) + 4, tickText(tick), 'text-anchor="end"'),
    ]),
    text((plot.left + plot.right) / 2, plot.bottom + 34, chart.x.label, 'text-anchor="middle"'),
    `<text transform="translate(14 ${(plot.top + plot.bottom) / 2}) rotate(-90)" text-anchor="middle">${escapeText(chart.y.label)}</text>`,
    ...series.map((one) => curve(one, named.indexOf(one), x, y)),
    ...(below === 0 ? [] : named.map((one, index) => legend(one, index, plot.left, plot.bottom + 46))),
    '</svg>',
  ];
  return parts.filter((part) => part !== '').join('\n');
}

/** Text and attribute values as HTML and SVG take them. */
export function escapeText(value: string): string {
  return value
    .replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '\ufffd');
}

interface Scale {
  readonly ticks: readonly number[];
  at(value: number): number;
  shows(value: number): boolean;
}

function scaleOf(axis: Axis, values: readonly number[], [from, to]: readonly [number, number]): Scale {
  const { logarithmic = false } = axis;
  const usable = values.filter((value) => Number.isFinite(value) && (!logarithmic || value > 0));
  const [low, high] = spanOf(axis.range ?? extremes(usable), logarithmic);
  const place = (value: number) =>
    logarithmic ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
  return {
    ticks: logarithmic ? powersOfTen(low, high) : roundSteps(low, high),
    at: (value) => from + (to - from) * Math.min(1, Math.max(0, place(value))),
    shows: (value) => Number.isFinite(value) && (!logarithmic || value > 0),
  };
}

function extremes(values: readonly number[]): readonly [number, number] {
  if (values.length === 0) return [0, 1];
  return values.reduce(
    ([low, high], value): [number, number] => [Math.min(low, value), Math.max(high, value)],
    [Infinity, -Infinity],
  );
}

/** Never empty. */
function spanOf([low, high]: readonly [number, number], logarithmic: boolean): readonly [number, number] {
  if (logarithmic) {
    const least = low > 0 ? low : 1e-3;
    return high > least ? [least, high] : [least / 2, least * 2];
  }
  if (high > low) return [low, high];
  return [low - 0.5, low + 0.5];
}

/** About five steps of 1, 2 or 5 times a power of ten. */
function roundSteps(low: number, high: number): readonly number[] {
  const rough = (high - low) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({ length: count }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

/** The ends where there is no power of ten between them. */
function powersOfTen(low: number, high: number): readonly number[] {
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const count = Math.floor(Math.log10(high) + 1e-9) - first + 1;
  if (count < 1) return [low, high];
  return Array.from({ length: count }, (_, index) => 10 ** (first + index));
}

function tickText(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e5)) return value.toExponential(0);
  return String(Number(value.toPrecision(3)));
}

function curve({ points, reference }: Series, index: number, x: Scale, y: Scale): string {
  let path = '';
  let pen = false;
  for (const [across, up] of points) {
    const shown = x.shows(across) && y.shows(up);
    if (shown) path += `${pen ? 'L' : 'M'}${x.at(across).toFixed(1)} ${y.at(up).toFixed(1)}`;
    pen = shown;
  }
  if (path === '') return '';
  if (reference) return `<path d="${path}" fill="none" stroke="#999" stroke-dasharray="3 3"/>`;
  return `<path d="${path}" fill="none" stroke-width="1.8" stroke-linejoin="round" stroke-linecap="round" ${strokeOf(index)}/>`;
}

function strokeOf(index: number): string {
  const colour = seriesColours[index % seriesColours.length];
  return `stroke="${colour}" stroke-dasharray="${dashes[index % dashes.length]}"`;
}

function legend({ name }: Series, index: number, left: number, top: number): string {
  const y = top + index * legendLine;
  return `<path d="M${left} ${y}h26" fill="none" stroke-width="2" ${strokeOf(index)}/>${text(left + 32, y + 4, name, '')}`;
}

function line(x1: number, y1: number, x2: number, y2: number): string {
  return `<path d="M${x1.toFixed(1)} ${y1.toFixed(1)}L${x2.toFixed(1)} ${y2.toFixed(1)}" stroke="#e2e2dc"/>`;
}

function text(x: number, y: number, content: string, attributes: string): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${attributes}>${escapeText(content)}</text>`;
}
