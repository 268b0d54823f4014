import type { OperatingPoint, Preparation, WeightsCard } from '../../contract/card.ts';
import { fail, ok, type Result } from '../../contract/problem.ts';
import { registry } from '../../models/registry.ts';

/** A card as its file keeps it, ending with a newline. */
export function writeCard(card: WeightsCard): string {
  return `${JSON.stringify(card, null, 2)}\n`;
}

/** Reads `card.json`. Problem `corrupt` where it is not a whole card of version 1, with the field at fault. */
export function parseCard(text: string, file: string): Result<WeightsCard> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return broken('it is not JSON', file);
  }
  if (!isRecord(value)) return broken('it is not a record', file);
  const fault = Object.entries(checks).find(([field, check]) => !check(value[field]))?.[0];
  return fault === undefined ? ok(value as unknown as WeightsCard) : broken(`its "${fault}" is wrong`, file);
}

function broken(why: string, file: string) {
  return fail(
    'corrupt',
    `The card of these weights is damaged (${why}): remove the weights and import them again.`,
    file,
  );
}

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isHash: Check = (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
const isNumber: Check = (value) => Number.isFinite(value);
const isShare: Check = (value) => isNumber(value) && (value as number) >= 0 && (value as number) <= 1;
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);

const checks: Readonly<Record<keyof WeightsCard, Check>> = {
  version: (value) => value === 1,
  name: isText,
  architecture: (value) => typeof value === 'string' && Object.hasOwn(registry, value),
  sha256: isHash,
  source: orNull((value) => isRecord(value) && isText(value.file) && isHash(value.sha256)),
  licence: orNull(isText),
  created: (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
  trainingData: orNull(isText),
  phantomsOnly: (value) => value === undefined || typeof value === 'boolean',
  metrics: (value) => isRecord(value) && Object.values(value).every(isNumber),
  untrained: (value) => typeof value === 'boolean',
  seed: orNull(isNumber),
  preparation: isPreparation,
  percentT: orNull((value) => isNumber(value) && (value as number) > 0 && (value as number) <= 1),
  operatingPoints: (value) => value === undefined || areOperatingPoints(value),
  // Shown and compared as it is; nothing is computed from it.
  training: (value) =>
    value === undefined || (isRecord(value) && isRecord(value.recipe) && isRecord(value.data)),
};

const mostOperatingPoints = 10_000;

/** Thresholds rise, so that a slider over them can be read in both directions. */
function areOperatingPoints(value: unknown): boolean {
  if (!Array.isArray(value) || value.length > mostOperatingPoints) return false;
  return value.every((point: unknown, at) => {
    if (!isRecord(point) || !isShare(point.threshold) || !isShare(point.sensitivity)) return false;
    const rate = point.falsePositivesPerImage;
    const before = at === 0 ? -1 : (value[at - 1] as OperatingPoint).threshold;
    return isNumber(rate) && (rate as number) >= 0 && (point.threshold as number) > before;
  });
}

function isPreparation(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const rule = value.rule as Preparation['rule'];
  if (value.size !== undefined && !isSize(value.size)) return false;
  switch (rule) {
    case 'gmic/1':
      return true;
    case 'hds-uresnet/1':
      return isNumber(value.mean) && isNumber(value.std) && (value.std as number) > 0;
    default:
      rule satisfies never;
      return false;
  }
}

function isSize(value: unknown): boolean {
  const isLength = (length: unknown) => Number.isInteger(length) && (length as number) > 0;
  return isRecord(value) && isLength(value.width) && isLength(value.height);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
