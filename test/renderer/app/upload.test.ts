import { expect, test } from 'vitest';
import { fail, ok, type ProblemKind } from '../../../contract/problem.ts';
import {
  readableBytes,
  uploadAll,
  uploadLabel,
  type NamedFile,
  type PutFile,
  type UploadProgress,
} from '../../../renderer/app/opening/upload.ts';

const files = (...names: readonly string[]): NamedFile[] =>
  names.map((name) => ({ name, file: new File(['1234567890'], name.split('/').at(-1) ?? '') }));
const ten = files(...Array.from({ length: 10 }, (_, index) => `folder/${index}.dcm`));
const never = new AbortController().signal;
const refuse =
  (refused: string, kind: ProblemKind): PutFile =>
  ({ name }) =>
    Promise.resolve(name === refused ? fail(kind, 'Not taken.') : ok(null));

test('every file is sent once, a few at a time, and progress ends at all of them', async () => {
  const sent: string[] = [];
  const shown: UploadProgress[] = [];
  let [underWay, most] = [0, 0];
  const put: PutFile = async ({ name }) => {
    most = Math.max(most, (underWay += 1));
    sent.push(name);
    await Promise.resolve();
    underWay -= 1;
    return ok(null);
  };
  const outcome = await uploadAll(ten, put, (progress) => shown.push(progress), never);
  expect(outcome).toEqual({ sent: 10, refused: [], stopped: null });
  expect(sent).toEqual(ten.map(({ name }) => name));
  expect(most).toBe(3);
  expect(shown.at(-1)).toEqual({ filesSent: 10, files: 10, bytesSent: 100, bytes: 100 });
});

test('a file that is refused is named, and the others go on', async () => {
  const outcome = await uploadAll(ten, refuse('folder/4.dcm', 'bad-input'), () => undefined, never);
  expect(outcome.sent).toBe(9);
  expect(outcome.refused).toEqual([{ kind: 'bad-input', message: 'Not taken.', file: 'folder/4.dcm' }]);
});

test('a full disk ends it', async () => {
  const outcome = await uploadAll(ten, refuse('folder/1.dcm', 'disk-full'), () => undefined, never);
  expect(outcome.stopped?.kind).toBe('disk-full');
  expect(outcome.sent).toBeLessThan(4);
});

test('a cancel ends it before the next file', async () => {
  const cancel = new AbortController();
  const tried: string[] = [];
  const put: PutFile = ({ name }) => {
    tried.push(name);
    if (tried.length === 5) cancel.abort();
    return Promise.resolve(ok(null));
  };
  await uploadAll(ten, put, () => undefined, cancel.signal);
  expect(tried).toHaveLength(5);
});

test('what was opened is called by its folder, its file, or how many there are', () => {
  expect(uploadLabel(ten)).toBe('folder');
  expect(uploadLabel(files('a.dcm'))).toBe('a.dcm');
  expect(uploadLabel(files('a.dcm', 'b.dcm'))).toBe('2 files');
  expect(uploadLabel(files('x/a.dcm', 'y/b.dcm'))).toBe('2 files');
});

test('sizes', () => {
  expect([readableBytes(1), readableBytes(12_400_000), readableBytes(1_440_000_000)]).toEqual([
    '1 kB',
    '12 MB',
    '1.4 GB',
  ]);
});
