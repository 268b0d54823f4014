import { describe, expect, it } from 'vitest';
import type { WeightsCard } from '../../../contract/card.ts';
import { parseCard, writeCard } from '../../../main/library/weightsCard.ts';

const card: WeightsCard = {
  version: 1,
  name: 'w',
  architecture: 'gmic',
  sha256: 'a'.repeat(64),
  source: null,
  licence: null,
  created: '2026-11-01T00:00:00.000Z',
  trainingData: null,
  metrics: {},
  untrained: false,
  seed: null,
  preparation: { rule: 'gmic/1' },
  percentT: 0.02,
};
const point = { threshold: 0.5, sensitivity: 0.9, falsePositivesPerImage: 1.5 };

describe('operating points of a card', () => {
  it('may be absent, as in cards of before', () => {
    expect(parseCard(writeCard(card), 'card.json')).toEqual({ ok: true, value: card });
  });

  it.each([[[]], [[point]], [[{ ...point, threshold: 0 }, point, { ...point, threshold: 1 }]]])(
    '%j come back',
    (operatingPoints) => {
      const measured = { ...card, operatingPoints };
      expect(parseCard(writeCard(measured), 'card.json')).toEqual({ ok: true, value: measured });
    },
  );

  it.each([
    null,
    {},
    [7],
    [point, point],
    [point, { ...point, threshold: 0.4 }],
    [{ ...point, threshold: 1.1 }],
    [{ ...point, sensitivity: -0.1 }],
    [{ ...point, falsePositivesPerImage: -1 }],
    [{ threshold: 0.5, sensitivity: 0.9 }],
    Array.from({ length: 10_001 }, (_, at) => ({ ...point, threshold: at / 10_001 })),
  ])('%j are refused', (operatingPoints) => {
    const text = JSON.stringify({ ...card, operatingPoints });
    expect(parseCard(text, 'card.json')).toMatchObject({
      ok: false,
      problem: { kind: 'corrupt', message: expect.stringContaining('operatingPoints') },
    });
  });
});
