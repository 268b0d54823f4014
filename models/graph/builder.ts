import type { Graph, Node, Operation, Pair, Parameter, Value } from './operations.ts';
import { elements, inferOutputs } from './shapes.ts';

export interface ConvOptions {
  readonly bias?: Value;
  readonly stride?: number;
  /** Zeros on every side. */
  readonly padding?: number;
}

export interface PoolOptions {
  readonly stride: number;
  readonly padding?: number;
}

/** Operators that move numbers about without looking at them: any type goes through. */
const carriesType = new Set<Operation['op']>(['Reshape', 'Transpose', 'Slice', 'Expand', 'Concat', 'Gather']);

/**
 * Writes a network down, operator by operator, in the order of computation. Sizes are known while building, so
 * that every value carries its shape; a shape that does not fit throws, being a bug in the network.
 *
 * Every method takes the name of the node, which its (first) output bears too.
 */
export class GraphBuilder {
  readonly #inputs: Value[] = [];
  readonly #parameters: Parameter[] = [];
  readonly #nodes: Node[] = [];
  readonly #names = new Set<string>();

  /** A builder that goes on where `graph` ends. */
  static continuing(graph: Graph): GraphBuilder {
    const builder = new GraphBuilder();
    builder.#inputs.push(...graph.inputs);
    builder.#parameters.push(...graph.parameters);
    builder.#nodes.push(...graph.nodes);
    for (const { name } of [...graph.inputs, ...graph.parameters, ...graph.nodes.flatMap((n) => n.outputs)]) {
      builder.#claim(name);
    }
    return builder;
  }

