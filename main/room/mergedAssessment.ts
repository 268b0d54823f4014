import type { Assessment } from '../../contract/reading.ts';
import type { Laterality } from '../../contract/view.ts';

/**
 * What is to be kept where two windows wrote on one exam: `mine` was begun from `before`, and meanwhile `kept` came about.
 * What `mine` did not change stays as it is kept; of what both changed, a choice is mine, and no comment is lost. Pure.
 */
export function mergedAssessment(before: Assessment, mine: Assessment, kept: Assessment): Assessment {
  const one = <T>(was: T, my: T, their: T): T => (my === was ? their : my);
  const sides = [...mine.breasts, ...kept.breasts].map(({ laterality }) => laterality);
  return {
    density: one(before.density, mine.density, kept.density),
    breasts: [...new Set(sides)].map((laterality) => {
      const [was, my, their] = [before, mine, kept].map((assessment) => biRadsOf(assessment, laterality));
      return { laterality, biRads: one(was, my, their) };
    }),
    comment: mergedComment(before.comment, mine.comment, kept.comment),
  };
}

const biRadsOf = ({ breasts }: Assessment, side: Laterality) =>
  breasts.find(({ laterality }) => laterality === side)?.biRads ?? null;

function mergedComment(before: string, mine: string, kept: string): string {
  if (mine === before) return kept;
  // The program may have had an earlier part of the same sentence.
  if (kept === before || mine.startsWith(kept)) return mine;
  return `${kept}\n${mine}`;
}
