import type { Migration } from '../migration.ts';
import { studyAndImage } from './0001-study-and-image.ts';
import { analysis } from './0002-analysis.ts';
import { imageDigest } from './0003-image-digest.ts';

/** Every migration, by number. */
export const migrations: readonly Migration[] = [studyAndImage, analysis, imageDigest];

export const latestVersion = migrations.length;
