/**
 * Pickle opcodes of protocols 0 to 5 (Python's Lib/pickletools.py), as one flat table. None of them executes
 * anything: what would call or build an object goes through the allow-list in `constructors.ts`.
 */
import { construct, refuseConstructor, resolveGlobal } from './constructors.ts';
import {
  checkFrame,
  damaged,
  peek,
  pop,
  popToMark,
  popTuple,
  push,
  recall,
  take,
  takeByte,
  takeBytes,
  takeInt32,
  takeLine,
  takeText,
  takeUint16,
  takeUint32,
  takeUint64,
  type Machine,
} from './machine.ts';
import { isKind, type PyValue } from './values.ts';

type Opcode = (machine: Machine) => void;

/** Longest integer that is read, in bytes; PyTorch's magic number takes ten. */
const longestInteger = 256;

function littleEndianInteger(bytes: Uint8Array): number | bigint {
  if (bytes.length > longestInteger) return damaged('an integer is too long');
  let value = 0n;
  for (let index = bytes.length - 1; index >= 0; index--) value = (value << 8n) | BigInt(bytes[index]);
  return narrowed(BigInt.asIntN(8 * bytes.length, value));
}

function decimalInteger(text: string): number | bigint {
  if (!/^\s*[+-]?\d{1,600}\s*$/.test(text)) return damaged('a number cannot be read');
  return narrowed(BigInt(text.trim().replace(/^\+/, '')));
}

