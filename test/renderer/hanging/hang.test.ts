import { describe, expect, it } from 'vitest';
import type { Exam, ExamImage } from '../../../contract/exam.ts';
import { hang } from '../../../renderer/hanging/hang.ts';
import { withUsefulPriorsFirst } from '../../../renderer/hanging/priors.ts';
import { standardProtocols, usualProtocol } from '../../../renderer/hanging/standardProtocols.ts';
import type { HungStep, Tile } from '../../../renderer/hanging/types.ts';
import { exam, examImage, examRow, fourViews, imageOf } from './exam.ts';

const [screening, comparison, singleBreast] = standardProtocols;

const titles = (steps: readonly HungStep[]) => steps.map(({ title }) => title);
const labels = (step: HungStep) => step.tiles.map(({ label, absent }) => absent ?? label);

function stepCalled(steps: readonly HungStep[], title: string): HungStep {
  const found = steps.find((step) => step.title === title);
  if (found === undefined) throw new Error(`no step ${title} among ${titles(steps).join('; ')}`);
  return found;
}

describe('an exam of four views', () => {
  it('is walked from the overview to the AI step, without the comparisons it has no prior for', () => {
    expect(titles(hang(exam(fourViews), screening))).toEqual([
      'Overview',
      'CC pair',
      'MLO pair',
      'Right breast',
      'Left breast',
      'CC at 1:1',
      'MLO at 1:1',
      'AI',
    ]);
  });

  it('hangs the right breast on the left, chest walls at the shared edge', () => {
    const [right, left] = stepCalled(hang(exam(fourViews), screening), 'CC pair').tiles;
    expect([right.label, right.row, right.column, right.chestWall]).toEqual(['R CC', 0, 0, 'right']);
    expect([left.label, left.row, left.column, left.chestWall]).toEqual(['L CC', 0, 1, 'left']);
  });

  it('has one AI step, the last, and quadrants before it', () => {
    const steps = hang(exam(fourViews), screening);
    expect(steps.map(({ ai }) => ai)).toEqual([...Array<boolean>(7).fill(false), true]);
    expect(steps.filter(({ mode }) => mode === 'quadrants').map(({ title }) => title)).toEqual([
      'CC at 1:1',
      'MLO at 1:1',
    ]);
  });

  it('is compared with its newest prior', () => {
    const steps = hang(exam(fourViews, fourViews, fourViews), screening);
    const { tiles } = stepCalled(steps, 'CC against prior');
    expect(tiles.map(({ label, exam: which, examId }) => [label, which, examId])).toEqual([
      ['R CC', 'current', 'exam'],
      ['L CC', 'current', 'exam'],
      ['R CC, prior 2025', 'prior', 'prior-1'],
      ['L CC, prior 2025', 'prior', 'prior-1'],
    ]);
    const beside = stepCalled(hang(exam(fourViews, fourViews), comparison), 'R MLO against prior');
    expect(beside.tiles.map(({ chestWall }) => chestWall)).toEqual(['right', 'right']);
  });
});

describe('missing views', () => {
  it('have a labelled place; steps of nothing else are left out', () => {
    const steps = hang(exam(['R CC', 'L CC', 'L MLO']), screening);
    expect(labels(stepCalled(steps, 'MLO pair'))).toEqual(['R MLO: not in this exam', 'L MLO']);
    const [place] = stepCalled(steps, 'MLO pair').tiles;
    expect(place).toMatchObject({ image: null, examId: 'exam', chestWall: 'right', label: 'R MLO' });
    expect(titles(hang(exam(['R CC', 'L CC']), screening))).not.toContain('MLO pair');
  });

  it('of a prior say which prior', () => {
    const steps = hang(exam(fourViews, ['R CC']), comparison);
    expect(labels(stepCalled(steps, 'Prior overview'))).toEqual([
      'R CC, prior 2025',
      'L CC: not in the exam of 2025',
      'R MLO: not in the exam of 2025',
      'L MLO: not in the exam of 2025',
    ]);
    expect(titles(steps)).not.toContain('L CC against prior');
  });

  it('that are there and cannot be shown say why', () => {
    const broken = imageOf('R MLO', { problem: { kind: 'truncated', message: 'The file ends early.' } });
    const steps = hang(exam(['L MLO', broken]), screening);
    expect(labels(stepCalled(steps, 'MLO pair'))).toEqual([
      'R MLO: cannot be shown. The file ends early.',
      'L MLO',
    ]);
  });

  it('leave no step where nothing can be shown', () => {
    expect(hang(exam([]), screening)).toEqual([]);
  });
});

