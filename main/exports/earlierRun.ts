/** What an earlier run of the program left in an output folder, as its results.json lists it. */
import { lstat, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Problem } from '../../contract/problem.ts';
import type { Results } from '../../contract/results.ts';
import { writeProblem } from '../files/problems.ts';
import { readWhole } from '../files/read.ts';

const files = z.array(z.string()).default([]);
const map = z.object({ files }).optional();

/** The lists of files, which all versions have alike. */
const listsSchema = z.object({
  format: z.literal('mammoscope-results'),
  images: z.array(
    z.object({
      pictures: files,
      analyses: z
        .array(
          z.object({
            probabilityMap: map,
            saliency: z.object({ benign: map, malignant: map }).optional(),
          }),
        )
        .default([]),
    }),
  ),
});

/** As the exporter names files: nothing that is listed reaches out of the exams' folders. */
const ownName = /^exam-\d+\/[\w.-]+\.(png|npy)$/;

/** Pictures and maps, relative to `outDir`, that its results.json lists; none where there is no such file of the program's. */
export async function listedFiles(outDir: string): Promise<readonly string[]> {
  const bytes = await readWhole(join(outDir, 'results.json'));
  if (!bytes.ok) return [];
  let content: unknown;
  try {
    content = JSON.parse(new TextDecoder().decode(bytes.value));
  } catch {
    return [];
  }
  const lists = listsSchema.safeParse(content);
  return lists.success ? filesOf(lists.data).filter((file) => ownName.test(file)) : [];
}

type Lists = z.infer<typeof listsSchema>;

/** Pictures and maps, relative to results.json. */
function filesOf({ images }: Lists): readonly string[] {
  return images.flatMap(({ pictures, analyses }) => [
    ...pictures,
    ...analyses.flatMap(({ probabilityMap, saliency }) =>
      [probabilityMap, saliency?.benign, saliency?.malignant].flatMap((one) => one?.files ?? []),
    ),
  ]);
}

export interface Removed {
  readonly count: number;
  /** Files that could not be removed. */
  readonly problems: readonly Problem[];
}

/**
 * Removes the files of an earlier run that the present one did not write again, and exams' folders that are empty then;
 * `before` is what `listedFiles` gave before results.json was replaced. What is no plain file stays.
 */
export async function removeStale(
  outDir: string,
  before: readonly string[],
  present: Results,
): Promise<Removed> {
  // There are file systems to which names that differ in case are one.
  const written = new Set(filesOf(listsSchema.parse(present)).map((file) => file.toLowerCase()));
  const stale = before.filter((file) => !written.has(file.toLowerCase()));
  const problems: Problem[] = [];
  let count = 0;
  for (const file of stale) {
    const path = join(outDir, file);
    const there = await lstat(path).catch(() => null);
    if (there === null || !there.isFile()) continue;
    try {
      await rm(path);
      count += 1;
    } catch (error) {
      const message = 'It is of an earlier run and could not be removed; remove it yourself.';
      problems.push({ ...writeProblem(error, path), message });
    }
  }
  // Fails, as it should, where something is left in it.
  for (const folder of new Set(stale.map((file) => dirname(file)))) {
    await rmdir(join(outDir, folder)).catch(() => undefined);
  }
  return { count, problems };
}
