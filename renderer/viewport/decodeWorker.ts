/** The worker's side of decoding: one request, one answer, nothing kept. */
import charLs from '@cornerstonejs/codec-charls/decodewasm?url';
import libJpegTurbo from '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasm?url';
import openJpeg from '@cornerstonejs/codec-openjpeg/decodewasm?url';
import openJph from '@cornerstonejs/codec-openjph/wasm?url';
import type { ImageHeader } from '../../contract/image.ts';
import { type Result, fail } from '../../contract/problem.ts';
import { setCodecFiles } from '../../imaging/pixels/codecModule.ts';
import { decodeFrame } from '../../imaging/pixels/decode.ts';
import { type DecodedFrame, withLevels } from './decodedFrame.ts';

export interface DecodeRequest {
  readonly header: ImageHeader;
  readonly encoded: Uint8Array;
  readonly planar: boolean;
}

/** By the names that the modules ask for. */
const codecFiles: Readonly<Record<string, string>> = {
  'charlswasm_decode.wasm': charLs,
  'libjpegturbowasm_decode.wasm': libJpegTurbo,
  'openjpegwasm_decode.wasm': openJpeg,
  'openjphjs.wasm': openJph,
};
setCodecFiles((name) => new URL(codecFiles[name], self.location.href).href);

self.onmessage = async ({ data }: MessageEvent<DecodeRequest>) => {
  const decoded = await decode(data);
  const buffers = decoded.ok
    ? new Set([decoded.value.samples.buffer, ...decoded.value.levels.map(({ samples }) => samples.buffer)])
    : [];
  self.postMessage(decoded, { transfer: [...buffers] });
};

async function decode({ header, encoded, planar }: DecodeRequest): Promise<Result<DecodedFrame>> {
  try {
    const frame = await decodeFrame(header, encoded, { planar });
    return frame.ok ? { ok: true, value: withLevels(header, frame.value) } : frame;
  } catch (error) {
    // What is not a damaged stream is a lack of memory: the decoders allocate by the header's size.
    if (!(error instanceof RangeError)) throw error;
    return fail('too-large', 'The image needs more memory than there is; close other images or programs.');
  }
}
