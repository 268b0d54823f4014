/** Reading rooms for tests: on a folder of their own, with a compute child that does what files' names say. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { AppEvent, CallName, RequestOf, ResponseOf } from '../../../contract/api.ts';
import type { WeightsCard } from '../../../contract/card.ts';
import type { Result } from '../../../contract/problem.ts';
import { forkHost } from '../../../main/compute/host.ts';
import { openDesktop } from '../../../main/desktop.ts';
import type { Desktop, DesktopOptions } from '../../../main/desktop.ts';
import { writeCard } from '../../../main/library/weightsCard.ts';

/** Cards of weights; the scripted child needs no numbers. */
export function writeCards(dataDir: string, ...cards: readonly Partial<WeightsCard>[]): void {
  for (const [at, changes] of cards.entries()) {
    const card: WeightsCard = {
      version: 1,
      name: `w${at}`,
      architecture: 'hds-uresnet',
      // What the scripted child says.
      sha256: 'f'.repeat(64),
      source: null,
      licence: null,
      created: '2026-11-01T00:00:00.000Z',
      trainingData: null,
      metrics: {},
      untrained: true,
      seed: 1,
      preparation: { rule: 'hds-uresnet/1', mean: 1, std: 1 },
      percentT: null,
      ...changes,
    };
    mkdirSync(join(dataDir, 'weights', card.name), { recursive: true });
    writeFileSync(join(dataDir, 'weights', card.name, 'card.json'), writeCard(card));
  }
}

const scripted = forkHost(new URL('../compute/scriptedChild.ts', import.meta.url));

export interface TestDesktop {
  readonly desktop: Desktop;
  readonly events: AppEvent[];
  call<Name extends CallName>(name: Name, request: RequestOf<Name>): Promise<Result<ResponseOf<Name>>>;
  /** The answer's value; throws where it is a problem. */
  value<Name extends CallName>(name: Name, request: RequestOf<Name>): Promise<ResponseOf<Name>>;
  /** Resolves with the first event, also of those before, that matches. */
  until(matches: (event: AppEvent) => boolean): Promise<AppEvent>;
  /** Indexes, and resolves at its end. */
  index(...paths: readonly string[]): Promise<void>;
}

export function openTestDesktop(dataDir: string, options: Partial<DesktopOptions> = {}): TestDesktop {
  const desktop = openDesktop({ dataDir, device: 'cpu', host: scripted, hostName: 'loopback', ...options });
  onTestFinished(() => desktop.close());
  const events: AppEvent[] = [];
  desktop.onEvent((event) => events.push(event));
  const call: TestDesktop['call'] = async <Name extends CallName>(name: Name, request: RequestOf<Name>) =>
    (await desktop.call(name, request)) as Result<ResponseOf<Name>>;
  const until: TestDesktop['until'] = (matches) => {
    const before = events.find(matches);
    if (before !== undefined) return Promise.resolve(before);
    return new Promise((resolve) => {
      const stop = desktop.onEvent((event) => {
        if (!matches(event)) return;
        stop();
        resolve(event);
      });
    });
  };
  return {
    desktop,
    events,
    call,
    until,
    value: async (name, request) => {
      const answer = await call(name, request);
      if (!answer.ok) throw new Error(`${name}: ${answer.problem.message}`);
      return answer.value;
    },
    index: async (...paths) => {
      const before = events.length;
      desktop.index(paths, 'Test');
      await until(
        (event) =>
          event.type === 'indexing' && event.indexing.state !== 'running' && events.indexOf(event) >= before,
      );
    },
  };
}

/** Resolves when the analysis of so many images has ended since `from`. */
export async function analysed({ events, until }: TestDesktop, count: number, from = 0): Promise<void> {
  const ended = () =>
    events
      .slice(from)
      .filter(
        (event) => event.type === 'analysis' && ['done', 'failed', 'cancelled'].includes(event.image.state),
      ).length;
  if (ended() >= count) return;
  await until(() => ended() >= count);
}
