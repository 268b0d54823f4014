/** What the engine works with: the library, the results cache and the device. */
import { ok, type Result } from '../../contract/problem.ts';
import { ResultsCache } from '../library/cache.ts';
import { openLibrary, type Library } from '../store/database.ts';
import { chooseDevice, type ChosenDevice, type DeviceChoice } from './devices.ts';
import type { ComputeHost } from './host.ts';

/** How the engine runs. */
export interface EngineStatus extends ChosenDevice {
  /** What the user should be told, a sentence each. */
  readonly notices: readonly string[];
}

export interface Opened {
  readonly library: Library;
  readonly cache: ResultsCache;
  readonly status: EngineStatus;
}

/** Opens the library and chooses the device; after the signal, no longer than it takes to end. Problems of either. */
export async function open(
  dataDir: string,
  device: DeviceChoice,
  host: ComputeHost,
  signal: AbortSignal,
): Promise<Result<Opened>> {
  const library = openLibrary(dataDir);
  if (!library.ok) return library;
  const chosen = await chooseDevice(device, host, dataDir, signal);
  if (!chosen.ok) {
    library.value.close();
    return chosen;
  }
  const cache = new ResultsCache(library.value);
  await cache.sweep();
  const notices = [library.value.notice?.message, chosen.value.notice].filter(
    (notice) => typeof notice === 'string',
  );
  return ok({ library: library.value, cache, status: { ...chosen.value, notices } });
}
