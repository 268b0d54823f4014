/** What an assessment must say before it goes on record. Program and page follow the same rule. Pure. */
import type { ViewLabel } from './exam.ts';
import type { Assessment, BiRads } from './reading.ts';
import type { Laterality } from './view.ts';

/** What is not said yet: a breast's BI-RADS category, or the density. */
export type Missing = Laterality | 'density';

export const breastNames: Readonly<Record<Laterality, string>> = { R: 'Right breast', L: 'Left breast' };

/** Breasts to assess, right first as they hang: those with a view; both where no view says which. */
export function breastsToAssess(views: readonly Pick<ViewLabel, 'laterality'>[]): readonly Laterality[] {
  const imaged = (['R', 'L'] as const).filter((side) => views.some(({ laterality }) => laterality === side));
  return imaged.length > 0 ? imaged : ['R', 'L'];
}

export const biRadsOf = ({ breasts }: Pick<Assessment, 'breasts'>, side: Laterality): BiRads | null =>
  breasts.find(({ laterality }) => laterality === side)?.biRads ?? null;

/** In the order in which it is asked for; empty where the assessment can go on record. */
export function missingFrom(assessment: Assessment, breasts: readonly Laterality[]): readonly Missing[] {
  const categories = breasts.filter((side) => biRadsOf(assessment, side) === null);
  return assessment.density === null ? [...categories, 'density'] : categories;
}

/** "Left breast has no BI-RADS." */
export function missingText(missing: Missing): string {
  return missing === 'density' ? 'Density is missing.' : `${breastNames[missing]} has no BI-RADS.`;
}
