/** Where a phantom's views hang on the page, by the pixels of their files and the sizes of their tiles. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { Exam } from '../../contract/exam.ts';
import type { Affine } from '../../contract/geometry.ts';
import { compose, translation } from '../../imaging/geometry/affine.ts';
import { openImage } from '../../imaging/openImage.ts';
import type { BreastContent } from '../../imaging/prepare/breastContent.ts';
import { hungCamera, placedView } from '../../renderer/hanging/placement.ts';
import { sourceToTile } from '../../renderer/viewport/camera.ts';
import { withLevels } from '../../renderer/viewport/decodedFrame.ts';
import { testTile } from '../renderer/reading/tiles.ts';
import { tile } from './hungViews.ts';

export interface HungPlace {
  /** Source pixels -> CSS pixels of the page. */
  readonly toPage: Affine;
  readonly pixelsPerMm: number;
}

/** Of the views of a step, none of them moved: by label. `folder`: that the phantom's files lie in. */
export async function hungPlaces(
  page: Page,
  exam: Exam,
  folder: string,
  labels: readonly string[],
): Promise<ReadonlyMap<string, HungPlace>> {
  const hung = await Promise.all(
    labels.map(async (label) => {
      const box = (await tile(page, label).boundingBox())!;
      const image = exam.images.find(({ laterality, view }) => `${laterality} ${view}` === label)!;
      const chestWall = label.startsWith('R') ? 'right' : 'left';
      const breast = await breastOf(join(folder, `${label.replace(' ', '-')}.dcm`));
      const view = placedView(testTile(label, { image, chestWall }), box, breast)!;
      return { label, box, view, spacingMm: image.spacingMm! };
    }),
  );
  const group = hung.map(({ view }) => view);
  return new Map(
    hung.map(({ label, box, view, spacingMm }) => {
      const camera = hungCamera(view, group);
      const toTile = sourceToTile(camera, box, spacingMm.row / spacingMm.column);
      return [
        label,
        {
          toPage: compose(toTile, translation(box.x, box.y)),
          pixelsPerMm: camera.scale / spacingMm.column,
        },
      ];
    }),
  );
}

async function breastOf(file: string): Promise<BreastContent> {
  const opened = openImage(readFileSync(file), file);
  const decoded = opened.ok && (await opened.value.decode(0));
  const content =
    opened.ok && decoded && decoded.ok && withLevels(opened.value.header, decoded.value).content;
  if (!content) throw new Error(`no breast in ${file}`);
  return content;
}
