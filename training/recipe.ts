/** Recipe files: JSON with the fields that differ from the published recipe of its network. */
import type { z } from 'zod';
import type { Architecture } from '../contract/card.ts';
import { fail, ok, type Result } from '../contract/problem.ts';
import type { Recipe } from '../contract/recipe.ts';
import { gmicRecipe, gmicRecipeSchema } from '../models/gmic/recipe.ts';
import { hdsRecipe, hdsRecipeSchema } from '../models/hdsUresnet/recipe.ts';

/** As published. */
export const publishedRecipes: { readonly [A in Architecture]: Extract<Recipe, { architecture: A }> } = {
  gmic: gmicRecipe,
  'hds-uresnet': hdsRecipe,
};

const schemas: Readonly<Record<Architecture, z.ZodType<Recipe>>> = {
  gmic: gmicRecipeSchema,
  'hds-uresnet': hdsRecipeSchema,
};

/**
 * The published recipe of `architecture` with the fields of a recipe file in its place, those within groups (`loss`, `optimiser`,
 * ...) one by one. Problem `bad-input`, with the field at fault, where it is no recipe for this network.
 */
export function parseRecipe(text: string, architecture: Architecture, file?: string): Result<Recipe> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return fail('bad-input', 'The recipe is not JSON: correct it and try again.', file);
  }
  if (!isRecord(value))
    return fail('bad-input', 'A recipe is a record, { ... }: correct it and try again.', file);
  const named = value.architecture;
  if (named !== undefined && named !== architecture) {
    const message = `The recipe is for ${shown(named)}, not for "${architecture}": choose another recipe or network.`;
    return fail('bad-input', message, file);
  }
  const recipe = merged(publishedRecipes[architecture], value);
  const problem = recipeProblem(recipe, architecture);
  return problem === null ? ok(recipe as Recipe) : fail('bad-input', problem, file);
}

/** Why this is no recipe for `architecture`, with the field at fault; null where it is one. */
export function recipeProblem(recipe: unknown, architecture: Architecture): string | null {
  const checked = schemas[architecture].safeParse(recipe);
  return checked.success ? null : sentence(checked.error.issues[0]);
}

function sentence(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') {
    const field = fieldName([...issue.path, issue.keys[0]]);
    return `A recipe of this network has no "${field}": correct its name or leave it out.`;
  }
  const field = fieldName(issue.path);
  if (issue.message.endsWith('received undefined')) {
    return `The recipe's "${field}" is missing: add it and try again.`;
  }
  return `The recipe's "${field}" is wrong (${reasonOf(issue)}): correct it and try again.`;
}

function reasonOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_union') return 'there is no such kind';
  const reason = issue.message.replace(/^Invalid (input|option): /, '');
  return reason.charAt(0).toLowerCase() + reason.slice(1);
}

/** `loss.exits[2]` */
function fieldName(path: readonly PropertyKey[]): string {
  return path.reduce<string>((name, key) => {
    if (typeof key === 'number') return `${name}[${key}]`;
    return name === '' ? String(key) : `${name}.${String(key)}`;
  }, '');
}

/** Lists are taken whole, and so are groups of another kind: an optimiser's fields make no sense in another one. */
function merged(published: unknown, changes: unknown): unknown {
  if (!isRecord(published) || !isRecord(changes)) return changes;
  if (changes.kind !== undefined && changes.kind !== published.kind) return changes;
  const changed = Object.entries(changes).map(([field, value]) => [
    field,
    Object.hasOwn(published, field) ? merged(published[field], value) : value,
  ]);
  return Object.fromEntries([...Object.entries(published), ...changed]);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  return JSON.stringify(value).slice(0, 60);
}
