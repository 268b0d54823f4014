import type { Migration } from '../migration.ts';

/** What the list keeps of an image has `notices`; of images that were listed before, none are known until they are opened again. */
export const imageNotices: Migration = {
  version: 7,
  sql: `UPDATE exam_image SET listed = json_set(listed, '$.notices', json_array())`,
};
