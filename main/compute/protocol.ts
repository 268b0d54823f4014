import type { Findings, StepTimings } from '../../contract/findings.ts';
import type { Size } from '../../contract/geometry.ts';
import type { ImageHeader } from '../../contract/image.ts';
import type { Problem, Result } from '../../contract/problem.ts';
import type { StatedView } from '../library/imageStatement.ts';
import type { Packed } from '../store/packed.ts';
import type { Device } from './session.ts';

/** What program and compute child say to each other. Everything is plain data that structured cloning keeps. */
export type ToChild =
  | { readonly type: 'task'; readonly id: number; readonly task: Task }
  | { readonly type: 'answer'; readonly id: number; readonly answer: readonly string[] }
  | { readonly type: 'cancel'; readonly id: number };

export type FromChild =
  | { readonly type: 'ready' }
  /** Sent every second while the child's event loop turns. */
  | { readonly type: 'alive' }
  | { readonly type: 'step'; readonly id: number; readonly step: ComputeStep }
  | { readonly type: 'question'; readonly id: number; readonly question: DecodedImage }
  | { readonly type: 'finished'; readonly id: number; readonly result: Result<Outcome> };

export type Task = AnalyseTask | RunPreparedTask | SelfCheckTask;
export type Outcome = OutcomeOf<Task>;
export type OutcomeOf<T extends Task> = T extends AnalyseTask
  ? AnalyseOutcome
  : T extends RunPreparedTask
    ? RunPreparedOutcome
    : SelfCheckOutcome;

/** Analyse one image with one or more sets of weights. */
export interface AnalyseTask {
  readonly type: 'analyse';
  /** Absolute path. */
  readonly file: string;
  /** Name inside a ZIP file; '' for a plain file. */
  readonly entry: string;
  /** From 0. */
  readonly frame: number;
  readonly dataDir: string;
  readonly device: Device;
  readonly weights: readonly WeightsReference[];
  /** In place of what the header says. */
  readonly stated: StatedView | null;
}

export interface WeightsReference {
  readonly name: string;
  /** Of the weights that are meant: others that have taken the name meanwhile are refused. */
  readonly sha256: string;
}

/** Told as soon as an image is decoded; the answer names the weights that are still to be run. */
export interface DecodedImage {
  /** As the file has it: without what is stated by hand. */
  readonly header: ImageHeader;
  readonly pixelHash: string;
  readonly imageHash: string;
}

export interface AnalyseOutcome extends DecodedImage {
  /** Packed `ImageAnalysis`: one for each of the weights that were asked for in the answer and worked. */
  readonly analyses: readonly Packed[];
  readonly problems: readonly WeightsProblem[];
  /** Largest resident memory of the child so far, bytes. */
  readonly peakMemoryBytes: number;
  /** Steps that all networks share: `read`, `decode`. */
  readonly timingsMs: StepTimings;
}

/** Why one set of weights could not analyse the image; the others could. */
export interface WeightsProblem {
  readonly weights: string;
  readonly problem: Problem;
}

/** Run one set of weights on an image that is prepared already. */
export interface RunPreparedTask {
  readonly type: 'run-prepared';
  readonly dataDir: string;
  readonly device: Device;
  readonly weights: WeightsReference;
  readonly size: Size;
  /** (height, width) of `size`, row by row, normalised. */
  readonly image: Float32Array;
}

export interface RunPreparedOutcome {
  /** In pixels of the prepared image. */
  readonly findings: Findings;
  /** Largest resident memory of the child so far, bytes. */
  readonly peakMemoryBytes: number;
}

/** Compare a device with the CPU on a small network. */
export interface SelfCheckTask {
  readonly type: 'self-check';
  readonly device: Device;
}

export interface SelfCheckOutcome {
  /** Largest difference from the CPU's output, whose values are 0..1. */
  readonly maximumDifference: number;
  /** Median time of one run, milliseconds. */
  readonly cpuMs: number;
  readonly deviceMs: number;
}

export type StepName =
  'start' | 'read' | 'decode' | 'prepare' | 'load' | 'network' | 'findings' | 'self-check';

/** What is being done now. */
export interface ComputeStep {
  readonly name: StepName;
  /** Which weights; null for steps that all share. */
  readonly weights: string | null;
}

/** A step in words that follow "while". */
export function stepInWords({ name, weights }: ComputeStep): string {
  const named = weights === null ? 'the network' : weights;
  switch (name) {
    case 'start':
      return 'starting';
    case 'read':
      return 'reading the file';
    case 'decode':
      return 'decoding the pixels';
    case 'prepare':
      return `preparing the image for ${named}`;
    case 'load':
      return `loading ${named}`;
    case 'network':
      return `running ${named}`;
    case 'findings':
      return `reading the findings of ${named}`;
    case 'self-check':
      return 'checking the device';
  }
}
