/** `defaultWeightsProgram.ts [--library DIR] [hds-uresnet] [gmic]`: see scripts/trainDefault.mjs. */
import { parseArgs } from 'node:util';
import type { Architecture } from '../../contract/architecture.ts';
import { progressLine } from '../../training/progress.ts';
import { programVersion } from '../app.ts';
import { defaultDataDir, libraryGiven, libraryOptions } from '../hosts/cli/dataDir.ts';
import { makeDefaultWeights } from './defaultWeights.ts';

const architectures: readonly Architecture[] = ['hds-uresnet', 'gmic'];
const { values, positionals } = parseArgs({ allowPositionals: true, options: libraryOptions });
const library = libraryGiven(values);
const wanted = architectures.filter((name) => positionals.length === 0 || positionals.includes(name));
if (!library.ok || positionals.some((name) => !architectures.some((known) => known === name))) {
  console.error('usage: npm run train:default -- [--library DIR] [hds-uresnet] [gmic]');
  process.exit(2);
}
const cancel = new AbortController();
process.once('SIGINT', () => cancel.abort());
const show = (line: string) => process.stderr.isTTY && process.stderr.write(`\r\x1b[K${line}`);
for (const architecture of wanted) {
  const made = await makeDefaultWeights(
    {
      architecture,
      dataDir: library.value ?? (process.env.MAMMOSCOPE_DATA || defaultDataDir()),
      program: `mammoscope ${programVersion}`,
    },
    {
      onNotice: (sentence) => console.error(sentence),
      onProblem: ({ file, message }) => console.error(`${file ?? ''}: ${message}`),
      onProgress: (telling) => show(progressLine(telling)),
      onEpoch: ({ epoch, figures }) => console.log(`epoch ${epoch}: ${JSON.stringify(figures)}`),
    },
    cancel.signal,
  );
  show('');
  if (!made.ok) {
    console.error(made.problem.message);
    process.exit(1);
  }
  console.log(`${made.value.name}: ${made.value.trainingData ?? ''}`);
  for (const [figure, value] of Object.entries(made.value.metrics))
    console.log(`  ${figure}: ${value.toFixed(3)}`);
}