function narrowed(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function decimalFloat(text: string): number {
  const value = text.trim();
  if (value === 'inf' || value === '-inf') return value === 'inf' ? Infinity : -Infinity;
  if (value === 'nan') return NaN;
  const number = Number(value);
  return value === '' || Number.isNaN(number) ? damaged('a number cannot be read') : number;
}

/** A protocol 0 string: quoted, escapes left as they are (no name of a weight has any). */
function quotedText(line: string): string {
  const quote = line[0];
  if (line.length < 2 || (quote !== "'" && quote !== '"') || !line.endsWith(quote)) {
    return damaged('a text cannot be read');
  }
  return line.slice(1, -1);
}

function addPairs(pairs: readonly PyValue[], dict: PyValue): void {
  if (pairs.length % 2 !== 0) damaged('a dictionary has a key without a value');
  // What is filled and then ignored (a set, a NumPy array) takes items too.
  if (isKind(dict, 'inert')) return;
  if (!isKind(dict, 'dict')) damaged('items are set on what is no dictionary');
  for (let index = 0; index < pairs.length; index += 2) dict.entries.set(pairs[index], pairs[index + 1]);
}

function addItems(items: readonly PyValue[], target: PyValue): void {
  if (isKind(target, 'inert')) return;
  if (!isKind(target, 'list') && !isKind(target, 'set')) damaged('items are added to what is no list');
  for (const item of items) target.items.push(item);
}

/** BUILD sets an object's state. Of harmless data (hooks, `_metadata`, a NumPy array's bytes) the state is dropped. */
function build(machine: Machine): void {
  pop(machine);
  const object = peek(machine);
  if (isKind(object, 'inert') || isKind(object, 'dict') || isKind(object, 'tensor')) return;
  if (isKind(object, 'global')) refuseConstructor(`${object.module}.${object.name}.__setstate__`);
  damaged('state is set on a plain value');
}

function global(machine: Machine, module: PyValue, name: PyValue): void {
  if (typeof module !== 'string' || typeof name !== 'string') damaged('a name is not a text');
  push(machine, resolveGlobal(module, name));
}

function tuple(machine: Machine, count: number): void {
  const items: PyValue[] = [];
  for (let index = 0; index < count; index++) items.unshift(pop(machine));
  push(machine, { kind: 'tuple', items });
}

function call(machine: Machine, constructor: PyValue, parameters: readonly PyValue[]): void {
  push(machine, construct(constructor, parameters));
}

function remember(machine: Machine, index: number): void {
  machine.memo.set(index, peek(machine));
}

function integerIn(line: string): number {
  const index = decimalInteger(line);
  return typeof index === 'number' && index >= 0 ? index : damaged('a memo number cannot be read');
}

function refuseExtension(): never {
  return refuseConstructor("an entry of Python's extension registry (copyreg)");
}

const opcode = (letter: string) => letter.charCodeAt(0);

/** By opcode byte. */
export const opcodes: ReadonlyMap<number, Opcode> = new Map<number, Opcode>([
  // The machine itself
  [0x80, (m) => void (takeByte(m) > 5 && damaged('its protocol is newer than 5'))],
  [0x95, (m) => checkFrame(m, takeUint64(m))],
  [opcode('.'), (m) => void (m.stopped = true)],
  [opcode('('), (m) => void m.marks.push(m.stack.length)],
  [opcode('0'), (m) => void (m.marks.at(-1) === m.stack.length ? m.marks.pop() : pop(m))],
  [opcode('1'), (m) => void popToMark(m)],
  [opcode('2'), (m) => push(m, peek(m))],
  // Memo
  [opcode('p'), (m) => remember(m, integerIn(takeLine(m)))],
  [opcode('q'), (m) => remember(m, takeByte(m))],
  [opcode('r'), (m) => remember(m, takeUint32(m))],
  [0x94, (m) => remember(m, m.memo.size)],
  [opcode('g'), (m) => push(m, recall(m, integerIn(takeLine(m))))],
  [opcode('h'), (m) => push(m, recall(m, takeByte(m)))],
  [opcode('j'), (m) => push(m, recall(m, takeUint32(m)))],
  // Constants and numbers
  [opcode('N'), (m) => push(m, null)],
  [0x88, (m) => push(m, true)],
  [0x89, (m) => push(m, false)],
  [
    opcode('I'),
    (m) => {
      const line = takeLine(m);
      push(m, line === '01' ? true : line === '00' ? false : decimalInteger(line));
    },
  ],
  [opcode('L'), (m) => push(m, decimalInteger(takeLine(m).replace(/L$/, '')))],
  [opcode('J'), (m) => push(m, takeInt32(m))],
  [opcode('K'), (m) => push(m, takeByte(m))],
  [opcode('M'), (m) => push(m, takeUint16(m))],
  [0x8a, (m) => push(m, littleEndianInteger(takeBytes(m, takeByte(m))))],
  [0x8b, (m) => push(m, littleEndianInteger(takeBytes(m, takeUint32(m))))],
  [opcode('F'), (m) => push(m, decimalFloat(takeLine(m)))],
  [opcode('G'), (m) => push(m, m.view.getFloat64(take(m, 8), false))],
  // Texts and bytes
  [opcode('S'), (m) => push(m, quotedText(takeLine(m)))],
  [opcode('T'), (m) => push(m, takeText(m, takeUint32(m)))],
  [opcode('U'), (m) => push(m, takeText(m, takeByte(m)))],
  [opcode('V'), (m) => push(m, takeLine(m))],
  [opcode('X'), (m) => push(m, takeText(m, takeUint32(m)))],
  [0x8c, (m) => push(m, takeText(m, takeByte(m)))],
  [0x8d, (m) => push(m, takeText(m, takeUint64(m)))],
  [opcode('B'), (m) => push(m, takeBytes(m, takeUint32(m)))],
  [opcode('C'), (m) => push(m, takeBytes(m, takeByte(m)))],
  [0x8e, (m) => push(m, takeBytes(m, takeUint64(m)))],
  [0x96, (m) => push(m, takeBytes(m, takeUint64(m)))],
  // Lists, tuples, dictionaries, sets
  [opcode(']'), (m) => push(m, { kind: 'list', items: [] })],
  [opcode('l'), (m) => push(m, { kind: 'list', items: popToMark(m) })],
  [
    opcode('a'),
    (m) => {
      const item = pop(m);
      addItems([item], peek(m));
    },
  ],
  [
    opcode('e'),
    (m) => {
      const items = popToMark(m);
      addItems(items, peek(m));
    },
  ],
  [opcode(')'), (m) => push(m, { kind: 'tuple', items: [] })],
  [opcode('t'), (m) => push(m, { kind: 'tuple', items: popToMark(m) })],
  [0x85, (m) => tuple(m, 1)],
  [0x86, (m) => tuple(m, 2)],
  [0x87, (m) => tuple(m, 3)],
  [opcode('}'), (m) => push(m, { kind: 'dict', entries: new Map() })],
  [
    opcode('d'),
    (m) => {
      const pairs = popToMark(m);
      push(m, { kind: 'dict', entries: new Map() });
      addPairs(pairs, peek(m));
    },
  ],
  [
    opcode('s'),
    (m) => {
      const value = pop(m);
      const key = pop(m);
      addPairs([key, value], peek(m));
    },
  ],
  [
    opcode('u'),
    (m) => {
      const pairs = popToMark(m);
      addPairs(pairs, peek(m));
    },
  ],
  [0x8f, (m) => push(m, { kind: 'set', items: [] })],
  [
    0x90,
    (m) => {
      const items = popToMark(m);
      addItems(items, peek(m));
    },
  ],
  [0x91, (m) => push(m, { kind: 'set', items: popToMark(m) })],
  // Names and calls: all through the allow-list
  [
    opcode('c'),
    (m) => {
      const module = takeLine(m);
      global(m, module, takeLine(m));
    },
  ],
  [
    0x93,
    (m) => {
      const name = pop(m);
      global(m, pop(m), name);
    },
  ],
  [
    opcode('R'),
    (m) => {
      const parameters = popTuple(m);
      call(m, pop(m), parameters.items);
    },
  ],
  [
    0x81,
    (m) => {
      const parameters = popTuple(m);
      call(m, pop(m), parameters.items);
    },
  ],
  [
    0x92,
    (m) => {
      pop(m);
      const parameters = popTuple(m);
      call(m, pop(m), parameters.items);
    },
  ],
  [
    opcode('i'),
    (m) => {
      const module = takeLine(m);
      const constructor = resolveGlobal(module, takeLine(m));
      call(m, constructor, popToMark(m));
    },
  ],
  [
    opcode('o'),
    (m) => {
      const [constructor = null, ...parameters] = popToMark(m);
      call(m, constructor, parameters);
    },
  ],
  [opcode('b'), build],
  [0x82, refuseExtension],
  [0x83, refuseExtension],
  [0x84, refuseExtension],
  // References out of the pickle
  [opcode('Q'), (m) => push(m, m.load(pop(m)))],
  [opcode('P'), () => damaged('it refers to something outside by a text')],
  [0x97, () => damaged('it refers to a buffer outside')],
  [0x98, () => damaged('it refers to a buffer outside')],
]);
