/** The thread behind `startExporter`: decodes again what a picture needs, draws and writes, beside the networks' runs. */
import { parentPort, workerData } from 'node:worker_threads';
import { basename } from 'node:path';
import type { Result } from '../../contract/problem.ts';
import { ok } from '../../contract/problem.ts';
import { openImage } from '../../imaging/openImage.ts';
import { displayValues } from '../../imaging/pixels/display.ts';
import { readImageBytes } from '../library/scan.ts';
import type { ImageLocation } from '../library/scan.ts';
import { createExporter } from './exporter.ts';
import type { ExportAnswer, ExportCall, ExportWorkerOptions, ImageToExport } from './startExporter.ts';
import { PictureCache } from './pictureCache.ts';

const port = parentPort;
if (port === null) throw new Error('this module runs as a worker thread');
const { dataDir, ...options } = workerData as ExportWorkerOptions;
const exporter = createExporter({ ...options, cache: new PictureCache(dataDir) });

port.on('message', async (call: ExportCall) => {
  port.postMessage({ id: call.id, result: await answer(call) } satisfies ExportAnswer);
});

function answer(call: ExportCall): Promise<Result<unknown>> {
  switch (call.type) {
    case 'image':
      return exporter.addImage({ ...call.image, display: () => displayOf(call.image) });
    case 'finish':
      return exporter.finish(call.run);
  }
}

async function displayOf({ location, frame: index, header }: ImageToExport): Promise<Result<Uint8Array>> {
  const bytes = await readImageBytes(location);
  if (!bytes.ok) return bytes;
  const opened = openImage(bytes.value, basename(nameOf(location)));
  if (!opened.ok) return opened;
  const frame = await opened.value.decode(index);
  return frame.ok ? ok(displayValues(header, frame.value)) : frame;
}

function nameOf({ file, entry }: ImageLocation): string {
  return entry === '' ? file : entry;
}
