/** Training data in a folder as `mammoscope phantom --out` writes it: DICOM files, `truth.json` and masks as PNG. */
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { z } from 'zod';
import type { ImageHeader } from '../../contract/image.ts';
import { fail, ok, type Problem, type Result } from '../../contract/problem.ts';
import { openImage } from '../../imaging/openImage.ts';
import { readPng } from '../../imaging/pixels/picture/png.ts';
import type { Example, ExampleSource, LesionTruth } from '../../training/data/example.ts';
import {
  prepareExample,
  type ExampleIdentity,
  type ExamplePreparation,
} from '../../training/data/prepareExample.ts';
import { readProblem } from '../files/problems.ts';
import { readWhole } from '../files/read.ts';
import { sha256 } from '../library/hash.ts';
import { scan } from '../library/scan.ts';
import { pooled, type PoolOptions } from './pool.ts';

export interface FolderDataOptions extends PoolOptions {
  /** Where prepared examples are kept: `poolsFolder`. */
  readonly poolFolder: string;
  /** Hears of each image that has been looked at. */
  readonly onProgress?: (done: number, of: number) => void;
}

export interface FolderData {
  /** The images that can be used, those of an exam together. */
  readonly source: ExampleSource;
  /** True where the phantom generator made every one of them. */
  readonly phantomsOnly: boolean;
  /** What cannot be used and why, each with its file. */
  readonly problems: readonly Problem[];
}

const largestTruthBytes = 2 ** 26;

/**
 * Finds every `truth.json` in and below `folder`, and makes an example of each image that it names. All of them are prepared
 * now, into the pool, unless they were before; one that cannot be is a problem, and so is a folder of images without a
 * `truth.json` beside others that have one; the others go on. A patient is who the DICOM file says. Problem where nothing can be used.
 */
export async function openFolderData(
  folder: string,
  preparation: ExamplePreparation,
  { poolFolder, onProgress, ...poolOptions }: FolderDataOptions,
): Promise<Result<FolderData>> {
  const problems: Problem[] = [];
  const found = await findTruths(folder);
  if (!found.ok) return found;
  const images: FolderImage[] = [];
  for (const file of found.value.truths) {
    const listed = await listImages(file, folder);
    images.push(...listed.images);
    problems.push(...listed.problems);
  }
  if (found.value.truths.length > 0) {
    for (const files of found.value.withoutTruth) {
      if (await holdsImage(files)) problems.push(noTruth(dirname(files[0])));
    }
  }
  const candidates = candidateSource(images, preparation, basename(folder));
  const pool = await pooled(candidates, poolFolder, poolOptions);
  const usable: number[] = [];
  for (const index of images.keys()) {
    const problem = await problemOf(pool, index);
    if (problem === null) usable.push(index);
    else problems.push(problem);
    onProgress?.(index + 1, images.length);
  }
  if (usable.length === 0) return nothingUsable(folder, problems);
  const phantomsOnly = usable.every((index) => images[index].phantom);
  return ok({ source: selection(pool, usable), phantomsOnly, problems });
}

function nothingUsable(folder: string, problems: readonly Problem[]): Result<never> {
  const [first] = problems;
  const message =
    first === undefined
      ? 'There is no truth.json in this folder. Make one with "mammoscope phantom --out", or choose another folder.'
      : `None of the images in this folder can be used. The first: ${first.file ?? ''}: ${first.message}`;
  return fail('bad-input', message, folder);
}

/** An image with its truth, found but not read. */
interface FolderImage {
  readonly identity: ExampleIdentity;
  readonly phantom: boolean;
  readonly file: string;
  readonly lesions: readonly (Omit<LesionTruth, 'mask'> & { readonly file: string })[];
  /** Changes whenever one of the files does. */
  readonly state: string;
}

interface FoundTruths {
  /** All `truth.json` in and below the folder. */
  readonly truths: readonly string[];
  /** The files of each folder that has some, but no `truth.json`. */
  readonly withoutTruth: readonly (readonly string[])[];
}

