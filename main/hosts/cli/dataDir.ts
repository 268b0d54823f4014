import { homedir } from 'node:os';
import { join } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { fail, ok, type Result } from '../../../contract/problem.ts';

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

/** Where the library is named for the program as a whole. */
const libraryHelp =
  'folder of library, weights and cache (or MAMMOSCOPE_DATA; default: the user data folder)';

/** An option that is given once or not at all: of two, the later would win in silence. */
export function once(option: Option): Option {
  return option.argParser((value: string, before: string | undefined) => {
    if (before !== undefined) throw new InvalidArgumentError('It is given twice.');
    return value;
  });
}

/** `--data` as the library's name of before; commands whose `--data` are images do not have it. */
class FormerLibraryOption extends Option {}

/** Lets a command be told where the library is. */
export function addLibraryOptions(command: Command): void {
  command.addOption(once(new Option('--library <dir>', libraryHelp)));
  if (command.options.some(({ long }) => long === '--data')) return;
  command.addOption(once(new FormerLibraryOption('--data <dir>', 'as --library, of before').hideHelp()));
}

/**
 * The data folder for a command: `--library DIR` before or after the command's name, else `MAMMOSCOPE_DATA`, else the
 * default. `--data` says the same where it does not name images, with a word on it. Two folders are bad usage.
 */
export function dataDirOf(command: Command): string {
  const folders = new Set<string>();
  let isFormer = false;
  for (let at: Command | null = command; at !== null; at = at.parent) {
    const { library, data } = at.opts<{ library?: string; data?: string }>();
    if (library !== undefined) folders.add(library);
    if (data === undefined || !at.options.some((option) => option instanceof FormerLibraryOption)) continue;
    folders.add(data);
    isFormer = true;
  }
  const [folder, other] = folders;
  if (other !== undefined) {
    command.error(
      `error: the library is named twice, as ${folder} and as ${other}: name it once, with --library`,
    );
  }
  if (isFormer) process.stderr.write(`${formerNotice}\n`);
  return folder ?? (process.env.MAMMOSCOPE_DATA || defaultDataDir());
}

const formerNotice = '--data for the library is now called --library.';

/** For programs that take their arguments apart themselves: each option as often as it was given. */
export const libraryOptions = {
  library: { type: 'string', multiple: true },
  data: { type: 'string', multiple: true },
} as const;

/** The folder that these say; undefined where they say none. Problem `bad-input` where they say it twice. */
export function libraryGiven(given: {
  readonly library?: readonly string[] | undefined;
  readonly data?: readonly string[] | undefined;
}): Result<string | undefined> {
  const { library = [], data = [] } = given;
  const [folder, ...others] = [...library, ...data];
  if (others.length > 0)
    return fail('bad-input', 'The library is named twice: name it once, with --library.');
  if (data.length > 0) process.stderr.write(`${formerNotice}\n`);
  return ok(folder);
}
