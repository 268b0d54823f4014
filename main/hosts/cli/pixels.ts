import { basename } from 'node:path';
import { Command } from 'commander';
import type { Frame, Samples } from '../../../contract/image.ts';
import { type Result, fail, ok } from '../../../contract/problem.ts';
import { encodeNpy } from '../../../imaging/npy.ts';
import type { OpenedImage } from '../../../imaging/openImage.ts';
import { writeWhole } from '../../files/write.ts';
import { failCommand, print } from './output.ts';
import { wholeNumber } from './wholeNumber.ts';

/** Most bytes of one array: all frames of an image are held at once. */
const maximumBytes = 2 ** 30;

/** `mammoscope pixels <file> --out x.npy`: stored values as they are decoded, for comparison with other readers. */
export function pixelsCommand(): Command {
  return new Command('pixels')
    .description('write the decoded stored values of an image as a NumPy array')
    .argument('<file>', 'DICOM, PNG or PGM file')
    .requiredOption('--out <file>', 'the .npy file to write')
    .option(
      '--frame <n>',
      'only this frame, counted from 0 (default: all, as (frames, rows, columns))',
      wholeNumber(0),
    )
    .action(async (file: string, options: { out: string; frame?: number }) => {
      const result = await writePixels(file, options.out, options.frame ?? null);
      if (!result.ok) failCommand({ file, ...result.problem });
      else print(result.value);
    });
}

/** Decodes, writes, and returns the line to print. */
async function writePixels(file: string, out: string, frame: number | null): Promise<Result<string>> {
  const { readImageBytes } = await import('../../library/readImage.ts');
  const bytes = await readImageBytes({ file, entry: '' });
  if (!bytes.ok) return bytes;
  const { openImage } = await import('../../../imaging/openImage.ts');
  const opened = openImage(bytes.value, basename(file));
  if (!opened.ok) return opened;
  const array = await decodeArray(opened.value, frame);
  if (!array.ok) return array;
  const { shape, data } = array.value;
  const remedy = 'write elsewhere with --out';
  const written = await writeWhole(out, encodeNpy({ shape, data }), { remedy });
  if (!written.ok) return written;
  return ok(`${out}: ${typeName(data)} (${shape.join(', ')})`);
}

interface PixelArray {
  readonly shape: readonly number[];
  readonly data: Samples;
}

async function decodeArray(image: OpenedImage, frame: number | null): Promise<Result<PixelArray>> {
  const { frames, rows, columns, samplesPerPixel } = image.header;
  const shape = samplesPerPixel > 1 ? [rows, columns, samplesPerPixel] : [rows, columns];
  if (frame !== null || frames === 1) {
    const decoded = await image.decode(frame ?? 0);
    return decoded.ok ? ok({ shape, data: decoded.value.samples }) : decoded;
  }
  const first = await image.decode(0);
  if (!first.ok) return first;
  if (first.value.samples.byteLength * frames > maximumBytes) {
    return fail('too-large', `All ${frames} frames together are too large; choose one with --frame.`);
  }
  const data = emptyLike(first.value, frames);
  for (let index = 0; index < frames; index++) {
    const decoded = index === 0 ? first : await image.decode(index);
    if (!decoded.ok) return decoded;
    data.set(decoded.value.samples, index * decoded.value.samples.length);
  }
  return ok({ shape: [frames, ...shape], data });
}

function emptyLike({ samples }: Frame, frames: number): Samples {
  const Type = samples.constructor as new (length: number) => Samples;
  return new Type(samples.length * frames);
}

/** NumPy's name of the element type. */
function typeName(data: Samples): string {
  return data.constructor.name.replace('Array', '').toLowerCase();
}
