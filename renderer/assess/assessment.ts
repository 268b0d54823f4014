/** What a reader says of an exam: changing it, and whether it is enough to lock. Pure. */
import type { BreastDensity, ViewLabel } from '../../contract/exam.ts';
import type { Assessment, BiRads } from '../../contract/reading.ts';
import type { Laterality } from '../../contract/view.ts';

/** ACR BI-RADS Atlas, 5th edition: breast composition. */
export const densities: Readonly<Record<BreastDensity, string>> = {
  a: 'Almost entirely fatty',
  b: 'Scattered fibroglandular density',
  c: 'Heterogeneously dense',
  d: 'Extremely dense',
};

/** ACR BI-RADS Atlas, 5th edition: assessment categories. */
export const categories: Readonly<Record<BiRads, string>> = {
  '0': 'Incomplete',
  '1': 'Negative',
  '2': 'Benign',
  '3': 'Probably benign',
  '4A': 'Low suspicion',
  '4B': 'Moderate suspicion',
  '4C': 'High suspicion',
  '5': 'Highly suggestive of malignancy',
  '6': 'Known malignancy',
};

export const densityIds = Object.keys(densities) as readonly BreastDensity[];
export const categoryIds: readonly BiRads[] = ['0', '1', '2', '3', '4A', '4B', '4C', '5', '6'];

export const breastNames: Readonly<Record<Laterality, string>> = { R: 'Right breast', L: 'Left breast' };

/** Breasts to assess, right first as they hang: those with a view; both where no view says which. */
export function breastsToAssess(views: readonly ViewLabel[]): readonly Laterality[] {
  const imaged = (['R', 'L'] as const).filter((side) => views.some(({ laterality }) => laterality === side));
  return imaged.length > 0 ? imaged : ['R', 'L'];
}

export const biRadsOf = ({ breasts }: Assessment, side: Laterality): BiRads | null =>
  breasts.find(({ laterality }) => laterality === side)?.biRads ?? null;

export function withBiRads(assessment: Assessment, side: Laterality, biRads: BiRads | null): Assessment {
  const others = assessment.breasts.filter(({ laterality }) => laterality !== side);
  const breasts = [...others, { laterality: side, biRads }];
  return { ...assessment, breasts: breasts.sort((a, b) => (a.laterality < b.laterality ? 1 : -1)) };
}

/** Why it cannot be locked yet, as a sentence; null where it can. */
export function missingToLock(assessment: Assessment, breasts: readonly Laterality[]): string | null {
  const missing = breasts.filter((side) => biRadsOf(assessment, side) === null);
  if (missing.length === 0) return null;
  const names = missing.map((side) => breastNames[side].toLowerCase()).join(' and of the ');
  return `Choose the BI-RADS category of the ${names} first.`;
}

/** In a line: `density b, R 2, L 4B`; '' where nothing is said. */
export function assessmentText({ density, breasts }: Assessment): string {
  const said = breasts.filter(({ biRads }) => biRads !== null);
  return [
    ...(density === null ? [] : [`density ${density}`]),
    ...said.map(({ laterality, biRads }) => `${laterality} ${biRads}`),
  ].join(', ');
}
