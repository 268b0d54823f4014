/** `realMarksProgram.ts --out DIR [--shared DIR] [--library DIR] [--device D] [--pictures] <weights…>`: see scripts/realMarks.mjs. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { deviceChoices, type DeviceChoice } from '../compute/devices.ts';
import { libraryGiven, libraryOptions } from '../hosts/cli/dataDir.ts';
import { findRealImages, realMarks, type RealMarksReport, type SetSummary } from './realMarks.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string' },
    shared: { type: 'string', default: join(import.meta.dirname, '../../../shared') },
    ...libraryOptions,
    device: { type: 'string', default: 'cpu' },
    pictures: { type: 'boolean', default: false },
  },
});
const device = deviceChoices.find((choice): choice is DeviceChoice => choice === values.device);
const library = libraryGiven(values);
const dataDir = library.ok ? (library.value ?? process.env.MAMMOSCOPE_DATA ?? '') : '';
if (values.out === undefined || dataDir === '' || positionals.length === 0 || device === undefined) {
  console.error(
    'usage: node scripts/realMarks.mjs --out DIR [--shared DIR] [--library DIR] [--device D] [--pictures] <weights…>',
  );
  process.exit(2);
}
const images = await findRealImages(values.shared);
if (images.length === 0) {
  console.log(`Skipped: there are no real mammograms in ${values.shared}.`);
  process.exit(0);
}
const cancel = new AbortController();
process.once('SIGINT', () => cancel.abort());
const done = await realMarks(
  {
    dataDir,
    weights: positionals,
    images,
    device,
    outDir: values.out,
    pictures: values.pictures,
  },
  {
    onImage: (count, of) => process.stderr.isTTY && process.stderr.write(`\r${count} of ${of} `),
    onProblem: ({ file, message }) => console.error(`${file ?? ''}: ${message}`),
  },
  cancel.signal,
);
if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
if (done.ok) print(done.value);
else console.error(done.problem.message);
process.exitCode = done.ok && done.value.problems.length === 0 ? 0 : 1;

function print({ weights, file }: RealMarksReport): void {
  for (const { weights: name, threshold, untrained, sets } of weights) {
    console.log(`${name}${untrained ? ' (untrained)' : ''}, marks at or above ${threshold}:`);
    for (const set of sets) console.log(`  ${line(set)}`);
  }
  console.log(`For research use only. Wrote ${file}`);
}

function line({ set, images, marks, marksPerImage, imagesWithMarks, places, outside }: SetSummary): string {
  const where = Object.entries(places).map(([place, count]) => `${place.replace('-', ' ')} ${count}`);
  return `${set}: ${marksPerImage.toFixed(2)} per image (${marks} in ${imagesWithMarks} of ${images} images), ${outside} outside; ${where.join(', ')}`;
}
