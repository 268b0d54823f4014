import { GraphBuilder } from '../../models/graph/builder.ts';
import type { Graph, Node, OperatorName, Value } from '../../models/graph/operations.ts';
import { elements } from '../../models/graph/shapes.ts';
import { convolutionRules } from './convolution.ts';
import { elementwiseRules } from './elementwise.ts';
import { GradientWriter } from './gradientWriter.ts';
import { linearRules } from './linear.ts';
import { movementRules } from './movement.ts';
import { normalisationRules } from './normalisation.ts';
import { poolingRules } from './pooling.ts';
import type { Rule, RuleTable } from './rule.ts';

/** Operator to rule. */
const rules: RuleTable = {
  ...convolutionRules,
  ...elementwiseRules,
  ...linearRules,
  ...movementRules,
  ...normalisationRules,
  ...poolingRules,
};

/** Name of the output that holds the gradient by `parameter`. */
export function gradientName(parameter: string): string {
  return `gradient/${parameter}`;
}

/**
 * Reverse-mode differentiation (Linnainmaa 1970; compare Griewank and Walther, "Evaluating Derivatives", chapter 3): the
 * graph that computes the outputs of `graph` and, for each of `parameters` (inputs of it) that the loss depends on, the
 * gradient of the loss, an output called `gradientName(parameter)` of the parameter's shape. Standard ONNX operators only.
 *
 * @param loss name of a value of one element
 * @throws on an operator without a rule between the parameters and the loss, by name
 */
export function differentiate(graph: Graph, loss: string, parameters: readonly string[]): Graph {
  const nodes = graph.nodes.map(withIndices);
  const builder = GraphBuilder.continuing({ ...graph, nodes });
  const write = new GradientWriter(builder);
  const start = [...nodes.flatMap((node) => node.outputs), ...graph.inputs].find(({ name }) => name === loss);
  if (start === undefined || elements(start.shape) !== 1)
    throw new Error(`${loss} is no value of one element`);

  const reached = reachedFrom(nodes, parameters);
  const gradients = new Map<string, Value>([
    [loss, write.table('one', start.shape, () => Float32Array.of(1))],
  ]);
  for (const node of nodes.toReversed()) {
    const gradient = gradients.get(node.outputs[0].name);
    if (gradient === undefined || !reached.has(node.outputs[0].name)) continue;
    const needed = node.inputs.map(({ name }) => reached.has(name));
    write.begin(node.operation.op, node.name);
    const found = ruleOf(node)({ ...node, gradient, needed, write });
    node.inputs.forEach(({ name }, at) => {
      const more = found[at];
      if (more === null || more === undefined || !needed[at]) return;
      const known = gradients.get(name);
      gradients.set(name, known === undefined ? more : write.add(known, more));
    });
  }
  const outputs = parameters.flatMap((parameter) => {
    const gradient = gradients.get(parameter);
    // A name of its own, also where two parameters share one gradient.
    return gradient === undefined ? [] : [builder.reshape(gradientName(parameter), gradient, gradient.shape)];
  });
  return builder.graph(graph.name, [...graph.outputs, ...outputs]);
}

/** Names of everything that depends on one of `parameters`. */
function reachedFrom(nodes: readonly Node[], parameters: readonly string[]): ReadonlySet<string> {
  const reached = new Set(parameters);
  for (const { inputs, outputs } of nodes) {
    if (!inputs.some(({ name }) => reached.has(name))) continue;
    for (const { name } of outputs) reached.add(name);
  }
  return reached;
}

function ruleOf({ operation, name }: Node): Rule<OperatorName> {
  const rule = rules[operation.op] as Rule<OperatorName> | undefined;
  if (rule === undefined) throw new Error(`${operation.op} has no gradient rule (${name})`);
  return rule;
}

/** A maximum that remembers where it was, which its gradient needs. */
function withIndices(node: Node): Node {
  const { operation, outputs, name } = node;
  if (operation.op !== 'MaxPool' || operation.indices) return node;
  const indices: Value = { name: `${name}:indices`, type: 'int64', shape: outputs[0].shape };
  return { ...node, operation: { ...operation, indices: true }, outputs: [outputs[0], indices] };
}
