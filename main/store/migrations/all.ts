import type { Migration } from '../migration.ts';
import { studyAndImage } from './0001-study-and-image.ts';
import { analysis } from './0002-analysis.ts';
import { imageDigest } from './0003-image-digest.ts';
import { exam } from './0004-exam.ts';
import { reading } from './0005-reading.ts';
import { settings } from './0006-settings.ts';
import { imageNotices } from './0007-image-notices.ts';
import { examScores } from './0008-exam-scores.ts';
import { imageMeaning } from './0009-image-meaning.ts';
import { readingMode } from './0010-reading-mode.ts';
import { filesAsTheyCome } from './0011-files-as-they-come.ts';
import { examKind } from './0012-exam-kind.ts';
import { contradicted } from './0013-contradicted.ts';
import { whyNotAnalysed } from './0014-why-not-analysed.ts';

/** Every migration, by number. */
export const migrations: readonly Migration[] = [
  studyAndImage,
  analysis,
  imageDigest,
  exam,
  reading,
  settings,
  imageNotices,
  examScores,
  imageMeaning,
  readingMode,
  filesAsTheyCome,
  examKind,
  contradicted,
  whyNotAnalysed,
];

export const latestVersion = migrations.length;
