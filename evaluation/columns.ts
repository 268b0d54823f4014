/** Figures as data, so that tables, files and intervals are made of one list. Pure. */

/** One figure of a set of images. */
export interface Column<Case> {
  /** In files. */
  readonly key: string;
  /** In tables. */
  readonly title: string;
  /** Where the title does not say it all. */
  readonly meaning?: string;
  /** Null where the images do not have it: no positive one among them, say. */
  of(cases: readonly Case[]): number | null;
}

/** Null of nothing. */
export function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
