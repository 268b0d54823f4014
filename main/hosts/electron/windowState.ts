/** Where the window was, kept in one small file of the data folder. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Rectangle } from 'electron';
import { z } from 'zod';
import { writeWhole } from '../../files/write.ts';
import type { WindowState } from './windowOptions.ts';

const whole = z.number().int().min(-100_000).max(100_000);
const schema = z.object({
  bounds: z.object({ x: whole, y: whole, width: whole.min(1), height: whole.min(1) }).nullable(),
  maximised: z.boolean(),
});

const fileOf = (dataDir: string) => join(dataDir, 'window.json');

/** The state that was kept, if it is whole and the window would still be seen on one of the displays. */
export function readWindowState(dataDir: string, workAreas: readonly Rectangle[]): WindowState {
  try {
    const state = schema.parse(JSON.parse(readFileSync(fileOf(dataDir), 'utf8')));
    const { bounds } = state;
    return bounds === null || workAreas.some((area) => isReachable(bounds, area))
      ? state
      : { ...state, bounds: null };
  } catch {
    // No file yet, or a damaged one: neither is worth a word.
    return { bounds: null, maximised: true };
  }
}

/** Enough of the title bar is on the display to take hold of it. */
function isReachable(bounds: Rectangle, area: Rectangle): boolean {
  const width = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x);
  const top = bounds.y - area.y;
  return width >= 100 && top >= 0 && top <= area.height - 40;
}

/** Where it cannot be kept, the next window opens where windows open. */
export async function keepWindowState(dataDir: string, state: WindowState): Promise<void> {
  await writeWhole(fileOf(dataDir), JSON.stringify(state));
}