describe('images that cannot be shown', () => {
  const broken = (label: string, changes: Partial<ExamImage> = {}) =>
    imageOf(label, { problem: { kind: 'truncated', message: 'The file ends early.' }, ...changes });
  const unshowable = (steps: readonly HungStep[]) =>
    steps.filter(({ name }) => name.startsWith('unshowable'));

  it('and that no other step names are named in a step of their own, before the AI step', () => {
    const steps = hang(exam([...fourViews, broken('L XCCL'), broken('R CC M'), broken('L ML')]), screening);
    const [named, ...others] = unshowable(steps);
    expect(others).toEqual([]);
    expect(named.title).toBe('Cannot be shown');
    expect(labels(named)).toEqual([
      'L XCCL: cannot be shown. The file ends early.',
      'R MCC: cannot be shown. The file ends early.',
      'L ML: cannot be shown. The file ends early.',
    ]);
    expect(named.tiles.map(({ row, column }) => [row, column])).toEqual([
      [0, 0],
      [0, 1],
      [1, 0],
    ]);
    expect(named.tiles.every(({ takesPlace }) => takesPlace)).toBe(true);
    expect(titles(steps).slice(-2)).toEqual(['Cannot be shown', 'AI']);
  });

  it('are all there is of an exam without others', () => {
    const steps = hang(exam([broken('R CC'), broken('L CC')]), screening);
    expect(titles(steps)).toEqual(['Cannot be shown']);
    expect(labels(steps[0])).toEqual([
      'R CC: cannot be shown. The file ends early.',
      'L CC: cannot be shown. The file ends early.',
    ]);
  });

  it('are not named twice, nor where a copy can be shown', () => {
    const inItsPlace = hang(exam(['L MLO', broken('R MLO')]), screening);
    expect(unshowable(inItsPlace)).toEqual([]);
    const whole = imageOf('L XCCL');
    const copied = hang(exam([whole, broken('L XCCL', { sopInstanceUid: whole.sopInstanceUid })]), screening);
    expect(unshowable(copied)).toEqual([]);
  });

  it('of a prior are named with it', () => {
    const current = exam(fourViews, []);
    const [{ row }] = current.priors;
    const steps = hang(
      { ...current, priors: [{ row, images: [broken('R XCCL')], certainty: 'certain' }] },
      screening,
    );
    expect(unshowable(steps).map(({ title, tiles }) => [title, tiles[0].exam, tiles[0].examId])).toEqual([
      ['Cannot be shown, prior 2025', 'prior', 'prior-1'],
    ]);
  });
});

describe('choosing among images of one view', () => {
  const inCcPair = (...images: ExamImage[]) =>
    stepCalled(hang(exam(images), screening), 'CC pair').tiles[0].image;

  it('prefers For Presentation, wherever it comes; the other has a further step', () => {
    const processing = imageOf('R CC', { presentationIntent: 'FOR PROCESSING' });
    const presentation = imageOf('R CC');
    expect(inCcPair(processing, presentation)).toBe(presentation);
    expect(inCcPair(processing)).toBe(processing);
    expect(titles(hang(exam([processing, presentation]), screening))).toContain('R CC, For Processing');
  });

  it('prefers a single frame to tomosynthesis', () => {
    const tomosynthesis = imageOf('R CC', { kind: 'tomosynthesis', frames: 60 });
    const projection = imageOf('R CC');
    expect(inCcPair(tomosynthesis, projection)).toBe(projection);
    expect(titles(hang(exam([tomosynthesis, projection]), screening))).toContain('R CC, 60 frames');
  });

  it('takes modifiers exactly: spot, magnified and implant-displaced views stand in for no plain one', () => {
    const steps = hang(exam(['R CC ID', 'L CC ID', 'R CC M S', 'L CC']), screening);
    expect(labels(stepCalled(steps, 'CC pair'))).toEqual(['R CC: not in this exam', 'L CC']);
    expect(labels(stepCalled(steps, 'CC pair, implants displaced'))).toEqual(['R CC ID', 'L CC ID']);
    expect(titles(steps)).toContain('R MSCC');
  });

  it('shows either lateral view', () => {
    const steps = hang(exam(['R LM', 'L ML']), screening);
    expect(labels(stepCalled(steps, 'Lateral pair'))).toEqual(['R LM', 'L ML']);
  });
});

