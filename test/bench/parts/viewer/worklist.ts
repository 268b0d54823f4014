import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { phantomDicom } from '../../../../main/exports/phantomDicom.ts';
import { phantomViews } from '../../../../training/phantoms/phantomExam.ts';
import { planExam } from '../../../../training/phantoms/planExam.ts';
import { median } from '../bench.ts';
import { scrollFrameMs } from './page.ts';
import { openWorklist, serve, type Stage } from './served.ts';

const listedExams = 10_000;

/** What a list of many exams costs beside one of few. */
export async function worklistFigures(stage: Stage) {
  const { open, folder, toy } = stage;
  const count = toy ? 120 : listedExams;
  const fewExams = toy ? 60 : 100;
  const [frames, rounds] = toy ? [5, 1] : [60, 5];
  const few = join(folder, 'listed-few');
  const all = join(folder, 'listed-all');
  mkdirSync(few);
  mkdirSync(all);
  const [view] = phantomViews(planExam(11, 1), 16);
  for (let index = 1; index <= count; index++) {
    // No figure asks what is in a picture; two of them are never the same.
    view.pixels[0] = index;
    const bytes = phantomDicom(planExam(11, index), view, 1);
    writeFileSync(join(all, `${index}.dcm`), bytes);
    if (index <= fewExams) writeFileSync(join(few, `${index}.dcm`), bytes);
  }
  const measure = async (name: string, exams: string) => {
    const indexStart = performance.now();
    const served = await serve(stage, name, [exams]);
    const indexMs = performance.now() - indexStart;
    const app = await open();
    const start = performance.now();
    await openWorklist(app, served.url);
    const shownMs = performance.now() - start;
    await scrollFrameMs(app, frames);
    const scrollMs = median(await repeated(rounds, () => scrollFrameMs(app, frames)));
    const searchMs = await app.evaluate(async () => {
      const input = document.querySelector<HTMLInputElement>('input[type="search"]')!;
      const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!;
      const start = performance.now();
      set.call(input, '0042');
      input.dispatchEvent(new Event('input', { bubbles: true }));
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      return performance.now() - start;
    });
    await app.context().close();
    await served.close();
    return { indexMs, shownMs, scrollMs, searchMs };
  };
  const small = await measure('listed-few', few);
  const large = await measure('listed-all', all);
  return { exams: count, fewExams, all: large, few: small, scrollRatio: large.scrollMs / small.scrollMs };
}

async function repeated(times: number, work: () => Promise<number>): Promise<number[]> {
  const values: number[] = [];
  for (let index = 0; index < times; index++) values.push(await work());
  return values;
}
