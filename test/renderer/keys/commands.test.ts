import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { commandIds } from '../../../renderer/keys/keymap.ts';
import { projectRoot } from '../../needs.ts';

const sources = globSync('renderer/**/*.{ts,tsx}', { cwd: projectRoot })
  .filter((file) => file !== join('renderer', 'keys', 'commands.ts'))
  .map((file) => readFileSync(join(projectRoot, file), 'utf8'));

it('of every command somebody says what it does', () => {
  // As a member of handlers (`useCommands`), or built in.
  const isHandled = (id: string) =>
    sources.some((source) => source.includes(`'${id}':`) || source.includes(`id === '${id}'`));
  expect(commandIds.filter((id) => !isHandled(id))).toEqual([]);
});
