import { expect, it } from 'vitest';
import { publishedAnswers } from '../../../contract/answers.ts';
import { highestProbability } from '../../../main/room/shownAnalysis.ts';
import { gmicAnalysis, hdsAnalysis, headerOf } from '../exports/samples.ts';

it("an image's highest probability is of those that its networks answer by", () => {
  const header = headerOf();
  const gmic = gmicAnalysis(header, { scores: 0.84 });
  const hds = hdsAnalysis(header, { scores: 0.5 });
  expect(highestProbability([])).toBe(null);
  expect(highestProbability([gmic, hds])).toBe(0.84);
  const byGlobal = { ...gmic, answers: { ...publishedAnswers, gmic: 'global' } as const };
  expect(highestProbability([byGlobal, hds])).toBe(0.5);
  const byCell = { ...hds, answers: { ...publishedAnswers, 'hds-uresnet': 'imageMax' } as const };
  expect(highestProbability([byGlobal, byCell])).toBe(0.93);
});
