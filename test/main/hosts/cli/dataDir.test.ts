import { Command, CommanderError, Option } from 'commander';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  addLibraryOptions,
  dataDirOf,
  defaultDataDir,
  libraryGiven,
  once,
} from '../../../../main/hosts/cli/dataDir.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('data folder', () => {
  it.each([
    ['win32', { APPDATA: 'C:' }, join('C:', 'Mammoscope')],
    ['win32', {}, join(homedir(), 'AppData', 'Roaming', 'Mammoscope')],
    ['darwin', {}, join(homedir(), 'Library', 'Application Support', 'Mammoscope')],
    ['linux', { XDG_DATA_HOME: '/data' }, join('/data', 'mammoscope')],
    ['linux', {}, join(homedir(), '.local', 'share', 'mammoscope')],
  ] as const)('is where %s keeps such things, with %o', (platform, environment, folder) => {
    expect(defaultDataDir(platform, environment)).toBe(folder);
  });

  it('is what --library says before or after the command, else MAMMOSCOPE_DATA, else the default', () => {
    vi.stubEnv('MAMMOSCOPE_DATA', 'of-environment');
    expect(run('list')).toEqual({ folder: 'of-environment', err: '' });
    expect(run('--library', 'before', 'list')).toEqual({ folder: 'before', err: '' });
    expect(run('list', '--library', 'after')).toEqual({ folder: 'after', err: '' });
    expect(run('train', '--library', 'after', '--data', 'images')).toEqual({ folder: 'after', err: '' });
    expect(run('train', '--data', 'images')).toEqual({ folder: 'of-environment', err: '' });
    vi.stubEnv('MAMMOSCOPE_DATA', '');
    expect(run('list').folder).toBe(defaultDataDir());
  });

  it('is what --data says where that meant the library before, with a word', () => {
    const word = '--data for the library is now called --library.\n';
    expect(run('list', '--data', 'after')).toEqual({ folder: 'after', err: word });
    expect(run('--data', 'before', 'train', '--data', 'images')).toEqual({ folder: 'before', err: word });
    expect(run('list', '--data', 'same', '--library', 'same').folder).toBe('same');
  });

  it.each([
    [['list', '--library', 'a', '--library', 'b'], 'given twice'],
    [['list', '--data', 'a', '--data', 'a'], 'given twice'],
    [['train', '--data', 'a', '--data', 'b'], 'given twice'],
    [['list', '--library', 'a', '--data', 'b'], 'named twice, as a and as b'],
    [['--library', 'b', 'list', '--library', 'a'], 'named twice, as a and as b'],
    [['--data', 'b', 'train', '--library', 'a', '--data', 'images'], 'named twice, as a and as b'],
  ])('named twice is bad usage: %j', (args, said) => {
    const { folder, err } = run(...args);
    expect(folder).toBe('refused');
    expect(err).toContain(said);
  });

  it('named twice is bad usage of programs that take their arguments apart themselves', () => {
    expect(libraryGiven({})).toEqual({ ok: true, value: undefined });
    expect(libraryGiven({ library: ['a'] })).toEqual({ ok: true, value: 'a' });
    expect(libraryGiven({ library: ['a'], data: ['a'] })).toMatchObject({ problem: { kind: 'bad-input' } });
  });
});

/** Which library a command gets, and what it says to standard error. */
function run(...args: readonly string[]): { readonly folder: string; readonly err: string } {
  let folder = 'refused';
  let err = '';
  const written = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += String(text);
    return true;
  });
  const program = new Command().enablePositionalOptions();
  for (const command of [
    new Command('list'),
    new Command('train').addOption(once(new Option('--data <d>'))),
  ]) {
    command.action((_options: object, running: Command) => {
      folder = dataDirOf(running);
    });
    program.addCommand(command);
  }
  for (const command of [program, ...program.commands]) {
    command.exitOverride();
    addLibraryOptions(command);
  }
  try {
    program.parse(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
  } finally {
    written.mockRestore();
  }
  return { folder, err };
}
