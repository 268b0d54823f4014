import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { lineColours, lineLooks } from '../../../renderer/hanging/lineLooks.ts';
import { projectRoot } from '../../needs.ts';

const theme = readFileSync(join(projectRoot, 'renderer/app/theme.css'), 'utf8');

it('lines on a view have the colours and the size of the theme, in pictures too', () => {
  for (const [name, colour] of Object.entries(lineColours)) expect(theme).toContain(`--${name}: ${colour};`);
  expect(theme).toContain(`--size-number: ${lineLooks.label.size}px;`);
});
