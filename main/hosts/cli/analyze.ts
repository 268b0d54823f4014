import { basename } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { besideInWords } from '../../../contract/beside.ts';
import { noSideReason } from '../../../contract/exam.ts';
import type { Answers, ImageAnalysis } from '../../../contract/findings.ts';
import type { Problem } from '../../../contract/problem.ts';
import type { ResultsAnalysis, ResultsImage } from '../../../contract/results.ts';
import type { AnalysisListener, AnalysisReport } from '../../app.ts';
import { deviceChoices, type DeviceChoice } from '../../compute/devices.ts';
import { mapFormats, type MapFormat } from '../../exports/maps.ts';
import type { StatedFile } from '../../library/statedFiles.ts';
import { dataDirOf } from './dataDir.ts';
import { counted, failCommand, print, printProblem, printable } from './output.ts';
import { setOption } from './setOption.ts';
import { ProgressBar } from './progress.ts';

interface AnalyzeOptions {
  readonly out: string;
  readonly models?: readonly string[];
  readonly device: DeviceChoice;
  readonly force?: boolean;
  readonly anyImage?: boolean;
  readonly set: readonly StatedFile[];
  readonly maps: MapFormat | 'both' | 'none';
  readonly json?: boolean;
}

/** `mammoscope analyze <files or folders…> --out DIR`: findings, pictures and maps of every mammogram found. */
export function analyzeCommand(): Command {
  return new Command('analyze')
    .description('find masses, saliency and patches in mammograms; write results.json, pictures and maps')
    .argument('<paths...>', 'DICOM, PNG and PGM files, folders, ZIP archives')
    .requiredOption('--out <dir>', 'folder for the results')
    .option(
      '--models <names>',
      'weights, by name or architecture, comma-separated (default: of each architecture your own trained ones, else those of the program, else untrained ones)',
      nameList,
    )
    .addOption(new Option('--device <device>', 'where networks run').choices(deviceChoices).default('auto'))
    .option('--force', 'compute anew what is known from an earlier run')
    .option('--any-image', 'analyse also what is no mammogram, or not for reading, by its own header')
    .option(...setOption)
    .addOption(
      new Option('--maps <format>', 'format of saliency and probability maps')
        .choices([...mapFormats, 'both', 'none'])
        .default('png'),
    )
    .option('--json', 'print results.json to standard output, and nothing else there')
    .action((paths: string[], options: AnalyzeOptions, command: Command) =>
      analyze(paths, options, dataDirOf(command)),
    );
}

function nameList(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.includes('')) throw new InvalidArgumentError('Names are separated by single commas.');
  return names;
}

async function analyze(paths: readonly string[], options: AnalyzeOptions, dataDir: string): Promise<void> {
  const { openApp } = await import('../../app.ts');
  const app = openApp({ dataDir, device: options.device });
  const bar = new ProgressBar();
  const cancel = new AbortController();
  const onInterrupt = () => cancel.abort();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, onInterrupt);
  const analysed = await app.analyseToFolder(
    {
      paths,
      outDir: options.out,
      models: options.models ?? null,
      force: options.force ?? false,
      anyImage: options.anyImage ?? false,
      stated: options.set,
      mapFormats: mapFormats.filter((format) => options.maps === 'both' || options.maps === format),
    },
    listener(bar, options.json ?? false),
    cancel.signal,
  );
  await app.close();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, onInterrupt);
  bar.clear();
  if (!analysed.ok) {
    const usage = ['unknown-weights', 'bad-input'].includes(analysed.problem.kind);
    failCommand(analysed.problem, usage ? 2 : 1);
    return;
  }
  const { results, resultsFile, removed } = analysed.value;
  if (options.json) print(JSON.stringify(results));
  else summarise(analysed.value);
  if (results.images.length === 0) process.stderr.write('No mammogram was analysed.\n');
  if (resultsFile === null) {
    process.stderr.write(`${printable(options.out)}: the results of an earlier run are left as they are.\n`);
  }
  if (removed.count > 0) {
    const files = counted(removed.count, 'file');
    process.stderr.write(`${printable(options.out)}: ${files} of an earlier run removed.\n`);
  }
  removed.problems.forEach(printProblem);
  const isWhole = results.problems.length === 0 && removed.problems.length === 0;
  if (!isWhole || results.images.length === 0) process.exitCode = 1;
}

