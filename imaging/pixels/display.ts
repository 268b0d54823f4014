import type { Frame, ImageHeader, ModalityTransform, Samples, VoiTransform } from '../../contract/image.ts';

/** Display values 0..255, unrounded, by stored value: `values[stored - first]`. */
interface DisplayLookup {
  /** The least value of the samples' type. */
  readonly first: number;
  /** One entry for every value of the samples' type: 256 or 65536. */
  readonly values: Float32Array;
}

/**
 * Stored values -> 0..255 as a reading room shows them: modality transform, then the VOI transform
 * `voiIndex` of the header (PS3.3 C.11.1, C.11.2), or the range of what is not padding where the image has
 * none; MONOCHROME1 inverted; padding 0. Colour becomes luminance. rows x columns bytes.
 */
export function displayValues(header: ImageHeader, frame: Frame, voiIndex = 0): Uint8Array {
  const grey = greySamples(header, frame);
  const transform = displayTransform(header, grey, voiIndex);
  const output = new Uint8Array(grey.length);
  if (isWide(grey)) {
    for (let i = 0; i < grey.length; i++) output[i] = Math.round(transform(grey[i]));
    return output;
  }
  const words = unsignedWords(grey);
  const table = tabulated(grey, transform);
  const rounded = new Uint8Array(table.values.length);
  for (let word = 0; word < rounded.length; word++) {
    rounded[word] = Math.round(table.values[wordValue(grey, word) - table.first]);
  }
  for (let i = 0; i < words.length; i++) output[i] = rounded[words[i]];
  return output;
}

type WideSamples = Uint32Array | Int32Array;
type NarrowSamples = Exclude<Samples, WideSamples>;

function isWide(samples: Samples): samples is WideSamples {
  return samples.BYTES_PER_ELEMENT > 2;
}

/** The samples' bit patterns, as indices into a table. */
function unsignedWords(samples: NarrowSamples): Uint8Array | Uint16Array {
  const { buffer, byteOffset, length } = samples;
  return samples.BYTES_PER_ELEMENT === 1
    ? new Uint8Array(buffer, byteOffset, length)
    : new Uint16Array(buffer, byteOffset, length);
}

/** The stored value of a bit pattern. */
function wordValue(samples: NarrowSamples, word: number): number {
  const signed = samples instanceof Int8Array || samples instanceof Int16Array;
  const unused = 32 - 8 * samples.BYTES_PER_ELEMENT;
  return signed ? (word << unused) >> unused : word;
}

function tabulated(samples: NarrowSamples, transform: (stored: number) => number): DisplayLookup {
  const length = 2 ** (8 * samples.BYTES_PER_ELEMENT);
  const first = wordValue(samples, length / 2) < 0 ? -length / 2 : 0;
  const values = new Float32Array(length);
  for (let i = 0; i < length; i++) values[i] = transform(first + i);
  return { first, values };
}

/** One grey sample per pixel. */
function greySamples(header: ImageHeader, frame: Frame): Samples {
  if (frame.samplesPerPixel === 1) return frame.samples;
  const { samples, samplesPerPixel } = frame;
  const output = new (isWide(samples) ? Uint32Array : Uint16Array)(frame.rows * frame.columns);
  if (header.photometricInterpretation.startsWith('YBR') && !decodedToRgb(header.transferSyntaxUid)) {
    for (let i = 0; i < output.length; i++) output[i] = samples[i * samplesPerPixel];
    return output;
  }
  // ITU-R BT.601, the weights of YBR_FULL (PS3.3 C.7.6.3.1.2).
  for (let i = 0, at = 0; i < output.length; i++, at += samplesPerPixel) {
    output[i] = Math.round(0.299 * samples[at] + 0.587 * samples[at + 1] + 0.114 * samples[at + 2]);
  }
  return output;
}

/** The JPEG family's decoders give RGB whatever the stream held; native and RLE colour stays as stored. */
function decodedToRgb(transferSyntaxUid: string): boolean {
  return transferSyntaxUid.startsWith('1.2.840.10008.1.2.4.');
}

function displayTransform(header: ImageHeader, grey: Samples, voiIndex: number): (stored: number) => number {
  const chosen = header.voiTransforms[voiIndex];
  if (header.samplesPerPixel > 1)
    return displayFunction(header, linear(0, 2 ** header.bitsStored - 1), false);
  if (chosen !== undefined) return displayFunction(header, chosen, false);
  const { low, high } = fullRange(grey, header.padding, modalityOf(header));
  return displayFunction(header, linear(low, high), false);
}

