/** Which views an exam has, for a glance. Pure. */
import type { ViewLabel } from '../../contract/exam.ts';
import { acrLabel } from '../hanging/labels.ts';

/** The four views of a screening exam. */
export const screeningViews = ['R CC', 'R MLO', 'L CC', 'L MLO'] as const;
export type ScreeningView = (typeof screeningViews)[number];

export interface ViewsPresent {
  /** How many images of each. */
  readonly screening: Readonly<Record<ScreeningView, number>>;
  /** Labels of the rest, with how many where more than one: `L MCC`, `R ML ×2`. */
  readonly others: readonly string[];
}

/** Asked of every row for each sort and filter, and told once. */
const known = new WeakMap<readonly ViewLabel[], ViewsPresent>();

export function viewsPresent(views: readonly ViewLabel[]): ViewsPresent {
  const present = known.get(views) ?? countViews(views);
  known.set(views, present);
  return present;
}

function countViews(views: readonly ViewLabel[]): ViewsPresent {
  const counts = new Map<string, number>();
  for (const view of views) {
    const label = acrLabel(view);
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  const isScreening = (label: string) => (screeningViews as readonly string[]).includes(label);
  const screening = Object.fromEntries(screeningViews.map((label) => [label, counts.get(label) ?? 0]));
  const others = [...counts].filter(([label]) => !isScreening(label)).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    screening: screening as Record<ScreeningView, number>,
    others: others.map(([label, count]) => (count > 1 ? `${label} ×${count}` : label)),
  };
}

/** True where one of the four screening views is not there. */
export const lacksViews = (views: readonly ViewLabel[]): boolean =>
  Object.values(viewsPresent(views).screening).some((count) => count === 0);
