/** Figures as data, so that tables, files and intervals are made of one list. Pure. */

/** One figure of a set of images. */
export interface Column<Case> {
  /** In files. */
  readonly key: string;
  /** In tables. */
  readonly title: string;
  /** Where the title does not say it all. */
  readonly meaning?: string;
  /** Which printed table it belongs to; only in files where absent. */
  readonly table?: string;
  /** 95 %, where there is a formula for it; else it comes from the bootstrap. */
  interval?(cases: readonly Case[]): readonly [low: number, high: number] | null;
  /** Null where the images do not have it: no positive one among them, say. */
  of(cases: readonly Case[]): number | null;
}

/** Null of nothing. */
export function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
