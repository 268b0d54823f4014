import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';

/** Where the program keeps its library, weights and cache on each system when nothing else says. */
export function defaultDataDir(platform: NodeJS.Platform = process.platform, env = process.env): string {
  switch (platform) {
    case 'win32':
      return join(env.APPDATA ?? join(homedir(), 'AppData', 'Roaming'), 'Mammoscope');
    case 'darwin':
      return join(homedir(), 'Library', 'Application Support', 'Mammoscope');
    default:
      return join(env.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'mammoscope');
  }
}

/** The data folder for a command: `--data DIR` before or after the command's name, else `MAMMOSCOPE_DATA`, else the default. */
export function dataDirOf(command: Command): string {
  for (let at: Command | null = command; at !== null; at = at.parent) {
    const { data } = at.opts<{ data?: string }>();
    if (data !== undefined) return data;
  }
  return process.env.MAMMOSCOPE_DATA || defaultDataDir();
}
