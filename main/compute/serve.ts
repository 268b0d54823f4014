import { Worker } from 'node:worker_threads';
import { fail, type Result } from '../../contract/problem.ts';
import { moduleBeside } from '../files/moduleBeside.ts';
import { stepInWords } from './protocol.ts';
import type {
  AnalyseTask,
  ComputeStep,
  DecodedImage,
  FromChild,
  Outcome,
  OutcomeOf,
  RunPreparedTask,
  SelfCheckTask,
  Task,
  ToChild,
} from './protocol.ts';

/** A child's end of the channel to the program. */
export interface ChildPort<To = ToChild, From = FromChild> {
  send(message: From): void;
  onMessage(listener: (message: To) => void): void;
  /** The program has gone. */
  onClose(listener: () => void): void;
}

/** What a running task may say. */
export interface TaskContext {
  /** Tells what begins now, and lets a cancel in: then it rejects, which ends the task as cancelled. */
  step(step: ComputeStep): Promise<void>;
  /** Asks which weights are still to be run. */
  ask(image: DecodedImage): Promise<readonly string[]>;
}

export interface TaskHandlers {
  analyse(task: AnalyseTask, context: TaskContext): Promise<Result<OutcomeOf<AnalyseTask>>>;
  runPrepared(task: RunPreparedTask, context: TaskContext): Promise<Result<OutcomeOf<RunPreparedTask>>>;
  selfCheck(task: SelfCheckTask, context: TaskContext): Promise<Result<OutcomeOf<SelfCheckTask>>>;
}

const aliveEveryMs = 1000;

/** Thrown through a task to end it between two steps. */
class Cancelled extends Error {}

interface RunningTask {
  cancelled: boolean;
  answer: (weights: readonly string[]) => void;
}

/** The compute child's main loop: does the tasks that come, and ends with the program that sends them. */
export function serve(port: ChildPort, handlers: TaskHandlers): void {
  const running = new Map<number, RunningTask>();
  port.onMessage((message) => {
    switch (message.type) {
      case 'task':
        void runTask(port, handlers, running, message.id, message.task);
        return;
      case 'answer':
        running.get(message.id)?.answer(message.answer);
        return;
      case 'cancel': {
        const task = running.get(message.id);
        if (task !== undefined) task.cancelled = true;
      }
    }
  });
  endWithProgram(port);
  setInterval(() => port.send({ type: 'alive' }), aliveEveryMs).unref();
  port.send({ type: 'ready' });
}

/** The port of a forked process. */
export function forkedPort<To = ToChild, From = FromChild>(): ChildPort<To, From> {
  return {
    send: (message) => {
      if (process.connected) process.send?.(message, () => undefined);
    },
    onMessage: (listener) => {
      process.on('message', (message) => listener(message as To));
    },
    onClose: (listener) => {
      process.on('disconnect', listener);
    },
  };
}

/** Electron's end of the channel in a utility process (`process.parentPort`); absent in a forked one. */
export interface UtilityParentPort {
  postMessage(message: FromChild): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
}

/** The port of an Electron utility process, which ends with its program by itself. */
export function utilityPort(port: UtilityParentPort): ChildPort {
  return {
    send: (message) => port.postMessage(message),
    onMessage: (listener) => {
      port.on('message', ({ data }) => listener(data as ToChild));
    },
    onClose: () => undefined,
  };
}

async function runTask(
  port: ChildPort,
  handlers: TaskHandlers,
  running: Map<number, RunningTask>,
  id: number,
  task: Task,
): Promise<void> {
  const state: RunningTask = { cancelled: false, answer: () => undefined };
  running.set(id, state);
  let current: ComputeStep = { name: 'start', weights: null };
  const context: TaskContext = {
    step: async (step) => {
      current = step;
      port.send({ type: 'step', id, step });
      // The next step may block this thread: let messages out and in first.
      await new Promise((resolve) => setImmediate(resolve));
      if (state.cancelled) throw new Cancelled();
    },
    ask: async (question) => {
      const answer = new Promise<readonly string[]>((resolve) => (state.answer = resolve));
      port.send({ type: 'question', id, question });
      return await answer;
    },
  };
  let result: Result<Outcome>;
  try {
    result = await handle(handlers, task, context);
  } catch (error) {
    result = error instanceof Cancelled ? fail('cancelled', 'Cancelled.') : unexpected(error, current);
  }
  running.delete(id);
  port.send({ type: 'finished', id, result });
}

function handle(handlers: TaskHandlers, task: Task, context: TaskContext): Promise<Result<Outcome>> {
  switch (task.type) {
    case 'analyse':
      return handlers.analyse(task, context);
    case 'run-prepared':
      return handlers.runPrepared(task, context);
    case 'self-check':
      return handlers.selfCheck(task, context);
  }
}

/** A bug costs this image, not the ones after it; its stack goes to standard error. */
function unexpected(error: unknown, step: ComputeStep): Result<never> {
  console.error(error);
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return fail(
    'compute-failed',
    `The analysis failed unexpectedly while ${stepInWords(step)} (${reason}). Please report this with the image's header.`,
  );
}

/** Ends this process at once when the program has gone, however it went. */
export function endWithProgram(port: Pick<ChildPort, 'onClose'>): void {
  port.onClose(endAtOnce);
  endWithParent();
}

/** A child has nothing to save, and native code may hang in an orderly exit. */
function endAtOnce(): void {
  process.kill(process.pid, 'SIGKILL');
}

/**
 * While native code blocks this thread, nobody here hears that the program has gone (it may have been killed): a
 * thread of its own looks after it, so that no process stays behind.
 */
function endWithParent(): void {
  const watch = new Worker(moduleBeside(import.meta.url, 'parentWatch'), {
    workerData: { parent: process.ppid },
    execArgv: [],
  });
  watch.unref();
}