/**
 * Stored value -> 0..255, unrounded: the header's modality transform, then `voi` (PS3.3 C.11.1, C.11.2; of colour only
 * a function), MONOCHROME1 inverted, and all of it once more where `inverted`. Padding stays 0 in any case.
 */
export function displayFunction(
  header: ImageHeader,
  voi: VoiTransform | ((modality: number) => number),
  inverted: boolean,
): (stored: number) => number {
  const { padding } = header;
  const modality = modalityOf(header);
  const unit = voiTransform(voi);
  const flipped = (header.photometricInterpretation === 'MONOCHROME1') !== inverted;
  return (stored) => {
    if (padding !== null && stored >= padding.low && stored <= padding.high) return 0;
    const value = 255 * unit(modality(stored));
    return flipped ? 255 - value : value;
  };
}

/**
 * The range of modality values that occur in what is not padding (in all, where there is nothing else), as a window:
 * how an image is shown that does not say how. `frame` is grey.
 */
export function fullRangeWindow(header: ImageHeader, frame: Frame): VoiTransform {
  const { low, high } = fullRange(frame.samples, header.padding, modalityOf(header));
  const width = high - low;
  return {
    type: 'window',
    function: 'LINEAR_EXACT',
    center: low + width / 2,
    width,
    explanation: 'Full range',
  };
}

function modalityOf(header: ImageHeader): (stored: number) => number {
  return header.samplesPerPixel > 1 ? (stored) => stored : modalityTransform(header.modalityTransform);
}

/** PS3.3 C.11.1.1.2: the ends of a table hold for what lies beyond them. */
export function modalityTransform(transform: ModalityTransform): (stored: number) => number {
  if (transform.type === 'rescale') {
    const { slope, intercept } = transform;
    return (stored) => stored * slope + intercept;
  }
  const { firstMapped, data } = transform;
  return (stored) => data[clamp(stored - firstMapped, 0, data.length - 1)];
}

type Unit = (value: number) => number;

/** Modality value -> 0..1. */
function voiTransform(transform: VoiTransform | Unit): Unit {
  if (typeof transform === 'function') return transform;
  if (transform.type === 'lut') {
    const { firstMapped, data, bits } = transform;
    const highest = 2 ** bits - 1;
    return (value) => Math.min(1, data[clamp(Math.round(value) - firstMapped, 0, data.length - 1)] / highest);
  }
  const { center, width } = transform;
  switch (transform.function) {
    case 'LINEAR': // C.11.2.1.2.1
      return (value) => {
        if (value <= center - 0.5 - (width - 1) / 2) return 0;
        if (value > center - 0.5 + (width - 1) / 2) return 1;
        return (value - (center - 0.5)) / (width - 1) + 0.5;
      };
    case 'LINEAR_EXACT': // C.11.2.1.3.2
      return (value) => {
        if (value <= center - width / 2) return 0;
        if (value > center + width / 2) return 1;
        return (value - center) / width + 0.5;
      };
    case 'SIGMOID': // C.11.2.1.3.1
      return (value) => 1 / (1 + Math.exp((-4 * (value - center)) / width));
  }
}

/** The least and greatest modality value of what is not padding (of all, where there is nothing else). */
function fullRange(
  grey: Samples,
  padding: ImageHeader['padding'],
  modality: (stored: number) => number,
): { readonly low: number; readonly high: number } {
  let low = Infinity;
  let high = -Infinity;
  for (const stored of distinctValues(grey)) {
    if (padding !== null && stored >= padding.low && stored <= padding.high) continue;
    const value = modality(stored);
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) return padding === null ? { low: 0, high: 0 } : fullRange(grey, null, modality);
  return { low, high };
}

/** Every value that occurs; all samples where they are too wide for a table. */
function distinctValues(grey: Samples): Iterable<number> {
  if (isWide(grey)) return grey;
  const words = unsignedWords(grey);
  const present = new Uint8Array(2 ** (8 * grey.BYTES_PER_ELEMENT));
  for (let i = 0; i < words.length; i++) present[words[i]] = 1;
  const values: number[] = [];
  for (let word = 0; word < present.length; word++)
    if (present[word] === 1) values.push(wordValue(grey, word));
  return values;
}

function linear(from: number, to: number): Unit {
  const low = Math.min(from, to);
  const high = Math.max(from, to);
  return low === high ? () => 0 : (value) => clamp((value - low) / (high - low), 0, 1);
}

function clamp(value: number, low: number, high: number): number {
  return value < low ? low : value > high ? high : value;
}
