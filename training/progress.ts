/** When a training has learned enough, and how long it still takes. Pure. */

export interface Stopping {
  /** Where among the validations the best figure is; null where there was no finite one. */
  readonly best: number | null;
  /** Validations since then. */
  readonly without: number;
  /** The patience is over. */
  readonly stop: boolean;
}

/**
 * Early stopping by the validations so far, higher being better. Equal is not better, and what is not finite is never. A `patience`
 * of n stops at the n-th validation in a row that was no better; null never stops.
 */
export function stopping(validations: readonly number[], patience: number | null): Stopping {
  let best: number | null = null;
  validations.forEach((figure, at) => {
    if (Number.isFinite(figure) && (best === null || figure > validations[best])) best = at;
  });
  const without = validations.length - 1 - (best ?? -1);
  return { best, without, stop: patience !== null && without >= patience };
}

/** What was done by a moment of this sitting. */
export interface Mark {
  readonly atMs: number;
  /** Of all that is to be done, 0..1. */
  readonly share: number;
}

/** Older marks say little of how fast it goes now. */
const rememberedShare = 0.25;

/**
 * Milliseconds until all is done, by the pace of the later part of `marks` (rising in time); a `limit` of time ends it earlier.
 * Null before there is a pace and where no limit says more.
 */
export function timeLeft(
  marks: readonly Mark[],
  limit: { readonly leftMs: number } | null = null,
): number | null {
  const byPace = leftByPace(marks);
  if (limit === null) return byPace;
  return Math.max(0, Math.min(limit.leftMs, byPace ?? Infinity));
}

function leftByPace(marks: readonly Mark[]): number | null {
  const first = marks[0];
  const last = marks.at(-1);
  if (first === undefined || last === undefined) return null;
  const since = last.atMs - Math.max(1000, (last.atMs - first.atMs) * rememberedShare);
  const from = marks.findLast(({ atMs }) => atMs <= since) ?? first;
  const done = last.share - from.share;
  return done > 0 ? ((1 - last.share) / done) * (last.atMs - from.atMs) : null;
}

/** `45 s`, `12 min`, `3 h 20 min`, `2 d 5 h`: no more exact than an estimate is. */
export function durationText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return joined(hours, 'h', minutes % 60, 'min');
  return joined(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

function joined(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

/** What is told of a training while it runs. */
export interface Telling {
  /** The epoch that runs, from 1. */
  readonly epoch: number;
  readonly epochs: number;
  /** Mean of this epoch so far; null before its first step. */
  readonly loss: number | null;
  /** Of the last validation, in the order to tell them. */
  readonly validation: readonly (readonly [name: string, value: number])[];
  readonly leftMs: number | null;
}

/** `epoch 3 of 20, loss 0.412, Dice 0.713, about 12 min left` */
export function progressLine({ epoch, epochs, loss, validation, leftMs }: Telling): string {
  return [
    `epoch ${epoch} of ${epochs}`,
    ...(loss === null ? [] : [`loss ${figureText(loss)}`]),
    ...validation.map(([name, value]) => `${name} ${figureText(value)}`),
    ...(leftMs === null ? [] : [`about ${durationText(leftMs)} left`]),
  ].join(', ');
}

/** Three digits that count; small and large figures with a power of ten. */
export function figureText(value: number): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value) || value === 0) return String(value);
  if (size < 1e-3 || size >= 1e4) return value.toExponential(2);
  return size < 1 ? value.toFixed(3) : value.toPrecision(Math.max(3, Math.floor(Math.log10(size)) + 1));
}
