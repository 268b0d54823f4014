import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import schema from '../../../renderer/hanging/hangingProtocol.schema.json' with { type: 'json' };
import { parseProtocol } from '../../../renderer/hanging/parseProtocol.ts';
import { standardProtocols } from '../../../renderer/hanging/standardProtocols.ts';
import { projectRoot } from '../../needs.ts';

const matchesSchema = new Ajv2020({ strict: true }).compile(schema);

const smallest = {
  format: 'mammoscope-hanging-protocol',
  version: 1,
  name: 'Smallest',
  steps: [{ title: 'One', rows: [[{ laterality: 'R', views: ['CC'] }]] }],
};

/** Its message, and whether the schema agrees that it is wrong. */
function problemOf(value: unknown): string {
  const parsed = parseProtocol(JSON.stringify(value));
  expect(matchesSchema(value)).toBe(parsed.ok);
  if (parsed.ok) throw new Error('no problem');
  expect(parsed.problem.kind).toBe('bad-input');
  return parsed.problem.message;
}

const withStep = (change: object) => ({ ...smallest, steps: [{ ...smallest.steps[0], ...change }] });
const withView = (change: object) => withStep({ rows: [[{ laterality: 'R', views: ['CC'], ...change }]] });

describe('a hanging protocol', () => {
  it('of the standard ones matches the schema, and is read as it was', () => {
    expect(standardProtocols.length).toBeGreaterThanOrEqual(3);
    for (const protocol of standardProtocols) {
      const json = JSON.stringify(protocol);
      expect(matchesSchema(JSON.parse(json)), JSON.stringify(matchesSchema.errors)).toBe(true);
      expect(parseProtocol(json)).toEqual({ ok: true, value: protocol });
    }
    expect(new Set(standardProtocols.map(({ name }) => name)).size).toBe(standardProtocols.length);
  });

  it('may leave out what is usual', () => {
    expect(matchesSchema(smallest)).toBe(true);
    expect(parseProtocol(JSON.stringify(smallest))).toEqual({
      ok: true,
      value: {
        ...smallest,
        description: '',
        steps: [
          {
            title: 'One',
            rows: [[{ laterality: 'R', views: ['CC'], modifiers: [], prior: 0 }]],
            mode: 'fit',
            ai: false,
            linked: true,
          },
        ],
      },
    });
  });

  it('is refused with the field that is wrong and what it may be', () => {
    const messages: readonly [unknown, string][] = [
      [[], 'the whole must be an object in braces.'],
      [{ ...smallest, version: 2 }, 'version must be 1.'],
      [{ ...smallest, format: undefined }, 'format must be "mammoscope-hanging-protocol".'],
      [{ ...smallest, name: ' ' }, 'name must be a text of 1 to 80 characters.'],
      [{ ...smallest, name: 'x'.repeat(81) }, 'name must be a text of 1 to 80 characters.'],
      [{ ...smallest, description: 7 }, 'description must be a text of at most 400 characters.'],
      [{ ...smallest, steps: [] }, 'steps must be a list in brackets of 1 to 60 items.'],
      [
        { ...smallest, layout: [] },
        'layout is not known; known are $schema, format, version, name, description, steps.',
      ],
      [withStep({ mode: 'whole' }), 'steps[0].mode must be one of "fit", "quadrants".'],
      [withStep({ linked: 'yes' }), 'steps[0].linked must be one of true, false.'],
      [withStep({ rows: [[]] }), 'steps[0].rows[0] must be a list in brackets of 1 to 8 items.'],
      [withView({ laterality: 'B' }), 'steps[0].rows[0][0].laterality must be one of "R", "L".'],
      [withView({ views: ['CC', 'CC'] }), 'steps[0].rows[0][0].views must not name one twice.'],
      [
        withView({ modifiers: null }),
        'steps[0].rows[0][0].modifiers must be a list in brackets of 0 to 14 items.',
      ],
      [withView({ prior: 1.5 }), 'steps[0].rows[0][0].prior must be a whole number from 0 to 20.'],
      [
        withView({ seriesDescription: 'R CC' }),
        'steps[0].rows[0][0].seriesDescription is not known; known are laterality, views, modifiers, prior.',
      ],
    ];
    for (const [value, message] of messages) expect(problemOf(value)).toBe(`Hanging protocol: ${message}`);
    expect(problemOf(withView({ views: ['XYZ'] }))).toContain(
      'steps[0].rows[0][0].views[0] must be one of "CC"',
    );
  });

  it('is refused where it is no JSON, or longer than any', () => {
    const broken = parseProtocol('{"format":');
    expect(!broken.ok && broken.problem.message).toMatch(/^The hanging protocol is not JSON: /);
    const long = parseProtocol(JSON.stringify('x'.repeat(300_000)));
    expect(!long.ok && long.problem.message).toBe('The hanging protocol is longer than 256 KiB.');
  });

  it('of the documentation is right', () => {
    const text = readFileSync(join(projectRoot, 'docs', 'hanging-protocols.md'), 'utf8');
    const examples = [...text.matchAll(/```json\n([\s\S]*?)```/g)].map(([, json]) => json);
    expect(examples.length).toBeGreaterThan(0);
    for (const json of examples) {
      expect(matchesSchema(JSON.parse(json)), JSON.stringify(matchesSchema.errors)).toBe(true);
      expect(parseProtocol(json).ok).toBe(true);
    }
  });
});
