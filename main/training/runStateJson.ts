import { z } from 'zod';
import { parseRecipe } from '../../training/recipe.ts';
import type { DataManifest, RunState } from '../../training/runState.ts';

const count = z.int().min(0);
const parts = z.strictObject({ train: count, validation: count, test: count });
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const data: z.ZodType<DataManifest> = z.strictObject({
  description: z.string(),
  sha256,
  patients: parts,
  images: parts,
});

const file = z.strictObject({
  version: z.literal(1),
  recipe: z.looseObject({ architecture: z.enum(['gmic', 'hds-uresnet']) }),
  data,
  epoch: count,
  step: count,
  random: z.array(z.number()),
  best: z.strictObject({ epoch: count, metric: z.number() }).nullable(),
  curves: z.array(z.strictObject({ epoch: count, figures: z.record(z.string(), z.number().nullable()) })),
  elapsedMs: z.number().min(0),
  tensors: z.strictObject({ sha256 }),
});

/** The state with the hash of the tensors' file that it belongs to. */
export function writeRunState(state: RunState, tensorsSha256: string): string {
  return `${JSON.stringify({ ...state, tensors: { sha256: tensorsSha256 } }, null, 1)}\n`;
}

/** Null where `text` is not what `writeRunState` wrote. */
export function readRunState(
  text: string,
): { readonly state: RunState; readonly tensorsSha256: string } | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = file.safeParse(value);
  if (!parsed.success) return null;
  const { tensors, recipe, ...state } = parsed.data;
  const checked = parseRecipe(JSON.stringify(recipe), recipe.architecture);
  return checked.ok ? { state: { ...state, recipe: checked.value }, tensorsSha256: tensors.sha256 } : null;
}
