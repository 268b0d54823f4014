import type { BesideImages, Thumbnail } from './aiProps.ts';
import { useAi } from './store.ts';

interface PatchStripProps extends BesideImages {
  readonly thumbnail: Thumbnail;
}

/** The patches of every view, by attention. */
export function PatchStrip({ examId, onShow }: PatchStripProps) {
  const exam = useAi(({ exams }) => exams[examId]);
  if (exam === undefined) return null;
  return (
    <ul aria-label="Patches by attention">
      {exam.images.flatMap(({ imageId, analyses }) =>
        analyses.flatMap((analysis) =>
          analysis.architecture === 'gmic'
            ? analysis.patches.map(({ rank, rect }) => (
                <li key={`${imageId}/${analysis.weightsSha256}/${rank}`}>
                  <button type="button" onClick={() => onShow(imageId, rect)}>
                    {rank}
                  </button>
                </li>
              ))
            : [],
        ),
      )}
    </ul>
  );
}