  input(name: string, shape: readonly number[]): Value {
    const value: Value = { name: this.#claim(name), type: 'float32', shape };
    this.#inputs.push(value);
    return value;
  }

  parameter(name: string, shape: readonly number[], data: Float32Array): Parameter {
    if (elements(shape) !== data.length) {
      throw new Error(`parameter ${name}: ${data.length} numbers do not make (${shape.join(', ')})`);
    }
    const parameter: Parameter = { name: this.#claim(name), type: 'float32', shape, data };
    this.#parameters.push(parameter);
    return parameter;
  }

  /** Any operator; the methods below name its parts. */
  add(name: string, operation: Operation, inputs: readonly Value[]): readonly Value[] {
    const inferred = inferOutputs(
      operation,
      inputs.map((input) => input.shape),
    );
    const carried = carriesType.has(operation.op) ? inputs[0].type : 'float32';
    const outputs = inferred.map(({ shape, type = carried }, index): Value => {
      return { name: this.#claim(index === 0 ? name : `${name}:${index}`), type, shape };
    });
    this.#nodes.push({ name, operation, inputs, outputs });
    return outputs;
  }

  conv(name: string, x: Value, w: Value, { bias, stride = 1, padding = 0 }: ConvOptions = {}): Value {
    const operation: Operation = {
      op: 'Conv',
      strides: [stride, stride],
      pads: [padding, padding, padding, padding],
      dilations: [1, 1],
      groups: 1,
    };
    return this.add(name, operation, bias === undefined ? [x, w] : [x, w, bias])[0];
  }

  /** `parameters`: scale, bias, mean, variance; see the operator for `statistics`. */
  batchNormalization(
    name: string,
    x: Value,
    parameters: readonly Value[],
    epsilon: number,
    statistics: 'running' | 'batch' = 'running',
  ): Value {
    return this.add(name, { op: 'BatchNormalization', epsilon, statistics }, [x, ...parameters])[0];
  }

  relu(name: string, x: Value): Value {
    return this.add(name, { op: 'Relu' }, [x])[0];
  }

  sigmoid(name: string, x: Value): Value {
    return this.add(name, { op: 'Sigmoid' }, [x])[0];
  }

  tanh(name: string, x: Value): Value {
    return this.add(name, { op: 'Tanh' }, [x])[0];
  }

  softmax(name: string, x: Value, axis: number): Value {
    return this.add(name, { op: 'Softmax', axis }, [x])[0];
  }

  /** `a` + `b`; axes of length 1 are repeated. */
  sum(name: string, a: Value, b: Value): Value {
    return this.add(name, { op: 'Add' }, [a, b])[0];
  }

  /** `a` times `b`, number by number; axes of length 1 are repeated. */
  product(name: string, a: Value, b: Value): Value {
    return this.add(name, { op: 'Mul' }, [a, b])[0];
  }

  maxPool(name: string, x: Value, size: number, { stride, padding = 0 }: PoolOptions): Value {
    const operation: Operation = {
      op: 'MaxPool',
      kernel: [size, size],
      strides: [stride, stride],
      pads: [padding, padding, padding, padding],
      indices: false,
    };
    return this.add(name, operation, [x])[0];
  }

  averagePool(name: string, x: Value, size: number, stride: number): Value {
    const kernel: Pair = [size, size];
    return this.add(name, { op: 'AveragePool', kernel, strides: [stride, stride] }, [x])[0];
  }

  globalAveragePool(name: string, x: Value): Value {
    return this.add(name, { op: 'GlobalAveragePool' }, [x])[0];
  }

  globalMaxPool(name: string, x: Value): Value {
    return this.add(name, { op: 'GlobalMaxPool' }, [x])[0];
  }

  /** Mean over `axes`, which go. */
  mean(name: string, x: Value, axes: readonly number[]): Value {
    return this.add(name, { op: 'ReduceMean', axes, keepAxes: false }, [x])[0];
  }

  /**
   * Mean over images, rows and columns of (N, C, H, W); (C). Row by row first: sums of hundreds of thousands of float32 numbers
   * one after the other lose four digits.
   */
  channelMean(name: string, x: Value): Value {
    return this.mean(name, this.mean(`${name}.rows`, x, [3]), [0, 2]);
  }

  /** Twice as many rows and columns, bilinear with coinciding corners (`align_corners`). */
  doubleSize(name: string, x: Value): Value {
    return this.add(name, { op: 'Resize', height: x.shape[2] * 2, width: x.shape[3] * 2, mode: 'linear' }, [
      x,
    ])[0];
  }

  concat(name: string, inputs: readonly Value[], axis: number): Value {
    return this.add(name, { op: 'Concat', axis }, inputs)[0];
  }

  matMul(name: string, a: Value, b: Value): Value {
    return this.add(name, { op: 'MatMul' }, [a, b])[0];
  }

  linear(name: string, x: Value, w: Value, bias?: Value): Value {
    return this.add(name, { op: 'Gemm' }, bias === undefined ? [x, w] : [x, w, bias])[0];
  }

  reshape(name: string, x: Value, shape: readonly number[]): Value {
    return this.add(name, { op: 'Reshape', shape }, [x])[0];
  }

  /** The `k` largest values along the last axis, in no particular order. */
  largest(name: string, x: Value, k: number): Value {
    return this.add(name, { op: 'TopK', k }, [x])[0];
  }

  /** The graph that computes `outputs`: only the nodes, parameters and inputs that they need. */
  graph(name: string, outputs: readonly Value[]): Graph {
    const needed = new Set(outputs.map((output) => output.name));
    const nodes = this.#nodes
      .toReversed()
      .filter((node) => {
        if (!node.outputs.some((output) => needed.has(output.name))) return false;
        for (const input of node.inputs) needed.add(input.name);
        return true;
      })
      .reverse();
    return {
      name,
      inputs: this.#inputs.filter((input) => needed.has(input.name)),
      parameters: this.#parameters.filter((parameter) => needed.has(parameter.name)),
      nodes,
      outputs,
    };
  }

  #claim(name: string): string {
    if (this.#names.has(name)) throw new Error(`two tensors of the graph are called ${name}`);
    this.#names.add(name);
    return name;
  }
}
