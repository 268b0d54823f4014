import { useDeferredValue, useEffect, useMemo, useRef, type KeyboardEvent } from 'react';
import { imageLabels } from '../hanging/labels.ts';
import type { DisplaySettings } from '../viewport/display.ts';
import type { BesideImages } from './aiProps.ts';
import { patchGroups, type PatchMark } from './marks.ts';
import { colourProperties } from './palette.ts';
import styles from './PatchStrip.module.css';
import { PatchThumbnail } from './PatchThumbnail.tsx';
import { noPatches } from './progress.ts';
import { probabilityText, shortProbability, whoseMark } from './scores.ts';
import { hover, marksOfExam, pointedMarks, select, useAi } from './store.ts';
import { inViewOrder } from './viewOrder.ts';

interface PatchStripProps extends BesideImages {
  /** Image id -> its present window; images that are missing here are shown at their own. */
  readonly displays: Readonly<Record<string, DisplaySettings>>;
}

/** The patches of every view, by attention; nothing while results are kept from the reader. */
export function PatchStrip({ examId, images, displays, onShow, onBack }: PatchStripProps) {
  const exam = useAi(({ exams }) => exams[examId]);
  const choices = useAi((state) => state.choices);
  const selected = useAi((state) => state.selected);
  const windows = useDeferredValue(displays);
  const hovered = useAi((state) => state.hovered);
  const marks = marksOfExam(exam, choices);
  const pointed = pointedMarks(marks, { selected, hovered });
  const { patches } = marks;
  const labels = useMemo(() => imageLabels(images), [images]);
  const groups = useMemo(
    () =>
      patchGroups(
        patches,
        inViewOrder(images).map(({ imageId }) => imageId),
      ),
    [patches, images],
  );
  const strip = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (selected !== null)
      buttonOf(strip.current, selected)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [selected]);
  if (exam === undefined || exam.withheld) return null;
  if (groups.length === 0) {
    // The strip has its place before there are patches: the images are not hung anew when they come.
    return <p className={`${styles.strip} ${styles.empty}`}>{noPatches(exam, images)}</p>;
  }

  const walk = groups.flatMap((group) => group.patches);
  const show = (patch: PatchMark) => {
    select(patch.key);
    onShow(patch.imageId, patch.rect);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Backspace') {
      event.preventDefault();
      return onBack();
    }
    const focused = (event.target as Element).closest('button')?.dataset.mark;
    const next = steppedPatch(walk, focused, event.key);
    if (next === null) return;
    event.preventDefault();
    buttonOf(strip.current, next.key)?.focus();
    show(next);
  };
  const reached = walk.find(({ key }) => key === selected) ?? walk[0];
  return (
    <div
      ref={strip}
      className={styles.strip}
      style={colourProperties}
      role="group"
      aria-label="Patches by attention"
      onKeyDown={onKeyDown}
    >
      {groups.map((group) => (
        <div
          key={group.imageId}
          className={styles.group}
          role="group"
          aria-label={`Patches of ${labels.get(group.imageId) ?? ''}`}
        >
          <h3 className={styles.view}>{labels.get(group.imageId)}</h3>
          <ol className={styles.patches}>
            {group.patches.map((patch) => (
              <li key={patch.key}>
                <PatchButton
                  patch={patch}
                  whose={whoseMark(exam, patch)}
                  display={windows[patch.imageId]}
                  reachable={patch === reached}
                  look={patch.key === selected ? 'selected' : pointed.has(patch.key) ? 'pointed' : 'plain'}
                  onShow={show}
                />
              </li>
            ))}
          </ol>
        </div>
      ))}
    </div>
  );
}

const buttonOf = (strip: HTMLElement | null, key: string): HTMLElement | null =>
  strip?.querySelector(`[data-mark="${CSS.escape(key)}"]`) ?? null;

/** The patch that a key leads to from the focused one; null where the key is none of the strip's. */
function steppedPatch(
  walk: readonly PatchMark[],
  focused: string | undefined,
  key: string,
): PatchMark | null {
  const index = walk.findIndex((patch) => patch.key === focused);
  if (index < 0) return null;
  switch (key) {
    case 'ArrowRight':
    case 'ArrowDown':
      return walk[Math.min(index + 1, walk.length - 1)];
    case 'ArrowLeft':
    case 'ArrowUp':
      return walk[Math.max(index - 1, 0)];
    case 'Home':
      return walk[0];
    case 'End':
      return walk[walk.length - 1];
    default:
      return null;
  }
}

interface PatchButtonProps {
  readonly patch: PatchMark;
  /** Network, weights, date and device. */
  readonly whose: string;
  readonly display: DisplaySettings | undefined;
  /** By Tab; the others by arrow keys from it. */
  readonly reachable: boolean;
  readonly look: 'plain' | 'pointed' | 'selected';
  readonly onShow: (patch: PatchMark) => void;
}

function PatchButton({ patch, whose, display, reachable, look, onShow }: PatchButtonProps) {
  const { key, imageId, rect, rank, attention, saliency } = patch;
  const isBenign = saliency.benign > saliency.malignant;
  const figures = [
    `attention ${probabilityText(attention)}`,
    `malignant ${probabilityText(saliency.malignant)}`,
    `benign ${probabilityText(saliency.benign)}`,
  ].join(', ');
  return (
    <button
      type="button"
      className={`${styles.patch} ${look === 'plain' ? '' : styles[look]}`}
      data-mark={key}
      tabIndex={reachable ? 0 : -1}
      aria-current={look === 'selected'}
      title={`Patch ${rank}: ${figures}\n${whose}`}
      onClick={() => onShow(patch)}
      onPointerEnter={() => hover(key)}
      onPointerLeave={() => hover(null)}
    >
      <PatchThumbnail imageId={imageId} rect={rect} display={display} />
      <span className={styles.head}>
        <Spoken text="Patch " />
        <span className={styles.rank}>{rank}</span>
        <Spoken text=", attention " />
        <span className={styles.attention}>{shortProbability(attention)}</span>
      </span>
      {/* The larger one is what the patch is looked at for; the other is in the title. */}
      <span className={`${styles.figure} ${isBenign ? styles.benign : styles.malignant}`}>
        <Spoken text={isBenign ? ', benign ' : ', malignant '} />
        <span aria-hidden="true">{isBenign ? 'B ' : 'M '}</span>
        {shortProbability(isBenign ? saliency.benign : saliency.malignant)}
      </span>
    </button>
  );
}

/** Words that stand for a place or a colour, for those who do not see it. */
const Spoken = ({ text }: { readonly text: string }) => <span className={styles.spoken}>{text}</span>;
