import type { Migration } from '../migration.ts';

/** The list tells of an exam its modalities, whether it is mammography, and where it is, below what was opened. */
export const examKind: Migration = {
  version: 12,
  sql: `
    ALTER TABLE exam ADD COLUMN place TEXT NOT NULL DEFAULT '';
    ALTER TABLE exam ADD COLUMN modalities TEXT NOT NULL DEFAULT '[]';
    ALTER TABLE exam ADD COLUMN mammography INTEGER NOT NULL DEFAULT 1;
    UPDATE exam SET modalities = (
      SELECT json_group_array(DISTINCT json_extract(i.listed, '$.modality'))
        FROM exam_image i WHERE i.exam = exam.id AND i.gone = 0 AND json_extract(i.listed, '$.modality') IS NOT NULL);
  `,
};
