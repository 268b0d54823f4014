/**
 * Weights on disk: `<data>/weights/<name>/{weights.safetensors, card.json}`, and, read-only, those that come with the
 * program in `models/weights/`. See docs/decisions/weights-on-disk.md.
 */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { WeightsCard } from '../../contract/card.ts';
import { fail, ok, type Problem, type Result } from '../../contract/problem.ts';
import { toArchitectureWeights } from '../../models/checkpoint/architectureWeights.ts';
import { readSafetensors, writeSafetensors } from '../../models/checkpoint/safetensors.ts';
import type { Weights } from '../../models/checkpoint/tensors.ts';
import type { WriteFile } from '../files/write.ts';
import { storageProblem } from '../store/failures.ts';
import { sha256 } from './hash.ts';
import { parseCard, writeCard } from './weightsCard.ts';
import { removeFolder, writeFolder } from './weightsFiles.ts';

const weightsFile = 'weights.safetensors';
const cardFile = 'card.json';
const longestCard = 1 << 20;

export interface StoredWeights {
  readonly card: WeightsCard;
  /** True for weights that come with the program. */
  readonly builtIn: boolean;
}

/** A card before its weights are written. */
export type NewCard = Omit<WeightsCard, 'version' | 'sha256'>;

/** The weights that come with the program; the environment may name another folder, for tests and for packages that keep them elsewhere. */
const builtInFolder =
  process.env.MAMMOSCOPE_BUILT_IN_WEIGHTS || join(import.meta.dirname, '..', '..', 'models', 'weights');

/** Windows reserves these names, with any ending. */
const reservedName = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** Problem `bad-input` where weights cannot have this name: it is a folder's name on every system, nothing more. */
export function checkName(name: string): Result<string> {
  const proper =
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(name) && !name.endsWith('.') && !reservedName.test(name);
  if (proper) return ok(name);
  return fail(
    'bad-input',
    `${JSON.stringify(name.slice(0, 100))} cannot name weights: use up to 100 letters, digits, ".", "_" and "-", beginning with a letter or digit.`,
  );
}

/** Every set of weights by name, and what is wrong with those that cannot be listed. Contents are not verified. */
export async function listWeights(
  dataDir: string,
  builtIn: string = builtInFolder,
): Promise<{ readonly weights: readonly StoredWeights[]; readonly problems: readonly Problem[] }> {
  const weights: StoredWeights[] = [];
  const problems: Problem[] = [];
  for (const parent of [userFolder(dataDir), builtIn]) {
    for (const name of await folderNames(parent)) {
      const card = await readCard(parent, name);
      if (!card.ok) problems.push(card.problem);
      else weights.push({ card: card.value, builtIn: parent === builtIn });
    }
  }
  weights.sort((a, b) => (a.card.name < b.card.name ? -1 : 1));
  return { weights, problems };
}

/** The card of one set of weights. Problems: `bad-input`, `unknown-weights`, `corrupt`. */
export async function findCard(
  dataDir: string,
  name: string,
  builtIn: string = builtInFolder,
): Promise<Result<StoredWeights>> {
  const parent = await findParent(dataDir, name, builtIn);
  if (!parent.ok) return parent;
  const card = await readCard(parent.value, name);
  return card.ok ? ok({ card: card.value, builtIn: parent.value === builtIn }) : card;
}

/**
 * Weights and card, verified: SHA-256 against the card, names and shapes against the architecture. Half-precision files are
 * widened to float32. Problems: those of `findCard`, `unreadable`, `corrupt`, `bad-checkpoint`, `wrong-architecture`.
 */
export async function readWeights(
  dataDir: string,
  name: string,
  builtIn: string = builtInFolder,
): Promise<Result<{ readonly card: WeightsCard; readonly weights: Weights }>> {
  const parent = await findParent(dataDir, name, builtIn);
  if (!parent.ok) return parent;
  const card = await readCard(parent.value, name);
  if (!card.ok) return card;
  const path = join(parent.value, name, weightsFile);
  const bytes = await readFile(path).catch(() => null);
  if (bytes === null) {
    return fail(
      'unreadable',
      'The file of these weights is missing or cannot be read: import them again.',
      path,
    );
  }
  if (sha256(bytes) !== card.value.sha256) {
    return fail(
      'corrupt',
      "The file of these weights was changed since it was imported (its SHA-256 is not the card's): remove the weights and import them again.",
      path,
    );
  }
  const tensors = readSafetensors(bytes);
  const weights = tensors.ok ? toArchitectureWeights(tensors.value, card.value.architecture) : tensors;
  if (!weights.ok) return { ok: false, problem: { ...weights.problem, file: path } };
  return ok({ card: card.value, weights: weights.value });
}

