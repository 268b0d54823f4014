import type { Architecture, WeightsCard } from '../../contract/card.ts';
import { fail, ok } from '../../contract/problem.ts';
import type { Problem, Result } from '../../contract/problem.ts';
import { registry } from '../../models/registry.ts';
import { createUntrainedWeights } from './weightsImport.ts';
import { findCard, listWeights, type StoredWeights } from './weightsStore.ts';

const architectures = Object.keys(registry) as Architecture[];

/** Weights to analyse with. */
export interface ChosenWeights {
  readonly cards: readonly WeightsCard[];
  /** What the user should be told, a sentence each. */
  readonly notices: readonly string[];
  /** Names of untrained weights that were not chosen, because there are trained ones of their architecture. */
  readonly leftOut: readonly string[];
  /** Weights that are there but cannot be used. */
  readonly problems: readonly Problem[];
}

/**
 * The weights that the user named (by name, or by architecture for the best of that architecture), or, where nothing was
 * named, the best of each architecture: the user's own trained ones if there are any, else those that come with the program, else
 * untrained ones. Where there are none at all, untrained ones are made, so that the program can be tried. Problems:
 * `unknown-weights` and those of making weights.
 */
export async function chooseWeights(
  dataDir: string,
  named: readonly string[] | null,
  builtIn?: string,
): Promise<Result<ChosenWeights>> {
  const listed = await listWeights(dataDir, builtIn);
  const stored = listed.weights;
  const { problems } = listed;
  if (named !== null) {
    const cards = await namedWeights(dataDir, named, stored, builtIn);
    return cards.ok ? ok({ cards: cards.value, notices: [], leftOut: [], problems: [] }) : cards;
  }
  if (stored.length > 0) {
    const cards = bestOf(stored);
    const isChosen = (name: string) => cards.some((card) => card.name === name);
    const leftOut = stored.map(({ card }) => card).filter((card) => card.untrained && !isChosen(card.name));
    return ok({ cards, notices: [], leftOut: leftOut.map(({ name }) => name), problems });
  }
  const made: WeightsCard[] = [];
  for (const architecture of architectures) {
    const card = await createUntrainedWeights(dataDir, { architecture, seed: 1 });
    if (!card.ok) return card;
    made.push(card.value);
  }
  const notice =
    'There are no weights yet: untrained ones were made, whose findings mean nothing. Import trained ones with "models import".';
  return ok({ cards: made, notices: [notice], leftOut: [], problems });
}

/**
 * Why these weights cannot be run together: the mean over all weights of one architecture (`ensembles` of results.json) would mix
 * random numbers into what others learned. Null where they can.
 */
export function untrainedBesideTrained(cards: readonly WeightsCard[]): Problem | null {
  for (const [architecture, ofOne] of Map.groupBy(cards, (card) => card.architecture)) {
    const namesOf = (untrained: boolean) =>
      ofOne.filter((card) => card.untrained === untrained).map(({ name }) => name);
    const [trained, untrained] = [namesOf(false), namesOf(true)];
    if (trained.length === 0 || untrained.length === 0) continue;
    const message = `Of ${architecture}, trained weights (${trained.join(', ')}) and untrained ones (${untrained.join(', ')}) were named: their mean would mean nothing. Run them one after the other, into folders of their own.`;
    return fail('bad-input', message).problem;
  }
  return null;
}

/** The weights that `chooseWeights` takes where nothing was named, as far as there are any. */
export async function availableWeights(dataDir: string): Promise<readonly WeightsCard[]> {
  const { weights } = await listWeights(dataDir);
  return bestOf(weights);
}

function bestOf(stored: readonly StoredWeights[]): readonly WeightsCard[] {
  return architectures.flatMap((architecture) => best(stored, architecture));
}

function best(stored: readonly StoredWeights[], architecture: Architecture): readonly WeightsCard[] {
  const all = stored.filter(({ card }) => card.architecture === architecture);
  const ranks = [
    all.filter(({ card, builtIn }) => !card.untrained && !builtIn),
    all.filter(({ builtIn }) => builtIn),
    all,
  ];
  return (ranks.find((rank) => rank.length > 0) ?? []).map(({ card }) => card);
}

async function namedWeights(
  dataDir: string,
  names: readonly string[],
  stored: readonly StoredWeights[],
  builtIn: string | undefined,
): Promise<Result<readonly WeightsCard[]>> {
  const chosen = new Map<string, WeightsCard>();
  for (const name of names) {
    const found = await findCard(dataDir, name, builtIn);
    const architecture = architectures.find((one) => one === name);
    const ofArchitecture = architecture === undefined ? [] : best(stored, architecture);
    if (!found.ok && ofArchitecture.length === 0) {
      if (found.problem.kind !== 'unknown-weights') return found;
      const there = stored.map(({ card }) => card.name).join(', ') || 'none';
      return fail('unknown-weights', `There are no weights named ${name}. There are: ${there}.`);
    }
    for (const card of found.ok ? [found.value.card] : ofArchitecture) chosen.set(card.name, card);
  }
  return ok([...chosen.values()]);
}
