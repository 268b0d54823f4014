import { describe, expect, test } from 'vitest';
import { readCheckpoint } from '../../../models/checkpoint/readCheckpoint.ts';
import {
  assemble,
  dictionary,
  protocol2,
  protocol4,
  storage,
  tensor,
  text,
  torchZip,
  uint32,
  uint64,
} from './pickleAssembler.ts';

function problemOf(bytes: Uint8Array) {
  const read = readCheckpoint(bytes, 'bad.pt');
  expect(read.ok).toBe(false);
  return read.ok ? null : read.problem;
}

const short = (value: string) => assemble(0x8c, value.length, value);
const command = text('touch /tmp/owned');
const floats = (...values: number[]) => new Uint8Array(Float32Array.from(values).buffer);

/** Every way a pickle has to name or call something, each with what the message must name. */
const malicious: readonly (readonly [string, Uint8Array, string])[] = [
  ['GLOBAL and REDUCE', assemble(protocol2, 'cos\nsystem\n', command, 0x85, 'R.'), 'os.system'],
  ['GLOBAL alone', assemble(protocol2, 'cos\nsystem\n.'), 'os.system'],
  ['protocol 0 text', assemble("cposix\nsystem\n(S'touch /tmp/owned'\ntR."), 'posix.system'],
  [
    'STACK_GLOBAL',
    assemble(protocol4, short('builtins'), short('eval'), 0x93, command, 0x85, 'R.'),
    'builtins.eval',
  ],
  [
    'STACK_GLOBAL from the memo',
    assemble(protocol4, short('os'), 0x94, '0', short('system'), 0x94, '0h', 0, 'h', 1, 0x93, '.'),
    'os.system',
  ],
  ['INST', assemble(protocol2, '(', command, 'isubprocess\nPopen\n.'), 'subprocess.Popen'],
  ['OBJ', assemble(protocol2, '(cos\nsystem\n', command, 'o.'), 'os.system'],
  ['NEWOBJ', assemble(protocol2, 'csubprocess\nPopen\n', command, 0x85, 0x81, '.'), 'subprocess.Popen'],
  [
    'NEWOBJ_EX',
    assemble(protocol4, 'csubprocess\nPopen\n', command, 0x85, '}', 0x92, '.'),
    'subprocess.Popen',
  ],
  ['EXT1', assemble(protocol2, 0x82, 7, '.'), 'extension registry'],
  ['BUILD on a class', assemble(protocol2, 'ctorch\nTensor\n}b.'), 'torch.Tensor.__setstate__'],
  ['a storage class called', assemble(protocol2, 'ctorch\nFloatStorage\n)R.'), 'torch.FloatStorage'],
  [
    'a nested pickle',
    assemble(protocol2, 'ctorch.storage\n_load_from_bytes\nC', 1, '.', 0x85, 'R.'),
    'torch.storage._load_from_bytes',
  ],
  [
    'a disguised name',
    assemble(protocol2, 'ccollections\nOrderedDict.__reduce__\n.'),
    'collections.OrderedDict.__reduce__',
  ],
  ['a name of every object', assemble(protocol2, 'cconstructor\nconstructor\n.'), 'constructor.constructor'],
  [
    'a type rebuilt by a function of its own',
    assemble(protocol2, 'ctorch._tensor\n_rebuild_from_type_v2\n(cos\nsystem\nN)Nt', 'R.'),
    'os.system',
  ],
];

describe('pickles that want to run something', () => {
  test.each(malicious)('%s', (_, pickle, constructor) => {
    for (const bytes of [pickle, torchZip(pickle)]) {
      const problem = problemOf(bytes);
      expect(problem).toMatchObject({ kind: 'unsafe-checkpoint', file: 'bad.pt' });
      expect(problem?.message).toContain(constructor);
    }
  });

  test('hidden among good tensors, in the legacy container, after its header', () => {
    const header = assemble(
      protocol2,
      [0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19],
      '.',
      protocol2,
      'M',
      [0xe9, 0x03],
      '.',
      protocol2,
      '}.',
    );
    const object = dictionary({
      weight: tensor(storage('FloatStorage', '0', 1), [1], [1]),
      hook: assemble('cos\nsystem\n', command, 0x85, 'R'),
    });
    expect(problemOf(assemble(header, object))).toMatchObject({ kind: 'unsafe-checkpoint' });
  });

  test('the name is shown without the control characters that a terminal obeys', () => {
    const problem = problemOf(assemble(protocol2, 'cos\nsys\u001b[2Jtem\n.'));
    expect(problem?.message).toContain('os.sys\\u001b[2Jtem');
  });
});

