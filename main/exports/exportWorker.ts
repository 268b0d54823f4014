/** The thread behind `startExporter`: decodes again what a picture needs, draws and writes, beside the networks' runs. */
import { basename } from 'node:path';
import { parentPort } from 'node:worker_threads';
import type { Result } from '../../contract/problem.ts';
import { ok } from '../../contract/problem.ts';
import { openImage } from '../../imaging/openImage.ts';
import { displayValues } from '../../imaging/pixels/display.ts';
import { readImageBytes } from '../library/readImage.ts';
import { createExporter } from './exporter.ts';
import type { Exporter } from './exporter.ts';
import { PictureCache } from './pictureCache.ts';
import type { ExportAnswer, ExportCall, ExportRequest, ImageToExport } from './startExporter.ts';

const port = parentPort;
if (port === null) throw new Error('this module runs as a worker thread');

const exporters = new Map<number, Exporter>();

port.on('message', ({ id, request }: ExportCall) => {
  // A rejection is a bug: it ends the thread, and `startExporter` hears of it.
  void answer(request).then((result) => port.postMessage({ id, result } satisfies ExportAnswer));
});

async function answer(request: ExportRequest): Promise<Result<unknown>> {
  switch (request.type) {
    case 'begin': {
      const { dataDir, drawAnew, ...options } = request.options;
      const cache = drawAnew ? null : new PictureCache(dataDir);
      exporters.set(request.folder, createExporter({ ...options, cache }));
      return ok(null);
    }
    case 'image': {
      const { image } = request;
      return exporterOf(request.folder).addImage({ ...image, display: () => displayOf(image) });
    }
    case 'finish': {
      const finished = await exporterOf(request.folder).finish(request.run);
      exporters.delete(request.folder);
      return finished;
    }
  }
}

function exporterOf(folder: number): Exporter {
  const exporter = exporters.get(folder);
  if (exporter === undefined) throw new Error('an export goes on that was not begun');
  return exporter;
}

async function displayOf({ place, header }: ImageToExport): Promise<Result<Uint8Array>> {
  const bytes = await readImageBytes(place);
  if (!bytes.ok) return bytes;
  const opened = openImage(bytes.value, basename(place.entry === '' ? place.file : place.entry));
  if (!opened.ok) return opened;
  const frame = await opened.value.decode(place.frame);
  return frame.ok ? ok(displayValues(header, frame.value)) : frame;
}