/** Files in the order of their paths. */
async function findTruths(folder: string): Promise<Result<FoundTruths>> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name));
    files.sort(byNumbers.compare);
    const isTruth = (file: string) => basename(file) === 'truth.json';
    const folders = [...Map.groupBy(files, (file) => dirname(file)).values()];
    return ok({
      truths: files.filter(isTruth),
      withoutTruth: folders.filter((inOne) => !inOne.some(isTruth)),
    });
  } catch (error) {
    return { ok: false, problem: readProblem(error, folder) };
  }
}

async function holdsImage(files: readonly string[]): Promise<boolean> {
  for await (const { type } of scan(files)) {
    if (type === 'image') return true;
  }
  return false;
}

function noTruth(folder: string): Problem {
  const message = 'Its images are left out: there is no truth.json beside them.';
  return fail('not-found', message, folder).problem;
}

/** exam-2 before exam-10. */
const byNumbers = new Intl.Collator('en', { numeric: true });

/** Of a file beside the truth: no folders, so that no truth reaches beyond its own. */
const fileName = z
  .string()
  .regex(/^[^/\\]+$/)
  .refine((name) => name !== '.' && name !== '..');

/** What is read of `truth.json`; the rest is for people. */
const truthSchema = z.object({
  version: z.literal(1),
  studyInstanceUid: z.string(),
  vendor: z.object({ name: z.string() }).optional(),
  images: z.array(
    z.object({
      file: fileName,
      lesions: z.array(
        z.object({
          kind: z.enum(['mass', 'calcifications']),
          label: z.enum(['benign', 'malignant']),
          mask: fileName,
        }),
      ),
    }),
  ),
});

type Truth = z.infer<typeof truthSchema>;

interface Listed {
  readonly images: readonly FolderImage[];
  readonly problems: readonly Problem[];
}

/** The images of one truth: their headers are read, not their pixels. */
async function listImages(truthFile: string, root: string): Promise<Listed> {
  const truth = await readTruth(truthFile);
  if (!truth.ok) return { images: [], problems: [truth.problem] };
  const folder = dirname(truthFile);
  const images: FolderImage[] = [];
  const problems: Problem[] = [];
  for (const image of truth.value.images) {
    const found = await findImage(truth.value, image, folder, root);
    if (found.ok) images.push(found.value);
    else problems.push(found.problem);
  }
  return { images, problems };
}

async function readTruth(file: string): Promise<Result<Truth>> {
  const bytes = await readWhole(file, largestTruthBytes);
  if (!bytes.ok) return bytes;
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes.value));
  } catch {
    return fail('corrupt', 'This is not JSON; make it again.', file);
  }
  const truth = truthSchema.safeParse(value);
  if (truth.success) return ok(truth.data);
  const [{ path, message }] = truth.error.issues;
  return fail('corrupt', `This is no truth of exams: ${path.join('.')}: ${message}.`, file);
}

async function findImage(
  truth: Truth,
  image: Truth['images'][number],
  folder: string,
  root: string,
): Promise<Result<FolderImage>> {
  const file = join(folder, image.file);
  const header = await headerOf(file);
  if (!header.ok) return header;
  const { laterality, viewPosition, patientId, phantom } = header.value;
  if (laterality === null) {
    return fail('no-laterality', 'The image does not say which breast it shows: set Image Laterality.', file);
  }
  const lesions = image.lesions.map(({ kind, label, mask }) => ({ kind, label, file: join(folder, mask) }));
  const states = [];
  for (const part of [file, ...lesions.map((lesion) => lesion.file)]) {
    const state = await stateOf(part, root);
    if (!state.ok) return state;
    states.push(state.value);
  }
  return ok({
    identity: {
      patient: `patient-${sha256(patientId || truth.studyInstanceUid).slice(0, 12)}`,
      name: `${basename(folder)} ${laterality} ${viewPosition ?? ''}`.trim(),
      laterality,
      viewPosition: viewPosition ?? '',
      vendor: truth.vendor?.name ?? null,
    },
    phantom,
    file,
    lesions,
    state: JSON.stringify([...states, image.lesions, truth.studyInstanceUid, patientId]),
  });
}

