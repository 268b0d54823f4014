import type { Migration } from '../migration.ts';

/**
 * An exam's scores are those that the AI panel shows, with the weights that they are of, instead of the highest value of
 * anything found in any of its images. Those of exams that were analysed before are not known until they are analysed again.
 */
export const examScores: Migration = {
  version: 8,
  sql: `
    ALTER TABLE exam ADD COLUMN scores TEXT NOT NULL DEFAULT '[]';
    ALTER TABLE exam ADD COLUMN scores_of TEXT;
    ALTER TABLE exam DROP COLUMN highest;
    ALTER TABLE exam DROP COLUMN untrained;
    ALTER TABLE image_outcome DROP COLUMN highest;
    ALTER TABLE image_outcome DROP COLUMN untrained;
  `,
};