function listener(bar: ProgressBar, quiet: boolean): AnalysisListener {
  return {
    onNotice: (sentence) => bar.above(() => process.stderr.write(`${sentence}\n`)),
    onImages: (count) => bar.begin(count),
    onStep: (file, { name, weights }) => {
      bar.step([basename(file), name, weights].filter((part) => part !== null).join(' '));
    },
    onImage: (image, { analyses }) => {
      if (!quiet) bar.above(() => imageLines(image, analyses).forEach(print));
    },
    onProblem: (problem: Problem) => bar.above(() => printProblem(problem)),
    onNotAnalysed: ({ file, reason }) =>
      bar.above(() => process.stderr.write(`${printable(notAnalysedLine(file, reason))}\n`)),
    onImageEnd: () => bar.advance(),
  };
}

function notAnalysedLine(file: string, reason: string): string {
  const remedy = reason === noSideReason ? `; say it, for example with --set "${basename(file)}=R-CC"` : '';
  return `${file}: not analysed (${reason})${remedy}`;
}

/** `exam-1/R-CC  hds-1: mass 0.12, 0 contours  gmic-1: malignant 0.84, benign 0.30  in/a.dcm`, and what is odd about it. */
function imageLines({ id, file, notices, analyses }: ResultsImage, own: readonly ImageAnalysis[]): string[] {
  const scores = analyses.map((analysis, index) => scoreOf(analysis, own[index].answers));
  return [[id, ...scores, file].join('  '), ...notices.map((notice) => `  note: ${notice}`)].map(printable);
}

function scoreOf(analysis: ResultsAnalysis, answers: Answers): string {
  const marks = [
    analysis.untrained ? 'untrained' : null,
    analysis.notValidatedOnPatients ? 'not validated on patients' : null,
    analysis.fromCache ? 'known' : null,
  ];
  const marked = marks.filter((mark) => mark !== null).join(', ');
  const name = marked === '' ? analysis.weights : `${analysis.weights} (${marked})`;
  switch (analysis.architecture) {
    case 'hds-uresnet': {
      const contours = counted(analysis.contours.length, 'contour');
      return `${name}: mass ${analysis.probabilities[answers['hds-uresnet']].toFixed(2)}, ${contours}`;
    }
    case 'gmic': {
      const { malignant, benign } = analysis.probabilities[answers.gmic];
      return `${name}: malignant ${malignant.toFixed(2)}, benign ${benign.toFixed(2)}`;
    }
  }
}

function summarise(report: AnalysisReport): void {
  const { results, resultsFile, pictures } = report;
  print(`${countsLine(report)}. For research use only.`);
  if (resultsFile !== null) print(`${counted(pictures.length, 'picture')} beside ${resultsFile}`);
  for (const { id, notices, beside } of results.exams) {
    for (const notice of notices) print(`${id}: ${notice}`);
    if (beside.length > 0) print(`${id}: beside the images: ${besideInWords(beside)}. They are not read.`);
  }
}

/**
 * `64 images: 48 analysed on cpu (38 not by all weights), 14 not analysed (--any-image does), 2 failed; 1 other problem`: the
 * three add up to the images. Other problems are of none of these.
 */
function countsLine({ found, results }: AnalysisReport): string {
  const { images, notAnalysed, problems, weights, device } = results;
  const partly = images.filter(({ analyses }) => analyses.length < weights.length).length;
  const some = partly === 0 ? '' : ` (${partly} not by all weights)`;
  const left = notAnalysed.length === 0 ? '' : ' (--any-image does)';
  const failed = found.length - images.length - notAnalysed.length;
  const files = new Set(found);
  const others = problems.filter(({ file }) => file === null || !files.has(file)).length;
  const counts = [
    `${images.length} analysed on ${device.used}${some}`,
    `${notAnalysed.length} not analysed${left}`,
    `${failed} failed`,
  ];
  const other = others === 0 ? '' : `; ${counted(others, 'other problem')}`;
  return `${counted(found.length, 'image')}: ${counts.join(', ')}${other}`;
}
