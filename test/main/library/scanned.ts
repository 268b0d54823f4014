/** Folders that are scanned, and what is found in them. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import type { Problem } from '../../../contract/problem.ts';
import { Tag } from '../../../imaging/dicom/tags.ts';
import { TransferSyntax } from '../../../imaging/dicom/transferSyntax.ts';
import { scan } from '../../../main/library/scan.ts';
import type { FoundImage } from '../../../main/library/scan.ts';
import { element, encode, imageElements, part10 } from '../../imaging/dicom/build.ts';

/** Of the test's own. */
export let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mammoscope-scan-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

export const pixels = element(Tag.PixelData, 'OW', new Uint8Array(12));
export const dicom = part10(TransferSyntax.ExplicitLittle, encode(imageElements(2, 3, 16, [pixels])));
export const report = part10(
  TransferSyntax.ExplicitLittle,
  encode([element(Tag.SopClassUid, 'UI', '1.2.840.10008.5.1.4.1.1.88.22')]),
);
export const pgm = new TextEncoder().encode('P5 2 2 255\nabcd');

export function write(name: string, bytes: Uint8Array | string): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, bytes);
  return path;
}

export interface Found {
  readonly images: FoundImage[];
  readonly problems: Problem[];
  readonly documents: [string, string][];
  readonly skipped: string[];
}

export async function find(...paths: string[]): Promise<Found> {
  const found: Found = { images: [], problems: [], documents: [], skipped: [] };
  for await (const one of scan(paths)) {
    if (one.type === 'image') found.images.push(one.image);
    else if (one.type === 'problem') found.problems.push(one.problem);
    else if (one.type === 'document')
      found.documents.push([relative(folder, one.document.file), one.document.kind]);
    else found.skipped.push(relative(folder, one.file));
  }
  return found;
}

export const names = (found: Found) => found.images.map(({ file }) => relative(folder, file));
export const kinds = (found: Found) =>
  found.problems.map(({ kind, file }) => [kind, relative(folder, file ?? '')]);
