import type { Answers } from './findings.ts';

/** As the published code of both networks does. */
export const publishedAnswers: Answers = { 'hds-uresnet': 'imageOfficial', gmic: 'fusion' };

/** What several sets of weights answer by together: what they have in common, else what is published. */
export function sharedAnswers(all: readonly Answers[]): Answers {
  const shared = <Name extends keyof Answers>(name: Name): Answers[Name] =>
    new Set(all.map((answers) => answers[name])).size === 1 ? all[0][name] : publishedAnswers[name];
  return { 'hds-uresnet': shared('hds-uresnet'), gmic: shared('gmic') };
}
