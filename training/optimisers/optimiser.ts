/** What turns gradients into steps. Pure, apart from the arrays that it is given to change. */

/** Parameters or gradients by name. */
export type Tensors = ReadonlyMap<string, Float32Array>;

export interface Optimiser {
  /**
   * Changes the parameters in place. Those without a gradient stay as they are, and so does what is remembered of them. Throws
   * where a gradient has no parameter of its name and length.
   */
  step(parameters: Tensors, gradients: Tensors, learningRate: number): void;
  /** What is remembered between steps, `<kind>/<parameter>`: the arrays themselves, which the next step changes. */
  state(): Map<string, Float32Array>;
  /** Goes on from a copy of `state`. Throws where it is of another kind of optimiser. */
  restore(state: Tensors): void;
}

/** Every parameter that has a gradient, with it. */
export function* withGradients(
  parameters: Tensors,
  gradients: Tensors,
): Generator<readonly [name: string, parameter: Float32Array, gradient: Float32Array]> {
  for (const [name, gradient] of gradients) {
    const parameter = parameters.get(name);
    if (parameter?.length !== gradient.length) throw new Error(`gradient without its parameter: ${name}`);
    yield [name, parameter, gradient];
  }
}

/** The state of one kind, e.g. `momentum`, by parameter; copied. */
export function stateOf(state: Tensors, kind: string): Map<string, Float32Array> {
  const prefix = `${kind}/`;
  return new Map(
    [...state]
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, values]) => [name.slice(prefix.length), values.slice()]),
  );
}

/** Throws where `state` has anything that `kinds` do not name. */
export function checkKinds(state: Tensors, kinds: readonly string[]): void {
  for (const name of state.keys()) {
    if (!kinds.some((kind) => name.startsWith(`${kind}/`)))
      throw new Error(`state of another optimiser: ${name}`);
  }
}

/** Joins the states of several kinds under one map's names. */
export function joinState(kinds: Readonly<Record<string, Tensors>>): Map<string, Float32Array> {
  const joined = new Map<string, Float32Array>();
  for (const [kind, tensors] of Object.entries(kinds)) {
    for (const [name, values] of tensors) joined.set(`${kind}/${name}`, values);
  }
  return joined;
}

/** What is remembered of one parameter; zeros at first. */
export function entry(tensors: Map<string, Float32Array>, name: string, length: number): Float32Array {
  const known = tensors.get(name);
  if (known !== undefined) return known;
  const zeros = new Float32Array(length);
  tensors.set(name, zeros);
  return zeros;
}