async function headerOf(file: string): Promise<Result<ImageHeader>> {
  for await (const found of scan([file])) {
    if (found.type === 'problem') return { ok: false, problem: found.problem };
    if (found.type !== 'image') break;
    const { header, pixelProblem } = found.image;
    return pixelProblem === null ? ok(header) : { ok: false, problem: { ...pixelProblem, file } };
  }
  return fail('not-an-image', 'This is no image file.', file);
}

/** A file's name, size and time of change. */
async function stateOf(file: string, root: string): Promise<Result<string>> {
  try {
    const { size, mtimeMs } = await stat(file);
    return ok(`${relative(root, file)} ${size} ${mtimeMs}`);
  } catch (error) {
    return { ok: false, problem: readProblem(error, file) };
  }
}

/** All that were found; `example` rejects with {@link ProblemError} for those that cannot be prepared. */
function candidateSource(
  images: readonly FolderImage[],
  preparation: ExamplePreparation,
  folderName: string,
): ExampleSource {
  const states = sha256(JSON.stringify(images.map(({ state }) => state)));
  const window = ` at ${preparation.size.height} x ${preparation.size.width}`;
  return {
    description: `folder ${folderName}, ${images.length} images, files ${states}, ${preparation.rule}${window}`,
    patients: patientsOf(images.map(({ identity }) => identity.patient)),
    count: images.length,
    patientOf: (index) => images[index].identity.patient,
    async example(index) {
      const example = await readExample(images[index], preparation);
      if (!example.ok) throw new ProblemError(example.problem);
      return example.value;
    },
  };
}

class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

async function problemOf(source: ExampleSource, index: number): Promise<Problem | null> {
  try {
    await source.example(index);
    return null;
  } catch (error) {
    if (error instanceof ProblemError) return error.problem;
    throw error;
  }
}

async function readExample(image: FolderImage, preparation: ExamplePreparation): Promise<Result<Example>> {
  const named = <T>(result: Result<T>, file: string): Result<T> =>
    result.ok ? result : { ok: false, problem: { ...result.problem, file } };
  const bytes = await readWhole(image.file);
  if (!bytes.ok) return bytes;
  const opened = named(openImage(bytes.value, basename(image.file)), image.file);
  if (!opened.ok) return opened;
  const { header } = opened.value;
  const frame = named(await opened.value.decode(0), image.file);
  if (!frame.ok) return frame;
  const lesions: LesionTruth[] = [];
  for (const { kind, label, file } of image.lesions) {
    const mask = await readMask(file, frame.value);
    if (!mask.ok) return mask;
    lesions.push({ kind, label, mask: mask.value });
  }
  const source = { header, frame: frame.value, shrunk: false, breast: null, lesions };
  return named(prepareExample(source, image.identity, preparation), image.file);
}

/** 1 where the picture is brighter than half. */
async function readMask(
  file: string,
  image: { readonly rows: number; readonly columns: number },
): Promise<Result<Uint8Array>> {
  const bytes = await readWhole(file);
  if (!bytes.ok) return bytes;
  const picture = readPng(bytes.value);
  if (!picture.ok) return { ok: false, problem: { ...picture.problem, file } };
  const { rows, columns, samples } = picture.value;
  if (rows !== image.rows || columns !== image.columns) {
    const message = `The mask has ${columns} x ${rows} pixels, its image ${image.columns} x ${image.rows}.`;
    return fail('bad-input', `${message} Make both again.`, file);
  }
  const half = samples instanceof Uint8Array ? 127 : 32767;
  return ok(Uint8Array.from(samples, (value) => (value > half ? 1 : 0)));
}

/** The examples with these indices, as a source of their own. */
function selection(source: ExampleSource, indices: readonly number[]): ExampleSource {
  const patientOf = (index: number): string => source.patientOf(indices[index]);
  return {
    description: source.description,
    patients: patientsOf(indices.map((index) => source.patientOf(index))),
    count: indices.length,
    patientOf: (index) => patientOf(index),
    example: async (index) => source.example(indices[index]),
  };
}

function patientsOf(owners: readonly string[]): readonly string[] {
  return [...new Set(owners)];
}
