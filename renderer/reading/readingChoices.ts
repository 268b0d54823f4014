/** What the reader chose for the reading screen, kept in the settings. Pure. */
import type { ReadingMode } from '../../contract/reading.ts';
import type { Settings } from '../../contract/settings.ts';
import { viewChoice, withViewChoice } from '../settings/viewChoices.ts';
import { defaultFrameRate, frameRates, type FrameRate } from '../tools/cine.ts';

/** What stands beside the images. */
export type Beside = 'panel' | 'strip';

/** Where the panel is while there are two windows; `alone`: without images, in the second one. */
export const panelPlaces = ['first', 'second', 'alone'] as const;
export type PanelPlace = (typeof panelPlaces)[number];

export interface ReadingChoices {
  /** Windowing one view does the same to the exam's others. */
  readonly windowsLinked: boolean;
  /** The pointer of one view is shown in the others of the same breast. */
  readonly cursorLinked: boolean;
  readonly frameRate: FrameRate;
  readonly panelPlace: PanelPlace;
  /** What is folded away, by the mode in which the exam is read: who reads unaided has no use for the strip. */
  readonly folded: Readonly<Record<ReadingMode, readonly Beside[]>>;
}

const part = 'reading';
const besides: readonly Beside[] = ['panel', 'strip'];

/** Whatever was kept: what is not understood is as it is at first. */
export function readingChoices(settings: Pick<Settings, 'view'>): ReadingChoices {
  const kept = recordOf(viewChoice(settings, part));
  const folded = recordOf(kept.folded);
  const namesOf = (mode: ReadingMode): readonly Beside[] => {
    const names = folded[mode];
    return Array.isArray(names) ? besides.filter((name) => names.includes(name)) : [];
  };
  return {
    windowsLinked: kept.windowsLinked !== false,
    cursorLinked: kept.cursorLinked === true,
    frameRate: frameRates.find((rate) => rate === kept.frameRate) ?? defaultFrameRate,
    panelPlace: panelPlaces.find((place) => place === kept.panelPlace) ?? 'second',
    folded: {
      aided: namesOf('aided'),
      unaided: namesOf('unaided'),
      sequential: namesOf('sequential'),
    },
  };
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** `Settings.view` with these choices changed. */
export function withReadingChoices(
  settings: Pick<Settings, 'view'>,
  changes: Partial<ReadingChoices>,
): string {
  return withViewChoice(settings, part, { ...readingChoices(settings), ...changes });
}

/** `Settings.view` with one thing folded away, or unfolded, in exams that are read in this mode. */
export function withFoldToggled(settings: Pick<Settings, 'view'>, mode: ReadingMode, beside: Beside): string {
  const { folded } = readingChoices(settings);
  const now = folded[mode];
  const next = now.includes(beside) ? now.filter((name) => name !== beside) : [...now, beside];
  return withReadingChoices(settings, { folded: { ...folded, [mode]: next } });
}
