import { fail, ok, type Result } from '../../contract/problem.ts';
import { protocolLimits } from '../../contract/settings.ts';
import type { ViewModifier, ViewPosition } from '../../contract/view.ts';
import type { Protocol, ProtocolStep, ViewSelector } from './types.ts';

/**
 * A hanging protocol from its JSON text; what may be left out is filled in. The same rules as
 * `hangingProtocol.schema.json`. Problem `bad-input`: names the first wrong field and says what it may be.
 */
export function parseProtocol(json: string): Result<Protocol> {
  if (json.length > protocolLimits.json)
    return bad(`The hanging protocol is longer than ${protocolLimits.json / 1024} KiB.`);
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    return bad(`The hanging protocol is not JSON: ${error instanceof Error ? error.message : ''}`);
  }
  try {
    return ok(protocol(value));
  } catch (error) {
    if (error instanceof WrongField) return bad(`Hanging protocol: ${error.message}`);
    throw error;
  }
}

const bad = (message: string) => fail('bad-input', message);

/** Thrown and caught in this file only. */
class WrongField extends Error {
  constructor(field: string, rule: string) {
    super(`${field || 'the whole'} ${rule}.`);
  }
}

function protocol(value: unknown): Protocol {
  const fields = record(value, '', ['$schema', 'format', 'version', 'name', 'description', 'steps']);
  if (fields.$schema !== undefined) textUpTo(fields.$schema, '$schema', protocolLimits.json);
  oneOf(fields.format, 'format', ['mammoscope-hanging-protocol']);
  oneOf(fields.version, 'version', [1]);
  return {
    format: 'mammoscope-hanging-protocol',
    version: 1,
    name: name(fields.name, 'name'),
    description: fields.description === undefined ? '' : textUpTo(fields.description, 'description', 400),
    steps: list(fields.steps, 'steps', 1, 60, step),
  };
}

function step(value: unknown, at: string): ProtocolStep {
  const fields = record(value, at, ['title', 'rows', 'mode', 'ai', 'linked']);
  return {
    title: name(fields.title, `${at}.title`),
    rows: list(fields.rows, `${at}.rows`, 1, 4, (row, where) => list(row, where, 1, 8, view)),
    mode: fields.mode === undefined ? 'fit' : oneOf(fields.mode, `${at}.mode`, ['fit', 'quadrants'] as const),
    ai: fields.ai === undefined ? false : oneOf(fields.ai, `${at}.ai`, [true, false]),
    linked: fields.linked === undefined ? true : oneOf(fields.linked, `${at}.linked`, [true, false]),
  };
}

function view(value: unknown, at: string): ViewSelector {
  const fields = record(value, at, ['laterality', 'views', 'modifiers', 'prior']);
  return {
    laterality: oneOf(fields.laterality, `${at}.laterality`, ['R', 'L'] as const),
    views: distinct(
      list(fields.views, `${at}.views`, 1, views.length, (one, where) => oneOf(one, where, views)),
      `${at}.views`,
    ),
    modifiers: distinct(
      list(
        fields.modifiers === undefined ? [] : fields.modifiers,
        `${at}.modifiers`,
        0,
        modifiers.length,
        (one, where) => oneOf(one, where, modifiers),
      ),
      `${at}.modifiers`,
    ),
    prior: fields.prior === undefined ? 0 : wholeNumber(fields.prior, `${at}.prior`, 20),
  };
}

const views: readonly ViewPosition[] = [
  'CC',
  'MLO',
  'ML',
  'LM',
  'LMO',
  'SIO',
  'ISO',
  'FB',
  'XCC',
  'XCCL',
  'XCCM',
  'SPECIMEN',
];

const modifiers: readonly ViewModifier[] = [
  'CV',
  'AT',
  'RL',
  'RM',
  'RI',
  'RS',
  'ID',
  'M',
  'S',
  'TAN',
  'NP',
  'AC',
  'IMF',
  'AX',
];

function record(value: unknown, at: string, known: readonly string[]): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new WrongField(at, 'must be an object in braces');
  }
  const unknown = Object.keys(value).find((key) => !known.includes(key));
  if (unknown !== undefined) {
    throw new WrongField(
      `${at === '' ? '' : `${at}.`}${unknown}`,
      `is not known; known are ${known.join(', ')}`,
    );
  }
  return value as Readonly<Record<string, unknown>>;
}

function list<T>(
  value: unknown,
  at: string,
  least: number,
  most: number,
  read: (item: unknown, at: string) => T,
): readonly T[] {
  if (!Array.isArray(value) || value.length < least || value.length > most) {
    throw new WrongField(at, `must be a list in brackets of ${least} to ${most} items`);
  }
  return value.map((item, index) => read(item, `${at}[${index}]`));
}

function distinct<T>(values: readonly T[], at: string): readonly T[] {
  if (new Set(values).size < values.length) throw new WrongField(at, 'must not name one twice');
  return values;
}

function oneOf<T extends string | number | boolean>(value: unknown, at: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === value);
  if (found !== undefined) return found;
  const choices = allowed.map((one) => JSON.stringify(one)).join(', ');
  throw new WrongField(at, `must be ${allowed.length === 1 ? choices : `one of ${choices}`}`);
}

function wholeNumber(value: unknown, at: string, most: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most) return value;
  throw new WrongField(at, `must be a whole number from 0 to ${most}`);
}

function textUpTo(value: unknown, at: string, most: number): string {
  if (typeof value === 'string' && value.length <= most) return value;
  throw new WrongField(at, `must be a text of at most ${most} characters`);
}

function name(value: unknown, at: string): string {
  if (typeof value === 'string' && value.trim() !== '' && value.length <= protocolLimits.name) return value;
  throw new WrongField(at, `must be a text of 1 to ${protocolLimits.name} characters`);
}
