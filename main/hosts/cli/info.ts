import { Command } from 'commander';
import { noSideReason } from '../../../contract/exam.ts';
import { besideInWords } from '../../../contract/beside.ts';
import type { ImageHeader, PixelSpacing } from '../../../contract/image.ts';
import { readablePersonName } from '../../../imaging/dicom/personName.ts';
import { readableDate } from '../../../imaging/dicom/spelling.ts';
import { transferSyntaxName } from '../../../imaging/dicom/transferSyntax.ts';
import { whyNotAnalysable } from '../../library/analysable.ts';
import type { Gathered, GatheredExam, GatheredImage } from '../../library/gather.ts';
import { sayingsOf, unusedSaying } from '../../library/statedFiles.ts';
import type { StatedFile } from '../../library/statedFiles.ts';
import { setOption } from './setOption.ts';
import { counted, print, printProblem, printable } from './output.ts';

/** `mammoscope info <paths>`: what is there, by the headers alone. */
export function infoCommand(): Command {
  return new Command('info')
    .description('list the exams, images, views and problems in files, folders and ZIP archives')
    .argument('<paths...>', 'DICOM, PNG and PGM files, folders, ZIP archives')
    .option('--json', 'write one JSON object to standard output')
    .option(...setOption)
    .action(async (paths: string[], options: { json?: boolean; set: readonly StatedFile[] }) => {
      const { gather } = await import('../../library/gather.ts');
      const sayings = sayingsOf(options.set);
      const gathered = await gather(paths, { sayings });
      const problems = [...gathered.problems, ...sayings.unused().map(unusedSaying)];
      const listing = { ...gathered, problems };
      if (options.json) print(JSON.stringify(jsonListing(listing), null, 2));
      else printListing(listing);
      if (listing.problems.length > 0) process.exitCode = 1;
    });
}

/** The `--json` form; its keys stay as they are. */
function jsonListing({ exams, problems, documentsAlone, skipped }: Gathered): object {
  return {
    exams: exams.map(({ studyInstanceUid, images, notices, beside }) => ({
      studyInstanceUid,
      ...jsonPatient(images[0].header),
      notices,
      beside,
      images: images.map(jsonImage),
    })),
    problems: problems.map(({ file, kind, message }) => ({ file: file ?? null, kind, message })),
    documentsAlone,
    skipped,
  };
}

function jsonPatient(header: ImageHeader): object {
  const { patientId, patientName, patientBirthDate, patientSex, patientAge } = header;
  const { accessionNumber, studyDate, studyDescription } = header;
  return {
    patientId,
    patientName,
    patientBirthDate,
    patientSex,
    patientAge,
    accessionNumber,
    studyDate,
    studyDescription,
  };
}

function jsonImage({ file, header, pixelProblem, notices, copies, slices }: GatheredImage): object {
  return {
    file,
    slices: slices.map((slice) => slice.file),
    sopInstanceUid: header.sopInstanceUid,
    sopClassUid: header.sopClassUid,
    seriesInstanceUid: header.seriesInstanceUid,
    modality: header.modality,
    laterality: header.laterality,
    viewPosition: header.viewPosition,
    viewModifiers: header.viewModifiers,
    presentationIntent: header.presentationIntent,
    kind: header.kind,
    notAnalysed: whyNotAnalysed(header),
    patientOrientation: header.patientOrientation,
    rows: header.rows,
    columns: header.columns,
    frames: header.frames,
    samplesPerPixel: header.samplesPerPixel,
    bitsAllocated: header.bitsAllocated,
    bitsStored: header.bitsStored,
    highBit: header.highBit,
    signed: header.signed,
    photometricInterpretation: header.photometricInterpretation,
    transferSyntaxUid: header.transferSyntaxUid,
    transferSyntax: transferSyntaxName(header.transferSyntaxUid),
    lossy: header.lossy,
    spacing: header.spacing,
    padding: header.padding,
    manufacturer: header.manufacturer,
    manufacturerModelName: header.manufacturerModelName,
    problem: pixelProblem?.kind ?? null,
    notices,
    copies,
  };
}

function printListing({ exams, problems, documentsAlone, skipped }: Gathered): void {
  for (const exam of exams) {
    for (const line of examLines(exam)) print(printable(line));
    print('');
  }
  problems.forEach(printProblem);
  const images = exams.reduce((sum, exam) => sum + exam.images.length, 0);
  const counts = [
    counted(exams.length, 'exam'),
    counted(images, 'image'),
    counted(problems.length, 'problem'),
  ];
  if (documentsAlone.length > 0) counts.push(`without images: ${besideInWords(documentsAlone)}`);
  if (skipped > 0) counts.push(`${counted(skipped, 'other file')} skipped`);
  print(counts.join(', '));
}

function examLines({ studyInstanceUid, images, notices, beside }: GatheredExam): string[] {
  const { patientName, patientId, studyDate, studyDescription } = images[0].header;
  const patient = [readablePersonName(patientName), patientId && `(${patientId})`].filter(Boolean).join(' ');
  const title = [patient || 'no patient', readableDate(studyDate), studyDescription]
    .filter(Boolean)
    .join(', ');
  const columns = images.map(({ header, pixelProblem, file, slices }) => [
    viewText(header),
    `${header.columns} x ${header.rows}${header.frames > 1 ? ` x ${header.frames}` : ''}`,
    `${header.bitsStored} bit`,
    spacingText(header.spacing),
    transferSyntaxName(header.transferSyntaxUid),
    [
      header.modality === 'MG' ? '' : header.modality,
      header.presentationIntent === 'FOR PROCESSING' ? 'For Processing' : '',
      header.kind === 'conventional' ? '' : header.kind,
      header.lossy ? 'lossy' : '',
      pixelProblem?.kind ?? '',
    ]
      .filter(Boolean)
      .join(', '),
    slices.length === 0 ? file : `${file} and ${counted(slices.length - 1, 'more slice')}`,
  ]);
  const lines = aligned(columns).flatMap((line, at) => [
    line,
    ...notesOf(images[at]).map((note) => `      note: ${note}`),
  ]);
  return [
    title,
    `Study ${studyInstanceUid || 'without UID'}`,
    ...notices.map((notice) => `  ! ${notice}`),
    ...lines,
    ...(beside.length > 0 ? [`  Beside the images: ${besideInWords(beside)}`] : []),
  ];
}

function spacingText(spacing: PixelSpacing | null): string {
  if (spacing === null) return 'no spacing';
  const [row, column] = [spacing.rowMm, spacing.columnMm].map((mm) => mm.toFixed(4));
  return row === column ? `${column} mm` : `rows ${row}, columns ${column} mm`;
}

function notesOf({ header, notices }: GatheredImage): readonly string[] {
  const reason = whyNotAnalysed(header);
  return [...notices, ...(reason === null ? [] : [`Not analysed: ${reason}.`])];
}

/** As `analyze` and the app go by it; null where it is analysed. */
function whyNotAnalysed(header: ImageHeader): string | null {
  return whyNotAnalysable(header)?.reason ?? (header.laterality === null ? noSideReason : null);
}

function viewText({ laterality, viewPosition, viewModifiers }: ImageHeader): string {
  const view = `${laterality ?? '?'} ${viewPosition ?? '?'}`;
  return viewModifiers.length === 0 ? view : `${view} (${viewModifiers.join(' ')})`;
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column])).join('  ')}`.trimEnd(),
  );
}
