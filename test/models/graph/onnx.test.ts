import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openRuntime } from '../../../main/compute/session.ts';
import { initialise } from '../../../models/initialise.ts';
import { globalGraph, localGraph } from '../../../models/gmic/graph.ts';
import { weightTable as gmicTable } from '../../../models/gmic/weights.ts';
import { hdsGraph } from '../../../models/hdsUresnet/graph.ts';
import { weightTable as hdsTable } from '../../../models/hdsUresnet/weights.ts';
import { toOnnx } from '../../../models/graph/onnx.ts';
import type { Graph } from '../../../models/graph/operations.ts';
import { elements } from '../../../models/graph/shapes.ts';
import { lacks, needing, systemPython } from '../../needs.ts';
import { exposing } from '../parity.ts';

const gmicWeights = initialise(gmicTable, 1);
const graphs: Readonly<Record<string, Graph>> = {
  'HDS with all exits': hdsGraph(initialise(hdsTable, 1), { width: 128, height: 256 }, { innerExits: true }),
  'GMIC global': globalGraph(gmicWeights, { width: 192, height: 256 }, 0.1),
  'GMIC local': localGraph(gmicWeights, { count: 6, size: 64 }),
};

describe('ONNX models', () => {
  it.each(Object.entries(graphs))(
    '%s: every value has the inferred shape when computed',
    async (_, graph) => {
      const values = graph.nodes.flatMap((node) => node.outputs).filter((value) => value.type === 'float32');
      const exposed = exposing(
        graph,
        values.map((value) => value.name),
      );
      const loaded = await (await openRuntime('cpu'))(toOnnx(exposed));
      const feeds = graph.inputs.map(({ name, shape }) => {
        return [name, { dims: shape, data: new Float32Array(elements(shape)).fill(0.5) }] as const;
      });
      const results = await loaded.run(
        Object.fromEntries(feeds),
        values.map((value) => value.name),
      );
      await loaded.release();
      expect(values.length).toBeGreaterThan(40);
      for (const { name, shape } of values) expect([name, results[name].dims]).toEqual([name, shape]);
    },
  );

  it('gives the same bytes for the same graph', () => {
    const [once, again] = [toOnnx(graphs['GMIC global']), toOnnx(graphs['GMIC global'])];
    expect(Buffer.compare(once, again)).toBe(0);
  });
});

const checker = `
import onnx, sys
from onnx import shape_inference
model = onnx.load(sys.argv[1])
onnx.checker.check_model(model, full_check=True)
shape = lambda value: (value.type.tensor_type.elem_type, [d.dim_value for d in value.type.tensor_type.shape.dim])
ours = {value.name: shape(value) for value in model.graph.value_info}
del model.graph.value_info[:]
inferred = shape_inference.infer_shapes(model, check_type=True, strict_mode=True, data_prop=True)
theirs = {value.name: shape(value) for value in inferred.graph.value_info}
different = [name for name in ours if ours[name] != theirs.get(name)]
print(len(ours), 'values', different)
`;

describe.skipIf(lacks('python3-onnx'))(needing('ONNX checker', 'python3-onnx'), () => {
  const folder = mkdtempSync(join(tmpdir(), 'onnx-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(Object.entries(graphs))('%s: is valid, and its shape inference agrees with ours', (_, graph) => {
    const file = join(folder, 'model.onnx');
    writeFileSync(file, toOnnx(graph));
    const { stdout, stderr } = spawnSync(systemPython, ['-c', checker, file], { encoding: 'utf8' });
    const inner = graph.nodes.flatMap((node) => node.outputs).length - graph.outputs.length;
    expect({ stdout, stderr }).toEqual({ stdout: `${inner} values []\n`, stderr: '' });
  });
});
