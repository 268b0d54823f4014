import type { Frame, ImageHeader } from '../contract/image.ts';
import { type Result, ok } from '../contract/problem.ts';
import { describedFrames, frameHeader } from './dicom/frameValues.ts';
import { readHeader } from './dicom/header.ts';
import { type DicomFile, parseDicom } from './dicom/parse.ts';
import { type OverlayPlane, readOverlays } from './dicom/overlays.ts';
import { frameBytes } from './dicom/pixelData.ts';

import { number } from './dicom/values.ts';
import { withNameEvidence } from './nameEvidence.ts';
import { decodeFrame } from './pixels/decode.ts';
import { isPngOrPgm, wrapAsDicom } from './pixels/wrap.ts';

/** Changes whenever what is read of any image does, its header or its pixels: what was read before is to be read again. */
export const readingVersion = 5;

const labelMapNotice = 'Taken for a mask: it has few grey values, as labels have and no exposure.';

const planarConfiguration = 0x00280006;

/** An image of any kind that the program reads, ready to be decoded. */
export interface OpenedImage {
  /** That of the first frame. */
  readonly header: ImageHeader;
  /**
   * The header with what the image says of frame `frameIndex`, from 0, alone: values, window, spacing, orientation. Read
   * anew each time; `header` itself where that is the same, as from frame `describedFrames` on.
   */
  frameHeader(frameIndex: number): ImageHeader;
  readonly describedFrames: number;
  /** The planes that lie over the image. */
  overlays(): readonly OverlayPlane[];
  /** The elements that the header leaves out. */
  readonly file: DicomFile;
  /** True where the file was a PNG or PGM, which was wrapped as DICOM first. */
  readonly wrapped: boolean;
  /** Planar Configuration (0028,0006) is 1, as decoding needs to know. */
  readonly planar: boolean;
  /** The bytes of frame `frameIndex`, from 0, as they are in the file, which they may share memory with. */
  encoded(frameIndex: number): Result<Uint8Array>;
  /** Decodes frame `frameIndex`, from 0. The samples may share memory with the file's bytes. */
  decode(frameIndex: number): Promise<Result<Frame>>;
}

/**
 * Opens a DICOM, PNG or PGM file that is in memory; the content says which it is. `fileName` (no folder)
 * gives laterality and view of a PNG or PGM, and of a DICOM file where nothing else does. Problems: those of parsing and of
 * the header; `decode`'s are those of the pixels.
 */
export function openImage(bytes: Uint8Array, fileName: string): Result<OpenedImage> {
  const wrapped = isPngOrPgm(bytes);
  const dicom = wrapped ? wrapAsDicom(bytes, fileName) : ok(bytes);
  if (!dicom.ok) return dicom;
  const parsed = parseDicom(dicom.value);
  if (!parsed.ok) return parsed;
  const file = parsed.value;
  const read = readHeader(file);
  if (!read.ok) return read;
  // Of pictures, only those of few values were called masks when they were wrapped.
  const isLabelMap = wrapped && read.value.kind === 'mask';
  const notices = isLabelMap ? [...read.value.notices, labelMapNotice] : read.value.notices;
  const header = withNameEvidence({ ...read.value, notices }, fileName);
  const planar = number(file.dataSet, planarConfiguration, 'US') === 1;
  const encoded = (frameIndex: number) => frameBytes(file, header, frameIndex);
  return ok({
    header,
    frameHeader: (frameIndex) => frameHeader(file, header, frameIndex),
    describedFrames: describedFrames(file, header),
    overlays: () => readOverlays(file, header),
    file,
    wrapped,
    planar,
    encoded,
    async decode(frameIndex) {
      const bytes = encoded(frameIndex);
      return bytes.ok ? decodeFrame(header, bytes.value, { planar }) : bytes;
    },
  });
}
