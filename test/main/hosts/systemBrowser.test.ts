import { expect, it } from 'vitest';
import { openerOf } from '../../../main/hosts/systemBrowser.ts';

it("addresses go to each system's own opener, never through a shell", () => {
  const address = 'http://127.0.0.1:1/?token=a&b';
  expect(openerOf('linux', address)).toEqual(['xdg-open', address]);
  expect(openerOf('darwin', address)).toEqual(['open', address]);
  expect(openerOf('win32', address)).toEqual(['rundll32', 'url.dll,FileProtocolHandler', address]);
});