/** Each with the kind of problem it is. */
const broken: readonly (readonly [string, Uint8Array, string])[] = [
  ['a huge BINBYTES', assemble(protocol2, 'B', uint32(0xffffffff), 'x.'), 'truncated'],
  ['a huge BINBYTES8', assemble(protocol4, 0x8e, uint64(2n ** 62n), 'x.'), 'truncated'],
  ['a huge BYTEARRAY8', assemble([0x80, 5], 0x96, uint64(2n ** 64n - 1n), 'x.'), 'truncated'],
  ['a huge text', assemble(protocol2, 'X', uint32(0x7fffffff), 'x.'), 'truncated'],
  ['a huge frame', assemble(protocol4, 0x95, uint64(2n ** 40n), '.'), 'truncated'],
  ['a LONG4 beyond the file', assemble(protocol2, 0x8b, uint32(0x7fffffff), '.'), 'truncated'],
  [
    'a LONG4 of a megabyte',
    assemble(protocol2, 0x8b, uint32(1 << 20), new Uint8Array(1 << 20), '.'),
    'corrupt',
  ],
  ['a negative LONG4', assemble(protocol2, 0x8b, uint32(-1), '.'), 'truncated'],
  ['a line without end', assemble(protocol2, 'c', 'x'.repeat(10_000)), 'corrupt'],
  ['an empty stack', assemble(protocol2, 'R.'), 'corrupt'],
  ['values below a mark', assemble(protocol2, 'N(0.'), 'unsupported'],
  ['no mark', assemble(protocol2, 't.'), 'corrupt'],
  ['an unknown memo', assemble(protocol2, 'h', 9, '.'), 'corrupt'],
  ['no opcode', assemble(protocol2, 0xff, '.'), 'corrupt'],
  ['no protocol', assemble([0x80, 9], '.'), 'corrupt'],
  ['a key without a value', assemble(protocol2, '}(N', 'u.'), 'corrupt'],
  ['items on a number', assemble(protocol2, 'K', 1, 'Na.'), 'corrupt'],
  ['state on a number', assemble(protocol2, 'K', 1, 'Nb.'), 'corrupt'],
  ['a call of a number', assemble(protocol2, 'K', 1, ')R.'), 'corrupt'],
  ['arguments that are no tuple', assemble(protocol2, 'ctorch\ndevice\nNR.'), 'corrupt'],
  ['a buffer outside', assemble([0x80, 5], 0x97, '.'), 'corrupt'],
  ['a persistent id that is no storage', assemble(protocol2, 'NQ.'), 'corrupt'],
  ['a number that is none', assemble(protocol2, 'I12x\n.'), 'corrupt'],
];

describe('broken pickles', () => {
  test.each(broken)('%s', (_, pickle, kind) => {
    expect(problemOf(pickle)).toMatchObject({ kind });
  });

  test('a pickle that nothing is wrong with but that is no checkpoint', () => {
    expect(problemOf(assemble(protocol2, '}.'))).toMatchObject({ kind: 'unsupported' });
    expect(problemOf(torchZip(assemble(protocol2, '}.')))).toMatchObject({ kind: 'bad-checkpoint' });
  });
});

describe('pickle bombs end quickly', () => {
  test('nesting deeper than any call stack', () => {
    const depth = 300_000;
    const lists = assemble(protocol2, ']'.repeat(depth), 'a'.repeat(depth - 1), '.');
    expect(problemOf(torchZip(lists))).toMatchObject({ kind: 'bad-checkpoint' });
    const marks = assemble(protocol2, '('.repeat(depth), 't'.repeat(depth), '.');
    expect(problemOf(torchZip(marks))).toMatchObject({ kind: 'bad-checkpoint' });
  });

  test('dictionaries that hold the one before twice: 2^200 paths, 200 dictionaries', () => {
    const level = (index: number) =>
      assemble('}q', index, '(', text('a'), 'h', index - 1, text('b'), 'h', index - 1, 'u');
    const levels = Array.from({ length: 200 }, (_, index) => level(index + 1));
    const start = performance.now();
    expect(problemOf(torchZip(assemble(protocol2, '}q', 0, ...levels, '.')))).toMatchObject({
      kind: 'bad-checkpoint',
    });
    expect(performance.now() - start).toBeLessThan(1000);
  });

  test('a long list of pairs given to thousands of calls', () => {
    const pairs = '(NNt'.repeat(20_000);
    const calls = 'ccollections\nOrderedDict\nh\u0001\u0085R0'.repeat(20_000);
    const start = performance.now();
    problemOf(torchZip(assemble(protocol2, ']q', 1, '(', pairs, 'e', calls, '.')));
    expect(performance.now() - start).toBeLessThan(2000);
  });

  test('more steps than any checkpoint takes', () => {
    expect(problemOf(torchZip(assemble(protocol2, '}'.repeat(2_100_000))))).toMatchObject({
      kind: 'too-large',
    });
  });
});