describe('further views', () => {
  it('come before the AI step, counterparts together, numbered where they are alike', () => {
    const steps = hang(
      exam([...fourViews, 'L XCCL', 'R XCCL', 'R CC', 'R CC', examImage(), examImage({ laterality: 'L' })]),
      screening,
    );
    const further = steps.filter(({ name }) => name.startsWith('further'));
    expect(titles(further)).toEqual([
      'R XCCL, L XCCL',
      'R CC (2), R CC (3)',
      'L, view not stated',
      'Side and view not stated',
    ]);
    expect(titles(steps).slice(-1)).toEqual(['AI']);
    expect(further[0].linked).toBe(true);
    expect(further[0].tiles.map(({ chestWall }) => chestWall)).toEqual(['right', 'left']);
  });

  it('of priors come four at a time', () => {
    const steps = hang(exam(fourViews, fourViews, fourViews), screening);
    const further = steps.filter(({ name }) => name.startsWith('further'));
    expect(titles(further)).toEqual(['R CC, L CC, R MLO, L MLO, prior 2024']);
    expect(further[0].tiles.map(({ row, column }) => [row, column])).toEqual([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ]);
  });
});

describe('other exams of the patient', () => {
  const at = (...dates: readonly string[]): Exam => ({
    ...exam(fourViews),
    priors: dates.map((studyDate) => ({
      certainty: 'certain' as const,
      row: examRow({ examId: studyDate || 'undated', studyDate }),
      images: [imageOf('R CC')],
    })),
  });

  it('are compared with in a useful order: the last one before, before what came later', () => {
    const { priors } = withUsefulPriorsFirst(
      at('20280101', '20270101', '20260302', '20250101', '20240101', ''),
    );
    expect(priors.map(({ row }) => row.examId)).toEqual([
      '20250101',
      '20240101',
      'undated',
      '20260302',
      '20270101',
      '20280101',
    ]);
  });

  it('are called what they are', () => {
    const label = (date: string) => stepCalled(hang(at(date), screening), 'CC against prior').tiles[2].label;
    expect(label('20250101')).toBe('R CC, prior 2025');
    expect(label('20260302')).toBe('R CC, same day');
    expect(label('20270101')).toBe('R CC, later 2027');
    expect(label('')).toBe('R CC, prior');
  });
});

describe('any exam', () => {
  it('is shown whole: every image that can be shown is in some step, and every place is told apart', () => {
    const random = generator(20260302);
    const sides = ['R', 'L', null] as const;
    const views = ['CC', 'MLO', 'ML', 'XCCL', 'FB', 'SPECIMEN', null] as const;
    const modifiers = [[], [], [], ['ID'], ['M', 'S'], ['S'], ['AT'], ['RL', 'NP']] as const;
    const one = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)];
    const image = () =>
      examImage({
        laterality: one(sides),
        view: one(views),
        modifiers: one(modifiers),
        presentationIntent: one(['FOR PRESENTATION', 'FOR PROCESSING', null]),
        frames: one([1, 1, 1, 50]),
        patientOrientation: one([null, ['A', 'R'], ['P', 'L'], ['R', 'P'], ['', 'F']] as const),
        problem: random() < 0.1 ? { kind: 'corrupt', message: 'Broken.' } : null,
      });
    const some = (most: number) => Array.from({ length: Math.floor(random() * most) }, image);
    for (let round = 0; round < 300; round++) {
      const shown: Exam = {
        ...exam(some(14)),
        priors: exam([], [], []).priors.map(({ row }) => ({
          row,
          images: some(8),
          certainty: 'certain' as const,
        })),
      };
      for (const protocol of standardProtocols) {
        const tiles = hang(shown, protocol).flatMap((step) => step.tiles);
        const expected = [shown, ...shown.priors]
          .flatMap(({ images }) => images)
          .filter(({ problem }) => !problem);
        const hung = new Set(tiles.map((tile: Tile) => tile.image).filter((found) => found !== null));
        expect(hung).toEqual(new Set(expected));
        expect(new Set(tiles.map(({ tileId }) => tileId)).size).toBe(tiles.length);
        for (const tile of tiles) expect(tile.image === null).toBe(tile.absent !== null);
      }
    }
  });
});

describe('the protocol that suits an exam', () => {
  it('is that of one breast where it shows no more', () => {
    expect(usualProtocol(exam(['R CC', 'R MLO']))).toBe(singleBreast);
    expect(usualProtocol(exam(['R CC', 'L MLO']))).toBe(screening);
    expect(usualProtocol(exam([examImage()]))).toBe(screening);
    expect(titles(hang(exam(['L CC', 'L MLO']), singleBreast))).toEqual([
      'Left breast',
      'L CC and MLO at 1:1',
      'AI, left breast',
    ]);
  });
});

/** Numbers 0..1, the same for the same seed (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
