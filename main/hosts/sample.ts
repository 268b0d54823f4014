/** `npm start` until the window exists: makes the sample exam once, analyses it, and says where everything is. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { defaultDataDir } from './cli/dataDir.ts';
import { print } from './cli/output.ts';
import { createProgram } from './cli/program.ts';

const dataDir = process.env.MAMMOSCOPE_DATA || defaultDataDir();
const samples = join(dataDir, 'sample');
const exams = join(samples, 'exams');
const results = join(samples, 'results');

async function command(...args: string[]): Promise<void> {
  await createProgram().parseAsync(['node', 'mammoscope', ...args, '--data', dataDir]);
}

print('Mammoscope: for research use only.');
if (!existsSync(join(exams, 'exam-1', 'truth.json'))) {
  print('Making the sample exam (a synthetic phantom, four views)...');
  await command('phantom', '--exams', '1', '--seed', '1', '--out', exams);
}
if (!process.exitCode) {
  print('Analysing it...');
  await command('analyze', exams, '--out', results);
}
if (!process.exitCode) {
  print(`Sample exam: ${exams}`);
  print(`Results:     ${join(results, 'results.json')}`);
  print(`Pictures:    ${results}`);
}