describe('tensors that lie about themselves', () => {
  const data = { '0': floats(1, 2, 3, 4, 5, 6) };
  const block = storage('FloatStorage', '0', 6);
  const huge = 0x7fffffff;
  const lies: readonly (readonly [string, Uint8Array])[] = [
    ['beyond the storage', tensor(block, [7], [1])],
    ['an offset beyond it', tensor(block, [1], [1], 6)],
    ['strides beyond it', tensor(block, [2, 2], [5, 1], 1)],
    ['one number repeated without end', tensor(block, [huge, huge, huge], [0, 0, 0])],
    ['sizes whose product overflows', tensor(block, Array(40).fill(huge), Array(40).fill(huge))],
    ['a negative size', tensor(block, [-1], [1])],
    ['more sizes than strides', tensor(block, [2, 3], [1])],
    ['a storage that is not there', tensor(storage('FloatStorage', '../1', 6), [6], [1])],
  ];

  test.each(lies)('%s', (_, value) => {
    expect(problemOf(torchZip(dictionary({ weight: value }), data))).toMatchObject({ kind: 'corrupt' });
  });

  test('thousands of transposed views of one block are not all copied', () => {
    const side = 400;
    const bytes = new Uint8Array(side * side * 4);
    const view = tensor(storage('FloatStorage', '0', side * side), [side, side], [1, side]);
    const names = Array.from({ length: 300 }, (_, index) => [`w${index}`, view] as const);
    expect(problemOf(torchZip(dictionary(Object.fromEntries(names)), { '0': bytes }))).toMatchObject({
      kind: 'too-large',
    });
  });

  test('a view that skips and turns comes out in order', () => {
    const value = tensor(block, [2, 3], [1, 2]);
    const read = readCheckpoint(torchZip(dictionary({ weight: value }), data), 'good.pt');
    expect(read.ok && read.value.get('weight')).toEqual({
      type: 'float32',
      shape: [2, 3],
      bytes: floats(1, 3, 5, 2, 4, 6),
    });
  });

  test('a view of a view: the persistent id has an offset of its own', () => {
    const view = assemble('(', text('view'), 'K', 2, 'K', 3, 't');
    const inner = assemble(
      '(',
      text('storage'),
      'ctorch\nFloatStorage\n',
      text('0'),
      text('cpu'),
      'K',
      6,
      view,
      'tQ',
    );
    const value = tensor(inner, [2], [1], 1);
    const read = readCheckpoint(torchZip(dictionary({ weight: value }), data), 'good.pt');
    expect(read.ok && read.value.get('weight')?.bytes).toEqual(floats(4, 5));
  });
});

describe('what harmless checkpoints also hold', () => {
  const weight = tensor(storage('FloatStorage', '0', 1), [1], [1]);
  const harmless: readonly (readonly [string, Uint8Array])[] = [
    ['state set on an OrderedDict', assemble('ccollections\nOrderedDict\n)R}(', text('_metadata'), '}ub')],
    ['a device', assemble('ctorch\ndevice\n', text('cuda'), 0x85, 'R')],
    ['a type', assemble('ctorch\nfloat32\n')],
    ['a size', assemble('ctorch\nSize\n(K', 1, 'K', 2, 't', 0x85, 'R')],
    [
      'a NumPy scalar',
      assemble(
        'cnumpy.core.multiarray\nscalar\n',
        'cnumpy\ndtype\n',
        text('f8'),
        0x89,
        0x88,
        0x87,
        'R(K',
        3,
        text('<'),
        'NNNJ',
        uint32(-1),
        'J',
        uint32(-1),
        'K',
        0,
        'tbC',
        1,
        0,
        0x86,
        'R',
      ),
    ],
    ['a set', assemble('c__builtin__\nset\n]', 0x85, 'R')],
    ['a new set', assemble(0x8f, '(K', 1, 0x90)],
    ['numbers of every kind', assemble('(I01\nI-7\nL12L\nF1.5\nG', new Uint8Array(8), 0x8a, 1, 0xff, 't')],
  ];

  test.each(harmless)('%s', (_, value) => {
    const pickle = dictionary({ weight, other: value });
    const read = readCheckpoint(torchZip(pickle, { '0': floats(2.5) }), 'good.pt');
    expect(read.ok && [...read.value.keys()]).toEqual(['weight']);
  });

  test('parameters are tensors', () => {
    const parameter = assemble('ctorch._utils\n_rebuild_parameter\n', weight, 0x88, 'N', 0x87, 'R');
    const read = readCheckpoint(torchZip(dictionary({ parameter }), { '0': floats(2.5) }), 'good.pt');
    expect(read.ok && read.value.get('parameter')?.bytes).toEqual(floats(2.5));
  });
});
