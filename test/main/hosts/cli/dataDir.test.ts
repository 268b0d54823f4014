import { Command } from 'commander';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { dataDirOf, defaultDataDir } from '../../../../main/hosts/cli/dataDir.ts';

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

  it('is what --data says before or after the command, else MAMMOSCOPE_DATA, else the default', () => {
    vi.stubEnv('MAMMOSCOPE_DATA', 'of-environment');
    expect(parsed('list')).toBe('of-environment');
    expect(parsed('--data', 'before', 'list')).toBe('before');
    expect(parsed('list', '--data', 'after')).toBe('after');
    vi.stubEnv('MAMMOSCOPE_DATA', '');
    expect(parsed('list')).toBe(defaultDataDir());
  });
});

function parsed(...args: readonly string[]): string {
  let folder = '';
  const program = new Command().option('--data <dir>');
  program
    .command('list')
    .option('--data <dir>')
    .action((_options: object, command: Command) => {
      folder = dataDirOf(command);
    });
  program.parse(args, { from: 'user' });
  return folder;
}
