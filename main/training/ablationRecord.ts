/** What the ablation of HDS U-ResNet has come to so far, as it is kept between two calls and shown in the end. */
import { z } from 'zod';
import type { HdsAblation, HdsRecipe } from '../../contract/recipe.ts';
import type { HdsCase } from '../../evaluation/hdsCase.ts';

/** In the order of the paper's table 1. */
export const ablations: readonly HdsAblation[] = ['multi-task', 'classification', 'segmentation', 'hybrid'];

/** What each variant may cost. */
export type AblationBudget =
  | { readonly kind: 'steps'; readonly steps: number }
  /** As many steps as the hybrid variant, which is the slowest, makes in so many minutes on this machine. */
  | { readonly kind: 'minutes'; readonly minutes: number };

/** One set of weights on one set of images. */
export interface MeasuredSet {
  readonly vendor: string;
  readonly cases: readonly HdsCase[];
}

/** A variant that was trained and measured. */
export interface MeasuredVariant {
  readonly variant: HdsAblation;
  /** ISO 8601. */
  readonly finished: string;
  /** Processor cores, memory, system; no names. */
  readonly machine: string;
  readonly steps: number;
  /** Of training alone. */
  readonly elapsedMs: number;
  /** Mean of the last epoch; losses of different variants have different terms. */
  readonly loss: number | null;
  readonly sets: readonly MeasuredSet[];
}

/** All four variants with what they have in common. */
export interface AblationRecord {
  /** Names what was asked for: other requests, other data and other programs have others. */
  readonly id: string;
  /** Name and version. */
  readonly program: string;
  /** Arguments that ask for the same again. */
  readonly command: string;
  readonly device: string;
  /** Of each variant, apart from its `ablation`. */
  readonly recipe: HdsRecipe;
  readonly training: { readonly description: string; readonly images: number };
  readonly tests: readonly { readonly vendor: string; readonly description: string }[];
  readonly variants: readonly MeasuredVariant[];
}

const count = z.int().min(0);
const share = z.number().min(0).max(1);

const hdsCase: z.ZodType<HdsCase> = z.strictObject({
  patient: z.string(),
  name: z.string(),
  vendor: z.string().nullable(),
  positive: z.boolean(),
  score: share,
  dice: share,
  pixelSensitivity: share,
  pixelAccuracy: share,
  lesions: z.strictObject({ lesions: count, found: count, falsePositives: count }),
  marked: z.strictObject({
    lesions: count,
    marks: z.array(z.strictObject({ score: share, lesion: count.nullable() })),
  }),
});

const measuredVariant: z.ZodType<MeasuredVariant> = z.strictObject({
  variant: z.enum(['multi-task', 'classification', 'segmentation', 'hybrid']),
  finished: z.iso.datetime(),
  machine: z.string(),
  steps: count,
  elapsedMs: z.number().min(0),
  loss: z.number().nullable(),
  sets: z.array(z.strictObject({ vendor: z.string(), cases: z.array(hdsCase) })),
});

const plan = z.strictObject({ epochs: z.int().min(1) });

/** How many epochs the budget is enough for, which is found out once. */
export type AblationPlan = z.infer<typeof plan>;

/** Null where `text` is not one that was written whole. */
export function readMeasuredVariant(text: string): MeasuredVariant | null {
  return read(measuredVariant, text);
}

/** Null where `text` is not one that was written whole. */
export function readPlan(text: string): AblationPlan | null {
  return read(plan, text);
}

function read<T>(schema: z.ZodType<T>, text: string): T | null {
  try {
    const parsed = schema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
