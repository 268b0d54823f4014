/** What a reader says of an exam, in words, and changing it. Pure. */
import { biRadsOf, breastNames } from '../../contract/assessment.ts';
import type { BreastDensity } from '../../contract/reading.ts';
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

export function withBiRads(assessment: Assessment, side: Laterality, biRads: BiRads | null): Assessment {
  const others = assessment.breasts.filter(({ laterality }) => laterality !== side);
  const breasts = [...others, { laterality: side, biRads }];
  return { ...assessment, breasts: breasts.sort((a, b) => (a.laterality < b.laterality ? 1 : -1)) };
}

/** In a line: `R 2, L 4B, density b`; '' where nothing is said. */
export function assessmentText(assessment: Pick<Assessment, 'breasts' | 'density'>): string {
  const density = densityText(assessment.density);
  return [...categoryTexts(assessment), ...(density === null ? [] : [density])].join(', ');
}

/** As short as it can be: `R 2, L 4B, b`. */
export function shortText(assessment: Assessment): string {
  const { density } = assessment;
  const said = density === null || density === 'not-given' ? densityText(density) : density;
  return [...categoryTexts(assessment), ...(said === null ? [] : [said])].join(', ');
}

const categoryTexts = ({ breasts }: Pick<Assessment, 'breasts'>): readonly string[] =>
  breasts.flatMap(({ laterality, biRads }) => (biRads === null ? [] : [`${laterality} ${biRads}`]));

function densityText(density: Assessment['density']): string | null {
  if (density === null) return null;
  return density === 'not-given' ? 'density not given' : `density ${density}`;
}

/** What is said so far, with a dash for what is not: `R 2, L –, density –`. */
export function progressText(assessment: Assessment, breasts: readonly Laterality[]): string {
  return [
    ...breasts.map((side) => `${side} ${biRadsOf(assessment, side) ?? '–'}`),
    densityText(assessment.density) ?? 'density –',
  ].join(', ');
}

/** "left breast not in this exam"; '' where both are. */
export function absentText(breasts: readonly Laterality[]): string {
  const absent = (['R', 'L'] as const).filter((side) => !breasts.includes(side));
  return absent.map((side) => `${breastNames[side].toLowerCase()} not in this exam`).join(', ');
}
