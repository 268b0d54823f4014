import { refuse } from '../refusal.ts';
import { isKind, type PyTuple, type PyValue, type StorageReference } from './values.ts';

/** State of one run of the pickle machine over untrusted bytes. */
export interface Machine {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Next byte to read. */
  at: number;
  readonly stack: PyValue[];
  /** Stack heights at the open MARKs. */
  readonly marks: number[];
  readonly memo: Map<number, PyValue>;
  /** What a persistent id stands for. */
  readonly load: (persistentId: PyValue) => StorageReference;
  stopped: boolean;
}

export function createMachine(bytes: Uint8Array, at: number, load: Machine['load']): Machine {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { bytes, view, at, stack: [], marks: [], memo: new Map(), load, stopped: false };
}

/** Moves past `length` bytes and returns where they begin. Lengths are checked here before anything is made of them. */
export function take(machine: Machine, length: number): number {
  const start = machine.at;
  if (length > machine.bytes.length - start) {
    refuse('truncated', 'The checkpoint ends in the middle of its description: the file is cut off.');
  }
  machine.at = start + length;
  return start;
}

export const takeByte = (machine: Machine) => machine.bytes[take(machine, 1)];
export const takeUint16 = (machine: Machine) => machine.view.getUint16(take(machine, 2), true);
export const takeInt32 = (machine: Machine) => machine.view.getInt32(take(machine, 4), true);
export const takeUint32 = (machine: Machine) => machine.view.getUint32(take(machine, 4), true);
/** A 64-bit length; what a double cannot hold exactly is larger than any file, so that the length check refuses it. */
export const takeUint64 = (machine: Machine) => Number(machine.view.getBigUint64(take(machine, 8), true));

export function takeBytes(machine: Machine, length: number): Uint8Array {
  const start = take(machine, length);
  return machine.bytes.subarray(start, start + length);
}

const decoder = new TextDecoder();
const longestText = 1 << 20;

/** A text; one too long to name anything (Python 2 writes bytes this way too) stays bytes. */
export function takeText(machine: Machine, length: number): string | Uint8Array {
  const bytes = takeBytes(machine, length);
  return length > longestText ? bytes : decoder.decode(bytes);
}

/** Checks that a frame of `length` bytes is there; its content is read like any other. */
export function checkFrame(machine: Machine, length: number): void {
  const start = machine.at;
  take(machine, length);
  machine.at = start;
}

const longestLine = 4096;

/** A line of a text opcode, without its newline. */
export function takeLine(machine: Machine): string {
  const limit = Math.min(machine.bytes.length, machine.at + longestLine);
  let end = machine.at;
  while (end < limit && machine.bytes[end] !== 0x0a) end++;
  if (end === machine.bytes.length) {
    refuse('truncated', 'The checkpoint ends in the middle of its description: the file is cut off.');
  }
  if (end === limit) damaged('a line is too long');
  const text = decoder.decode(machine.bytes.subarray(machine.at, end));
  machine.at = end + 1;
  return text;
}

export function push(machine: Machine, value: PyValue): void {
  machine.stack.push(value);
}

export function pop(machine: Machine): PyValue {
  if (machine.stack.length <= (machine.marks.at(-1) ?? 0)) damaged('its stack is empty');
  return machine.stack.pop() as PyValue;
}

export function peek(machine: Machine): PyValue {
  if (machine.stack.length <= (machine.marks.at(-1) ?? 0)) damaged('its stack is empty');
  return machine.stack[machine.stack.length - 1];
}

/** Everything above the last MARK; the mark goes with it. */
export function popToMark(machine: Machine): PyValue[] {
  const mark = machine.marks.pop();
  if (mark === undefined) return damaged('a mark is missing');
  return machine.stack.splice(mark);
}

/** Arguments of a call. */
export function popTuple(machine: Machine): PyTuple {
  const value = pop(machine);
  return isKind(value, 'tuple') ? value : damaged('arguments are not a tuple');
}

export function recall(machine: Machine, index: number): PyValue {
  const value = machine.memo.get(index);
  return value === undefined ? damaged('it refers to something it never made') : value;
}

export function damaged(why: string): never {
  return refuse('corrupt', `The checkpoint's description is damaged: ${why}.`);
}
