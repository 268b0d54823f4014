import type { Migration } from '../migration.ts';
import { studyAndImage } from './0001-study-and-image.ts';
import { analysis } from './0002-analysis.ts';

/** Every migration, by number. */
export const migrations: readonly Migration[] = [studyAndImage, analysis];

export const latestVersion = migrations.length;
