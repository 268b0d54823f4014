import type { Affine } from '../../contract/geometry.ts';
import { inverse } from '../../imaging/geometry/affine.ts';
import { mappedBounds } from '../../imaging/geometry/rect.ts';
import type { BreastContent } from '../../imaging/prepare/breastContent.ts';
import { seenChestWall } from '../hanging/placement.ts';
import { sourceToTile, type Camera } from '../viewport/camera.ts';
import { fitted, wholeOf, type ImageExtent } from './cameraMoves.ts';
import type { ShownTile } from './shownTile.ts';
import styles from './Locator.module.css';

interface LocatorProps {
  readonly tile: ShownTile;
  readonly extent: ImageExtent;
  readonly camera: Camera;
}

/** CSS pixels. */
const size = { width: 64, height: 84 };

/** The image small, in a corner: outline, breast, and the part that is shown. */
export function Locator({ tile, extent, camera }: LocatorProps) {
  const { columns, rows, pixelAspect } = extent;
  const small = sourceToTile(fitted(camera, size, extent, wholeOf(extent)), size, pixelAspect);
  const shown = inverse(sourceToTile(camera, tile.box, pixelAspect));
  const part = mappedBounds({ x: 0, y: 0, width: tile.box.width, height: tile.box.height }, shown);
  return (
    <svg
      className={styles.locator}
      data-locator
      data-side={seenChestWall(tile, camera) ?? 'right'}
      width={size.width}
      height={size.height}
      aria-hidden="true"
    >
      <g transform={matrixOf(small)}>
        <rect className={styles.image} width={columns} height={rows} />
        {tile.breast && <path className={styles.breast} d={outlineOf(tile.breast)} />}
        <rect className={styles.part} {...part} />
      </g>
    </svg>
  );
}

const matrixOf = ({ a, b, c, d, e, f }: Affine) => `matrix(${[a, b, c, d, e, f].join(' ')})`;

/** Down along the first cells of the rows, up along the last. */
function outlineOf({ cell, first, last }: BreastContent): string {
  const rows = [...first.keys()].filter((row) => first[row] <= last[row]);
  const down = rows.map((row) => `${first[row] * cell} ${(row + 0.5) * cell}`);
  const up = rows.toReversed().map((row) => `${(last[row] + 1) * cell} ${(row + 0.5) * cell}`);
  return `M${[...down, ...up].join('L')}Z`;
}
