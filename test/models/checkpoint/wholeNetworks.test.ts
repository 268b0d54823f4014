import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Architecture } from '../../../contract/card.ts';
import { encodeNpy } from '../../../imaging/npy.ts';
import { toArchitectureWeights } from '../../../models/checkpoint/architectureWeights.ts';
import { readCheckpoint } from '../../../models/checkpoint/readCheckpoint.ts';
import { writeSafetensors } from '../../../models/checkpoint/safetensors.ts';
import type { Weights } from '../../../models/checkpoint/tensors.ts';
import { lacks, needing, systemPython } from '../../needs.ts';
import { fixtureWeights, parameterTable } from '../parity.ts';

function toNpz(weights: Weights, level: 0 | 1): Uint8Array {
  const members = [...weights].map(([name, array]) => [`${name}.npy`, encodeNpy(array)] as const);
  return zipSync(Object.fromEntries(members), { level });
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

function importedHash(bytes: Uint8Array, architecture: Architecture): string {
  const tensors = readCheckpoint(bytes, 'file');
  if (!tensors.ok) throw new Error(tensors.problem.message);
  const weights = toArchitectureWeights(tensors.value, architecture);
  if (!weights.ok) throw new Error(weights.problem.message);
  return sha256(writeSafetensors(weights.value));
}

/** Saves an .npz with torch in five ways: containers, half the precision, channels last. */
const saveWithTorch = `
import collections, sys, numpy, torch
source, folder = sys.argv[1:]
state = collections.OrderedDict((n, torch.from_numpy(a)) for n, a in numpy.load(source).items())
for name in [n for n in state if n.endswith('running_var')]:
    state[name.replace('running_var', 'num_batches_tracked')] = torch.tensor(3)
torch.save(state, folder + '/zip.pt')
torch.save(state, folder + '/legacy.p', _use_new_zipfile_serialization=False)
torch.save({'epoch': 3, 'model_state_dict': {'module.' + n: t for n, t in state.items()}}, folder + '/nested.pth')
torch.save({n: torch.nn.Parameter(t) if t.is_floating_point() else t for n, t in state.items()}, folder + '/parameters.pt', pickle_protocol=4)
torch.save({n: t.contiguous(memory_format=torch.channels_last) if t.dim() == 4 else t for n, t in state.items()}, folder + '/channels-last.pt')
torch.save({n: t.double() for n, t in state.items()}, folder + '/double.pt')
`;
const torchFiles = ['zip.pt', 'legacy.p', 'nested.pth', 'parameters.pt', 'channels-last.pt', 'double.pt'];

const networks: readonly (readonly ['gmic' | 'hds', Architecture, Architecture])[] = [
  ['gmic', 'gmic', 'hds-uresnet'],
  ['hds', 'hds-uresnet', 'gmic'],
];

describe.skipIf(lacks('shared')).each(networks)(
  needing('whole networks: %s', 'shared'),
  (model, architecture, other) => {
    const folder = mkdtempSync(join(tmpdir(), 'checkpoint-'));
    let weights: Weights = new Map();
    let expected = '';

    beforeAll(() => {
      weights = fixtureWeights(model);
      expected = sha256(writeSafetensors(weights));
    });
    afterAll(() => rmSync(folder, { recursive: true }));

    test('each tensor of safetensors and npz comes back with the hash of the table', () => {
      const { tensors } = parameterTable(model);
      for (const bytes of [writeSafetensors(weights), toNpz(weights, 0)]) {
        const read = readCheckpoint(bytes, 'file');
        const imported = read.ok ? toArchitectureWeights(read.value, architecture) : read;
        if (!imported.ok) throw new Error(imported.problem.message);
        expect([...imported.value.keys()]).toEqual(tensors.map(({ name }) => name));
        for (const { name, shape, sha256: hash } of tensors) {
          const { data, shape: importedShape } = imported.value.get(name)!;
          expect(importedShape).toEqual(shape);
          expect(sha256(new Uint8Array(data.buffer, data.byteOffset, data.byteLength)), name).toBe(hash);
        }
      }
    });

    test('deflated npz too', () => expect(importedHash(toNpz(weights, 1), architecture)).toBe(expected));

    test.skipIf(lacks('python3-torch'))('what torch saves, in every container [needs python3-torch]', () => {
      writeFileSync(join(folder, 'weights.npz'), toNpz(weights, 0));
      const run = spawnSync(systemPython, ['-c', saveWithTorch, join(folder, 'weights.npz'), folder], {
        encoding: 'utf8',
      });
      expect(run.stderr).not.toContain('Error');
      for (const file of torchFiles) {
        expect(importedHash(readFileSync(join(folder, file)), architecture), file).toBe(expected);
      }
    });

    test('imported as the other architecture, the message says which it is', () => {
      const read = readCheckpoint(writeSafetensors(weights), 'file');
      if (!read.ok) throw new Error(read.problem.message);
      const imported = toArchitectureWeights(read.value, other);
      expect(imported).toMatchObject({ ok: false, problem: { kind: 'wrong-architecture' } });
      expect(!imported.ok && imported.problem.message).toContain(architecture);
    });
  },
);