/** Reads everything of one set of weights and keeps only the verdict. Problems as `readWeights`. */
export async function verifyWeights(
  dataDir: string,
  name: string,
  builtIn: string = builtInFolder,
): Promise<Result<WeightsCard>> {
  const read = await readWeights(dataDir, name, builtIn);
  return read.ok ? ok(read.value.card) : read;
}

/**
 * Stores new weights under `card.name`, whole or not at all. Problems: `bad-input` for the name, `name-taken`, `disk-full`,
 * `unwritable`.
 */
export async function saveWeights(
  dataDir: string,
  newCard: NewCard,
  weights: Weights,
  { builtIn = builtInFolder, write }: { readonly builtIn?: string; readonly write?: WriteFile } = {},
): Promise<Result<WeightsCard>> {
  const free = await checkNameFree(dataDir, newCard.name, builtIn);
  if (!free.ok) return free;
  const bytes = writeSafetensors(weights);
  const card: WeightsCard = { version: 1, ...newCard, sha256: sha256(bytes) };
  const files = { [weightsFile]: bytes, [cardFile]: new TextEncoder().encode(writeCard(card)) };
  try {
    await writeFolder(userFolder(dataDir), card.name, files, write);
    return ok(card);
  } catch (error) {
    const stillFree = await checkNameFree(dataDir, newCard.name, builtIn);
    if (!stillFree.ok) return stillFree;
    return { ok: false, problem: storageProblem(error, userFolder(dataDir)) };
  }
}

/** Problem `name-taken` or `bad-input` where new weights cannot have this name. */
export async function checkNameFree(
  dataDir: string,
  name: string,
  builtIn: string = builtInFolder,
): Promise<Result<string>> {
  const parent = await findParent(dataDir, name, builtIn);
  if (!parent.ok) return parent.problem.kind === 'unknown-weights' ? ok(name) : parent;
  return fail('name-taken', `There are weights named ${name} already: choose another name or remove them.`);
}

/** Removes weights of the user. Problems: `bad-input` (those that come with the program stay), `unknown-weights`, `unwritable`. */
export async function removeWeights(
  dataDir: string,
  name: string,
  builtIn: string = builtInFolder,
): Promise<Result<string>> {
  const parent = await findParent(dataDir, name, builtIn);
  if (!parent.ok) return parent;
  if (parent.value === builtIn) {
    return fail('bad-input', `The weights ${name} come with the program and cannot be removed.`);
  }
  try {
    await removeFolder(parent.value, name);
    return ok(name);
  } catch (error) {
    return { ok: false, problem: storageProblem(error, join(parent.value, name)) };
  }
}

function userFolder(dataDir: string): string {
  return join(dataDir, 'weights');
}

/** The folder that holds weights of this name; the user's come first. */
async function findParent(dataDir: string, name: string, builtIn: string): Promise<Result<string>> {
  const checked = checkName(name);
  if (!checked.ok) return checked;
  for (const parent of [userFolder(dataDir), builtIn]) {
    const info = await stat(join(parent, name)).catch(() => null);
    if (info?.isDirectory()) return ok(parent);
  }
  const message = `There are no weights named ${name}: "mammoscope models list" shows which there are.`;
  return fail('unknown-weights', message);
}

async function readCard(parent: string, name: string): Promise<Result<WeightsCard>> {
  const path = join(parent, name, cardFile);
  const info = await stat(path).catch(() => null);
  const text =
    info !== null && info.size <= longestCard ? await readFile(path, 'utf8').catch(() => null) : null;
  if (text === null) {
    return fail(
      'corrupt',
      'The card of these weights cannot be read: remove the weights and import them again.',
      path,
    );
  }
  const card = parseCard(text, path);
  if (!card.ok || card.value.name === name) return card;
  const message = `The card in this folder is of weights named ${JSON.stringify(card.value.name)}: name the folder so again.`;
  return fail('corrupt', message, path);
}

async function folderNames(parent: string): Promise<string[]> {
  const entries = await readdir(parent, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory() && checkName(entry.name).ok).map(({ name }) => name);
}
