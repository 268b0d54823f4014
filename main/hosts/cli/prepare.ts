import { basename } from 'node:path';
import { Command, Option } from 'commander';
import type { Architecture } from '../../../contract/card.ts';
import type { Rect } from '../../../contract/geometry.ts';
import type { Frame, ImageHeader } from '../../../contract/image.ts';
import { ok, type Result } from '../../../contract/problem.ts';
import type { Laterality, ViewPosition } from '../../../contract/view.ts';
import { encodeNpy } from '../../../imaging/npy.ts';
import type { TrainingStatistics } from '../../../imaging/prepare/hds.ts';
import type { HorizontalFlip } from '../../../imaging/prepare/hanging.ts';
import type { Prepared } from '../../../imaging/prepare/prepared.ts';
import { writeWhole } from '../../files/write.ts';
import { failCommand, print } from './output.ts';
import { wholeNumber } from './wholeNumber.ts';

interface PrepareOptions {
  readonly for: Architecture;
  readonly out: string;
  readonly frame: number;
  readonly horizontalFlip?: HorizontalFlip;
  readonly laterality?: Laterality;
  readonly view?: ViewPosition;
  readonly json?: boolean;
}

/** Rows [top, bottom) and columns [left, right). */
interface Window {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** A prepared image, what was kept of the upright image, and what else is worth telling. */
interface Outcome {
  readonly prepared: Prepared;
  readonly window: Window;
  readonly details: Readonly<Record<string, unknown>>;
}

const views: readonly ViewPosition[] = [
  ...(['CC', 'MLO', 'ML', 'LM', 'LMO', 'SIO', 'ISO', 'FB'] as const),
  ...(['XCC', 'XCCL', 'XCCM', 'SPECIMEN'] as const),
];

/** `mammoscope prepare <image> --for gmic|hds-uresnet --out x.npy`: a network's input, as the network sees it. */
export function prepareCommand(): Command {
  return new Command('prepare')
    .description("write an image as a network's input: .npy, float32, shape (1, 1, height, width)")
    .argument('<image>', 'DICOM, PNG or PGM file')
    .addOption(
      new Option('--for <architecture>', 'which network')
        .choices(['gmic', 'hds-uresnet'])
        .makeOptionMandatory(),
    )
    .requiredOption('--out <file>', 'the .npy file to write')
    .option('--frame <n>', 'which frame, counted from 0', wholeNumber(0), 0)
    .addOption(
      new Option(
        '--horizontal-flip <answer>',
        'gmic: whether the image is mirrored against the usual hanging (default: by Patient Orientation, else by content)',
      ).choices(['YES', 'NO']),
    )
    .addOption(new Option('--laterality <side>', 'instead of what the image says').choices(['L', 'R']))
    .addOption(new Option('--view <view>', 'instead of what the image says').choices(views))
    .option('--json', 'print window, transform and intermediate results as JSON')
    .action(async (file: string, options: PrepareOptions) => {
      if (options.for !== 'gmic' && options.horizontalFlip !== undefined) {
        return failCommand({ kind: 'bad-input', message: '--horizontal-flip is for --for gmic only.' }, 2);
      }
      const outcome = await prepareFile(file, options);
      if (!outcome.ok) return failCommand({ file, ...outcome.problem });
      const { data, width, height } = outcome.value.prepared;
      const npy = encodeNpy({ shape: [1, 1, height, width], data });
      const written = await writeWhole(options.out, npy, { remedy: 'write elsewhere with --out' });
      if (!written.ok) return failCommand(written.problem);
      if (options.json) print(asJson(file, options.out, outcome.value));
      else for (const line of asText(options.out, outcome.value)) print(line);
    });
}

async function prepareFile(file: string, options: PrepareOptions): Promise<Result<Outcome>> {
  const { readImageBytes } = await import('../../library/readImage.ts');
  const { openImage } = await import('../../../imaging/openImage.ts');
  const bytes = await readImageBytes({ file, entry: '' });
  if (!bytes.ok) return bytes;
  const opened = openImage(bytes.value, basename(file));
  if (!opened.ok) return opened;
  const frame = await opened.value.decode(options.frame);
  if (!frame.ok) return frame;
  const stated = opened.value.frameHeader(options.frame);
  const header = {
    ...stated,
    laterality: options.laterality ?? stated.laterality,
    viewPosition: options.view ?? stated.viewPosition,
  };
  const { registry } = await import('../../../models/registry.ts');
  // The statistics are those of the authors' training images; weights of one's own keep theirs in their card.
  const { preparation } = registry[options.for];
  switch (preparation.rule) {
    case 'gmic/1':
      return gmic(header, frame.value, options.horizontalFlip);
    case 'hds-uresnet/1':
      return hds(header, frame.value, { mean: preparation.mean, std: preparation.std });
  }
}

async function gmic(
  header: ImageHeader,
  frame: Frame,
  flip: HorizontalFlip | undefined,
): Promise<Result<Outcome>> {
  const { prepareForGmic } = await import('../../../imaging/prepare/gmic/prepareForGmic.ts');
  const result = prepareForGmic(header, frame, flip === undefined ? {} : { horizontalFlip: flip });
  if (!result.ok) return result;
  const { crop, horizontalFlip, flipSource, mode, centerRule, bestCenter } = result.value;
  const details = {
    laterality: header.laterality,
    viewPosition: header.viewPosition,
    horizontalFlip,
    flipSource,
    mode,
    centerRule,
    rightmostPoints: [crop.rightmost.rows, crop.rightmost.x],
    bottommostPoints: [crop.bottommost.y, crop.bottommost.columns],
    distanceFromStartingSide: crop.distanceFromStartingSide,
    bestCenter: [bestCenter.y, bestCenter.x],
  };
  return ok({ prepared: result.value, window: crop.window, details });
}

async function hds(
  header: ImageHeader,
  frame: Frame,
  statistics: TrainingStatistics,
): Promise<Result<Outcome>> {
  const { prepareForHds } = await import('../../../imaging/prepare/hds.ts');
  const result = prepareForHds(header, frame, statistics);
  if (!result.ok) return result;
  return ok({ prepared: result.value, window: windowOf(result.value.crop), details: { ...statistics } });
}

function windowOf({ x, y, width, height }: Rect): Window {
  return { top: y, bottom: y + height, left: x, right: x + width };
}

function asJson(file: string, out: string, { prepared, window, details }: Outcome): string {
  const { version, width, height, toSource } = prepared;
  return JSON.stringify(
    { file, out, version, shape: [1, 1, height, width], window, transform: toSource, ...details },
    null,
    2,
  );
}

function asText(out: string, { prepared, window, details }: Outcome): string[] {
  const { a, b, c, d, e, f } = prepared.toSource;
  return [
    `${out}: float32 (1, 1, ${prepared.height}, ${prepared.width}), ${prepared.version}`,
    `window: rows ${window.top} to ${window.bottom}, columns ${window.left} to ${window.right}`,
    `transform: x' = ${a} x + ${c} y + ${e}, y' = ${b} x + ${d} y + ${f}`,
    ...Object.entries(details).map(([name, value]) => `${name}: ${JSON.stringify(value)}`),
  ];
}
