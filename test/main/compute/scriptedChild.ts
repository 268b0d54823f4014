/** A compute child whose tasks do what their file's name says, to try the supervisor with. */
import { fail, ok } from '../../../contract/problem.ts';
import { forkedPort, serve, type TaskContext } from '../../../main/compute/serve.ts';
import type { AnalyseOutcome, AnalyseTask, DecodedImage } from '../../../main/compute/protocol.ts';
import { pack } from '../../../main/store/packed.ts';
import { sampleAnalysis, sampleHeader } from '../store/sampleRecords.ts';

const image: DecodedImage = { header: sampleHeader(), pixelHash: 'pixels', imageHash: 'image' };

/** Blocks this thread, as native code does. */
function block(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

async function analyse(task: AnalyseTask, context: TaskContext): Promise<AnalyseOutcome> {
  await context.step({ name: 'read', weights: null });
  const wanted = await context.ask({ ...image, pixelHash: `pixels of ${task.file}`, imageHash: task.file });
  await context.step({ name: 'network', weights: 'w' });
  if (task.file.includes('blocks forever')) block(1e9);
  if (task.file.includes('blocks shortly')) block(300);
  if (task.file.includes('waits forever')) await new Promise(() => undefined);
  if (task.file.includes('exits')) process.exit(3);
  if (task.file.includes('aborts')) process.kill(process.pid, 'SIGABRT');
  if (task.file.includes('complains')) {
    await new Promise((resolve) => process.stderr.write('first line\nout of memory', resolve));
    process.kill(process.pid, 'SIGKILL');
  }
  if (task.file.includes('throws')) throw new TypeError('bug');
  await context.step({ name: 'findings', weights: 'w' });
  const analyses = wanted.map((weightsName) =>
    pack({ ...sampleAnalysis(), weightsName, device: task.device }),
  );
  return {
    ...image,
    pixelHash: `pixels of ${task.file}`,
    imageHash: task.file,
    analyses,
    problems: [],
    peakMemoryBytes: 0,
    timingsMs: { read: 1 },
  };
}

serve(forkedPort(), {
  analyse: async (task, context) => {
    const outcome = await analyse(task, context);
    return task.file.includes('fails') ? fail('corrupt', 'Damaged.') : ok(outcome);
  },
  runPrepared: () => Promise.resolve(fail('bad-input', 'Not in the script.')),
  selfCheck: async ({ device }) => {
    switch (device) {
      case 'webgpu':
        return ok({ maximumDifference: 1e-6, cpuMs: 10, deviceMs: 2 });
      case 'directml':
        return ok({ maximumDifference: 1e-6, cpuMs: 10, deviceMs: 25 });
      case 'coreml':
        return ok({ maximumDifference: 0.02, cpuMs: 10, deviceMs: 2 });
      case 'cuda':
        process.kill(process.pid, 'SIGSEGV');
        block(1e9);
        break;
      case 'cpu':
        break;
    }
    return fail('no-device', 'Not here.');
  },
});
