import { join } from 'node:path';
import { Command, Option } from 'commander';
import type { WrittenExam } from '../../exports/phantomFiles.ts';
import { failCommand, print } from './output.ts';
import { wholeNumber } from './wholeNumber.ts';

interface PhantomCommandOptions {
  readonly exams: number;
  readonly seed: number;
  readonly out: string;
  readonly json?: boolean;
}

const mostExams = 100_000;

/** `mammoscope phantom`: synthetic four-view exams as DICOM, with ground truth. */
export function phantomCommand(): Command {
  return new Command('phantom')
    .description('make synthetic four-view exams as DICOM files, with ground-truth masks')
    .addOption(new Option('--exams <n>', 'how many').argParser(wholeNumber(1, mostExams)).default(1))
    .addOption(
      new Option('--seed <s>', 'the same seed makes the same exams').argParser(wholeNumber(0)).default(1),
    )
    .requiredOption('--out <dir>', 'folder for exam-1, exam-2, ...')
    .option('--json', 'write one JSON object to standard output')
    .action(makeExams);
}

async function makeExams(options: PhantomCommandOptions): Promise<void> {
  const { writePhantomExam } = await import('../../exports/phantomFiles.ts');
  const exams: WrittenExam[] = [];
  const showProgress = process.stderr.isTTY === true;
  for (let index = 1; index <= options.exams; index++) {
    const progress = (views: number): void => {
      if (showProgress) process.stderr.write(`\rexam ${index} of ${options.exams}, view ${views} of 4 `);
    };
    progress(0);
    const folder = join(options.out, `exam-${index}`);
    const written = await writePhantomExam(folder, options.seed, index, {}, progress);
    if (showProgress) process.stderr.write('\r\x1b[K');
    if (!written.ok) {
      failCommand(written.problem);
      break;
    }
    exams.push(written.value);
    if (!options.json) print(examLine(written.value));
  }
  if (options.json) {
    const listed = exams.map(({ folder, truth }) => ({ folder, ...truth }));
    print(JSON.stringify({ seed: options.seed, exams: listed }, null, 2));
  }
}

function examLine({ folder, truth }: WrittenExam): string {
  const lesions = truth.images.flatMap(({ laterality, viewPosition, lesions: shown }) =>
    viewPosition === 'CC'
      ? shown.map(
          ({ kind, margin, morphology, label }) => `${laterality} ${margin ?? morphology} ${kind} (${label})`,
        )
      : [],
  );
  const found = lesions.length === 0 ? 'normal' : lesions.join(', ');
  return `${folder}  ${truth.vendor.name}, density ${truth.density}: ${found}`;
}
