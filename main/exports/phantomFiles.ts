import { join } from 'node:path';
import type { Rect } from '../../contract/geometry.ts';
import { ok } from '../../contract/problem.ts';
import type { Result } from '../../contract/problem.ts';
import { makeFolder, writeWhole } from '../files/write.ts';
import { phantomViews } from '../../training/phantoms/phantomExam.ts';
import type { PhantomLesion, PhantomOptions, PhantomView } from '../../training/phantoms/phantomExam.ts';
import { planExam } from '../../training/phantoms/planExam.ts';
import { vendors } from '../../training/phantoms/vendors.ts';
import { phantomDicom, phantomUid } from './phantomDicom.ts';
import { encodePng } from './png.ts';

/** `truth.json`: what an exam shows. Pixels are the image's own, (0,0) the outer corner of the first. */
export interface PhantomTruth {
  readonly version: 1;
  readonly seed: number;
  readonly index: number;
  readonly studyInstanceUid: string;
  readonly vendor: { readonly name: string; readonly manufacturer: string; readonly model: string };
  /** BI-RADS density, a to d. */
  readonly density: string;
  readonly images: readonly {
    readonly file: string;
    readonly sopInstanceUid: string;
    readonly laterality: string;
    readonly viewPosition: string;
    readonly rows: number;
    readonly columns: number;
    readonly spacingMm: number;
    readonly lesions: readonly TruthLesion[];
  }[];
}

interface TruthLesion extends Omit<PhantomLesion, 'mask'> {
  /** Number within the breast, from 1: the same lesion in both views. */
  readonly lesion: number;
  readonly boundingBox: Rect;
  readonly areaPixels: number;
  /** 8-bit PNG beside the image: 255 inside, 0 outside. */
  readonly mask: string;
}

export interface WrittenExam {
  readonly folder: string;
  readonly truth: PhantomTruth;
}

/**
 * Makes one exam and writes it to `folder`: `<R|L>-<CC|MLO>.dcm`, masks `<R|L>-<CC|MLO>-<lesion>.mask.png` and
 * `truth.json`. `onView` hears of each view that is done. Fails as 'unwritable' or 'disk-full', with the file.
 */
export async function writePhantomExam(
  folder: string,
  seed: number,
  index: number,
  options: PhantomOptions = {},
  onView: (done: number) => void = () => {},
): Promise<Result<WrittenExam>> {
  const plan = planExam(seed, index, options);
  const images: PhantomTruth['images'][number][] = [];
  const made = await makeFolder(folder);
  if (!made.ok) return made;
  for (const view of phantomViews(plan, options.size)) {
    const name = `${view.laterality}-${view.viewPosition}`;
    const file = `${name}.dcm`;
    const written = await writeWhole(join(folder, file), phantomDicom(plan, view, images.length + 1));
    if (!written.ok) return written;
    const lesions: TruthLesion[] = [];
    for (const [at, lesion] of view.lesions.entries()) {
      const truth = describeLesion(view, lesion, at + 1, `${name}-${at + 1}.mask.png`);
      lesions.push(truth);
      const maskWritten = await writeWhole(join(folder, truth.mask), maskPng(view, lesion.mask));
      if (!maskWritten.ok) return maskWritten;
    }
    const { laterality, viewPosition, rows, columns, spacingMm } = view;
    const sopInstanceUid = phantomUid(plan, 'image', `${laterality} ${viewPosition}`, rows, columns);
    images.push({ file, sopInstanceUid, laterality, viewPosition, rows, columns, spacingMm, lesions });
    onView(images.length);
  }
  const { manufacturer, model } = vendors[plan.vendor];
  const truth: PhantomTruth = {
    version: 1,
    seed,
    index,
    studyInstanceUid: phantomUid(plan, 'study'),
    vendor: { name: plan.vendor, manufacturer, model },
    density: plan.density,
    images,
  };
  const written = await writeWhole(join(folder, 'truth.json'), `${JSON.stringify(truth, null, 2)}\n`);
  return written.ok ? ok({ folder, truth }) : written;
}

function describeLesion(view: PhantomView, lesion: PhantomLesion, number: number, mask: string): TruthLesion {
  const { mask: inside, ...description } = lesion;
  let left = view.columns;
  let right = -1;
  let top = view.rows;
  let bottom = -1;
  let areaPixels = 0;
  for (let at = 0; at < inside.length; at++) {
    if (inside[at] === 0) continue;
    const column = at % view.columns;
    const row = Math.floor(at / view.columns);
    areaPixels++;
    left = Math.min(left, column);
    right = Math.max(right, column);
    top = Math.min(top, row);
    bottom = Math.max(bottom, row);
  }
  const boundingBox = { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
  return { lesion: number, ...description, boundingBox, areaPixels, mask };
}

function maskPng(view: PhantomView, mask: Uint8Array): Uint8Array {
  const data = mask.map((inside) => inside * 255);
  return encodePng({ width: view.columns, height: view.rows, data, channels: 1 });
}
