import type { ExamImage } from '../../contract/exam.ts';
import type { Affine } from '../../contract/geometry.ts';
import type { Hanging } from '../hanging/types.ts';
import { sourceToTile } from '../viewport/camera.ts';
import { extentOf } from './cameraMoves.ts';

/** Source pixels -> millimetres to the right and down as the view was hung; of images without spacing, pixels. */
export function hungPlane(
  image: ExamImage,
  { quarterTurns, mirrored }: Pick<Hanging, 'quarterTurns' | 'mirrored'>,
): Affine {
  const scale = image.spacingMm?.column ?? 1;
  const camera = { centre: { x: 0, y: 0 }, scale, quarterTurns, mirrored };
  return sourceToTile(camera, { width: 0, height: 0 }, extentOf(image).pixelAspect);
}
