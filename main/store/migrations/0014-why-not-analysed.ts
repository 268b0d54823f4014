import type { Migration } from '../migration.ts';

/**
 * What the list keeps of an image says whether it is a mammogram apart from why it is not analysed, and no longer the series,
 * which nobody asked for. An exam keeps why images of it are not analysed; exams listed before, once they are opened again.
 */
export const whyNotAnalysed: Migration = {
  version: 14,
  sql: `
    UPDATE exam_image SET listed = json_remove(
      json_set(listed, '$.isMammogram', json(iif(
        listed ->> '$.kind' IN ('mask', 'crop', 'page')
          OR coalesce(listed ->> '$.notAnalysable.reason', '') LIKE 'no mammogram%', 'false', 'true'))),
      '$.seriesInstanceUid');
    ALTER TABLE exam ADD COLUMN not_analysed TEXT NOT NULL DEFAULT '[]';
  `,
};
