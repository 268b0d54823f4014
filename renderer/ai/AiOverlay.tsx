import type { Affine, Size } from '../../contract/geometry.ts';
import styles from './AiOverlay.module.css';
import { imageOf, useAi } from './store.ts';

interface AiOverlayProps {
  readonly imageId: string;
  /** Source pixels -> CSS pixels of the tile. */
  readonly toTile: Affine;
  readonly tile: Size;
  /** The tile's edge that the chest wall abuts: colour bars keep to the other side. */
  readonly chestWall?: 'left' | 'right' | null;
}

/** What the networks found in one image, over its picture; takes pointer events only on its marks. */
export function AiOverlay({ imageId, toTile, tile }: AiOverlayProps) {
  const image = useAi(imageOf(imageId));
  const on = useAi(({ choices }) => choices.on);
  if (image === null || !on) return null;
  const { a, b, c, d, e, f } = toTile;
  return (
    <div className={styles.overlay} style={{ width: tile.width, height: tile.height }}>
      <div className={styles.moved} style={{ transform: `translate(${e}px, ${f}px)` }}>
        <svg className={styles.marks} aria-hidden="true">
          <g transform={`matrix(${a} ${b} ${c} ${d} 0 0)`}>
            {image.analyses.flatMap((analysis) =>
              analysis.architecture === 'hds-uresnet'
                ? analysis.contours.map(({ points }, index) => (
                    <path
                      key={`${analysis.weightsSha256}/${index}`}
                      className={styles.contour}
                      d={`M${points.map(({ x, y }) => `${x} ${y}`).join('L')}Z`}
                    />
                  ))
                : [],
            )}
          </g>
        </svg>
      </div>
    </div>
  );
}
