/** What the reader chose for the reading screen, kept in the settings. Pure. */
import type { Settings } from '../../contract/settings.ts';
import { viewChoice, withViewChoice } from '../settings/viewChoices.ts';
import { defaultFrameRate, frameRates, type FrameRate } from '../tools/cine.ts';

export interface ReadingChoices {
  /** Windowing one view does the same to the exam's others. */
  readonly windowsLinked: boolean;
  readonly frameRate: FrameRate;
}

const part = 'reading';

/** Whatever was kept: what is not understood is as it is at first. */
export function readingChoices(settings: Pick<Settings, 'view'>): ReadingChoices {
  const kept = viewChoice(settings, part);
  const members = typeof kept === 'object' && kept !== null ? (kept as Record<string, unknown>) : {};
  return {
    windowsLinked: members.windowsLinked !== false,
    frameRate: frameRates.find((rate) => rate === members.frameRate) ?? defaultFrameRate,
  };
}

/** `Settings.view` with these choices changed. */
export function withReadingChoices(
  settings: Pick<Settings, 'view'>,
  changes: Partial<ReadingChoices>,
): string {
  return withViewChoice(settings, part, { ...readingChoices(settings), ...changes });
}
