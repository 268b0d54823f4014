/** Which views an exam has, for a glance. Pure. */
import type { ViewLabel } from '../../contract/exam.ts';
import type { ViewModifier } from '../../contract/view.ts';

/** The four views of a screening exam. */
export const screeningViews = ['RCC', 'RMLO', 'LCC', 'LMLO'] as const;
export type ScreeningView = (typeof screeningViews)[number];

export interface ViewsPresent {
  /** How many images of each. */
  readonly screening: Readonly<Record<ScreeningView, number>>;
  /** Labels of the rest, with how many where more than one: `LMCC`, `RML ×2`, `unknown view`. */
  readonly others: readonly string[];
}

/** Written before the view (ACR labels, PS3.16 CID 4015): spot and magnification; the rest after it. */
const prefixes: ReadonlySet<ViewModifier> = new Set(['M', 'S']);

/** The ACR label: `RCC`, `LMCC` (magnification), `RCCID` (implant displaced); `unknown view` without either code. */
export function acrLabel({ laterality, view, modifiers }: ViewLabel): string {
  if (laterality === null && view === null) return 'unknown view';
  const before = modifiers.filter((modifier) => prefixes.has(modifier)).join('');
  const after = modifiers.filter((modifier) => !prefixes.has(modifier)).join('');
  return `${laterality ?? '?'}${before}${view ?? '?'}${after}`;
}

export function viewsPresent(views: readonly ViewLabel[]): ViewsPresent {
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
