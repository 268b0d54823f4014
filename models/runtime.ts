/**
 * What a network needs of whatever executes it. The one implementation is `main/compute/session.ts` (ONNX
 * Runtime); tests may bring their own.
 */
export interface FloatTensor {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

/** A graph made ready to run. */
export interface LoadedGraph {
  /** Computes only the outputs asked for. Rejects with an `Error` of the runtime when the run fails. */
  run(
    feeds: Readonly<Record<string, FloatTensor>>,
    outputs: readonly string[],
  ): Promise<Readonly<Record<string, FloatTensor>>>;
  release(): Promise<void>;
}

/** Loads a serialised ONNX model (`ModelProto` bytes). */
export type LoadGraph = (model: Uint8Array) => Promise<LoadedGraph>;
