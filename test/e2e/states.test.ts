/** Every state of the reading room in windows of four sizes: all that is said can be read, and the way on is in reach. */
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AppState } from '../../contract/api.ts';
import type { ExamRow } from '../../contract/exam.ts';
import type { ShownExam, ShownImage } from '../../contract/imageAnalysis.ts';
import type { Reading } from '../../contract/reading.ts';
import type { ResultsExamScores } from '../../contract/results.ts';
import { lacks, needing, sharedDir } from '../needs.ts';
import { contour, gmic, gmicWeights, hds, shownWeights } from '../renderer/ai/samples.ts';
import { valueOf } from './aiPage.ts';
import { openLoopback, phantomFolder, temporaryFolder, type LoopbackApp } from './app.ts';
import { element, fourViews, oddFolder } from './oddImages.ts';
import { textFaults } from './textFaults.ts';

const sizes = [
  { width: 1920, height: 1080 },
  { width: 1280, height: 800 },
  { width: 900, height: 600 },
  { width: 2048, height: 2560 },
] as const;

/** Milliseconds after a change of the window's size. */
const settleMs = 3000;

/** Exams in the library, by the patient, or by the file where that has no patient. */
type Patient = 'Phantom' | 'Partial' | 'Unknown' | 'Two' | keyof typeof real;

/** Real mammograms. */
const real = {
  Film: join(sharedDir, 'real-mammograms/ddsm-tissue/A_0002_1.RIGHT_MLO.png'),
  CompressedSamples: join(sharedDir, 'dicom-samples/mg/mammogram_wg04_sc_jpeg12.dcm'),
} as const;

interface State {
  readonly name: string;
  /** Whose exam is open; null for the worklist. */
  readonly open: Patient | null;
  /** What the program answers otherwise than it would. */
  readonly answers?: Answers;
  /** What the reader does before one looks. */
  readonly act?: (page: Page) => Promise<void>;
  /** What the state says. */
  readonly says: string | RegExp;
  /** What leads on. */
  readonly way: (page: Page) => Locator;
}

interface Answers {
  readonly shownExam?: (exam: ShownExam) => ShownExam;
  readonly reading?: (reading: Reading) => Reading;
  readonly listExams?: (rows: readonly ExamRow[]) => readonly ExamRow[];
}

const named = (name: string | RegExp) => (page: Page) => page.getByRole('button', { name }).first();
const completes = named('Complete exam');

const withImages =
  (change: (image: ShownImage, index: number) => Partial<ShownImage>) =>
  (exam: ShownExam): ShownExam => ({
    ...exam,
    images: exam.images.map((image, index) => ({ ...image, ...change(image, index) })),
  });

/** The same probabilities for both breasts. */
const both = <Probabilities>(probabilities: Probabilities) => ({
  breasts: (['R', 'L'] as const).map((laterality) => ({
    laterality,
    views: [],
    missingViews: [],
    probabilities,
  })),
  probabilities,
});

/** Two findings and six patches in each view of a patient, by weights of phantoms. */
function analysed(exam: ShownExam): ShownExam {
  const [outlines, patches] = [
    shownWeights('hds', { phantomsOnly: true }),
    gmicWeights('gmic', { phantomsOnly: true }),
  ];
  const notValidatedOnPatients = true;
  const found = [0.97, 0.64].map((probability, index) =>
    contour(probability, { x: 60 + 70 * index, y: 120 + 60 * index, width: 40, height: 40 }),
  );
  const images = exam.images.map((image): ShownImage => ({
    ...image,
    state: 'done',
    analyses: [
      { ...hds(outlines, found), notValidatedOnPatients },
      { ...gmic(patches, [0.4, 0.2, 0.1, 0.1, 0.1, 0.1]), notValidatedOnPatients },
    ],
  }));
  const of = { ensemble: false, untrained: false, notValidatedOnPatients, missingBreasts: [] };
  const scores: readonly ResultsExamScores[] = [
    { ...of, architecture: 'hds-uresnet', weights: ['hds'], ...both(hds(outlines, []).probabilities) },
    { ...of, architecture: 'gmic', weights: ['gmic'], ...both(gmic(patches, []).probabilities) },
  ];
  return { ...exam, images, scores, weights: [outlines, patches] };
}

const failure = {
  kind: 'compute-failed',
  message: 'The analysis ran out of memory. Close other programs and try again.',
} as const;

const sequential =
  (changes: Partial<Reading>) =>
  (reading: Reading): Reading => ({ ...reading, mode: 'sequential', ...changes });

/** As the program answers before the lock. */
const withheld = (exam: ShownExam): ShownExam => ({ ...exam, withheld: true, images: [], scores: [] });

const assessed = async (page: Page) => {
  for (const key of ['r', 'r', '1', 'y', 'b']) await page.keyboard.press(key);
};

const states: readonly State[] = [
  { name: 'a library with exams', open: null, says: 'Partial', way: named('Open') },
  { name: 'views missing', open: 'Partial', says: 'L MLO: not in this exam', way: completes },
  {
    name: 'views of unknown side',
    open: 'Unknown',
    says: /of unknown side or view/,
    way: named(/set .* here/),
  },
  { name: 'two patients suspected', open: 'Two', says: /Two patients are suspected/, way: completes },
  {
    name: 'AI failed',
    open: 'Phantom',
    answers: { shownExam: withImages(() => ({ state: 'failed', problem: failure })) },
    says: /ran out of memory/,
    way: named('Try again'),
  },
  {
    name: 'AI cancelled',
    open: 'Phantom',
    answers: { shownExam: withImages(() => ({ state: 'cancelled' })) },
    says: 'Cancelled: 0 of 4 views analysed',
    way: named('Analyse'),
  },
  {
    name: 'weights of phantoms on a patient',
    open: 'Phantom',
    answers: { shownExam: analysed },
    says: 'Not validated on patients',
    way: completes,
  },
  {
    name: 'blinded reading',
    open: 'Phantom',
    answers: {
      reading: sequential({}),
      shownExam: withheld,
    },
    says: 'AI is shown once this is locked.',
    way: named('Lock assessment'),
  },
  {
    name: 'AI seen before',
    open: 'Phantom',
    answers: {
      reading: sequential({ aiSeenBefore: true }),
      shownExam: withheld,
    },
    says: 'AI seen before: does not count as read without AI.',
    way: named('Lock assessment'),
  },
  {
    name: 'a locked assessment',
    open: 'Phantom',
    answers: { reading: sequential({ locked: true }) },
    says: 'Locked: changes are revisions.',
    way: completes,
  },
  {
    name: 'a complete exam, and AI seen before',
    open: 'Phantom',
    answers: { reading: sequential({ locked: true, completed: true, aiSeenBefore: true }) },
    says: 'Complete. AI seen before.',
    way: named('Next exam'),
  },
  {
    name: 'a report beside the images',
    open: 'Phantom',
    answers: {
      listExams: (rows) =>
        rows.map((row) => ({ ...row, beside: [{ kind: 'mammography CAD report', count: 2 }] })),
    },
    says: /mammography CAD report/,
    way: completes,
  },
];

/** The same on real mammograms. */
const realStates: readonly State[] = [
  { name: 'a film without a name', open: 'Film', says: 'R CC: not in this exam', way: completes },
  {
    name: 'AI on a film',
    open: 'Film',
    answers: { shownExam: analysed },
    says: 'Not validated on patients',
    way: completes,
  },
  {
    name: 'AI on a digitised mammogram',
    open: 'CompressedSamples',
    answers: { shownExam: analysed },
    says: 'Not validated on patients',
    way: completes,
  },
  {
    name: 'a film read blinded',
    open: 'Film',
    answers: {
      reading: sequential({}),
      shownExam: withheld,
    },
    says: 'AI is shown once this is locked.',
    way: named('Lock assessment'),
  },
];

const completed: State = {
  name: 'an exam completed, the next one open',
  open: 'Partial',
  act: async (page) => {
    await assessed(page);
    await page.keyboard.press('Enter');
  },
  says: /^Saved: R 1, L 1, b/,
  way: named(/^Undo/),
};

/** Answers of the program, changed as the state says. */
async function answerAs(page: Page, { answers = {} }: State, openExamId: string | null): Promise<void> {
  const changes: Readonly<Record<string, ((value: never) => unknown) | undefined>> = {
    ...answers,
    openReading: answers.reading,
    appState: (state: AppState) => ({ ...state, openExamId }),
  };
  await page.unrouteAll();
  await page.route('**/call/*', async (route) => {
    const change = changes[new URL(route.request().url()).pathname.split('/').at(-1)!];
    if (change === undefined) return route.continue();
    const response = await route.fetch();
    const answer = (await response.json()) as { ok: true; value: never };
    await route.fulfill({ response, json: { ...answer, value: change(answer.value) } });
  });
  // Maps of 2 x 2 cells.
  const values = Buffer.from(Float32Array.of(0.1, 0.3, 0.6, 0.9).buffer);
  await page.route('**/bytes/map/*', (route) => route.fulfill({ body: values }));
}

/** Faults of the page; where the panel is a rail, of the open panel, too. */
async function faultsOf(page: Page, state: State): Promise<string> {
  const way = state.way(page);
  const faults = await textFaults(page);
  if (await way.isVisible()) return faults + (await reachFault(way));
  await page.keyboard.press('p');
  await way.waitFor();
  const opened = (await textFaults(page, 'aside')) + (await reachFault(way));
  await page.keyboard.press('p');
  await way.waitFor({ state: 'hidden' });
  return faults + opened;
}

/** Whether a control is in the window, with nothing over its middle. */
const reachFault = (way: Locator): Promise<string> =>
  way.evaluate((control) => {
    const { x, y, width, height } = control.getBoundingClientRect();
    const top = document.elementFromPoint(x + width / 2, y + height / 2);
    return control.contains(top) ? '' : `\nnot in reach: ${control.textContent}`;
  });

/** What is still wrong once the page has had time to lay itself out. */
async function lastingFaults(page: Page, state: State): Promise<string> {
  const until = Date.now() + settleMs;
  for (;;) {
    const faults = await faultsOf(page, state);
    if (faults === '' || Date.now() > until) return faults;
    await page.waitForTimeout(100);
  }
}

async function expectFinished(page: Page, state: State): Promise<void> {
  await page.getByText(state.says).first().waitFor({ state: 'attached' });
  await state.way(page).waitFor();
  const faults: string[] = [];
  for (const size of sizes) {
    await page.setViewportSize(size);
    // Below 1280 the panel is a rail.
    const panel = page.locator(`aside[data-folded="${size.width < 1280}"]`);
    if (state.open !== null) await panel.waitFor({ state: 'attached' });
    const found = await lastingFaults(page, state);
    if (found !== '') faults.push(`${size.width}x${size.height}\n${found}`);
  }
  expect(faults.join('\n')).toBe('');
}

describe.skipIf(lacks('chromium'))(needing('states in windows of four sizes', 'chromium'), () => {
  let app: LoopbackApp;
  let examIds: ReadonlyMap<string, string>;
  beforeAll(async () => {
    const exam = { date: '20260302' };
    const born = (date: string) => [element(0x00100030, 'DA', date)];
    app = await openLoopback({
      paths: [
        join(await phantomFolder(1), 'exam-1'),
        oddFolder([
          ...fourViews({ patient: 'Partial', ...exam }).slice(0, 3),
          ...fourViews({ patient: 'Unknown', ...exam }).map((image) => ({ ...image, laterality: null })),
          { patient: 'Two', ...exam, laterality: 'R', view: 'CC', others: born('19600101') },
          { patient: 'Two', ...exam, laterality: 'L', view: 'CC', others: born('19750607') },
        ]),
        ...(lacks('shared') ? [] : Object.values(real)),
      ],
      settings: { analyseOnOpen: false },
    });
    app.page.setDefaultTimeout(10_000);
    const rows = await valueOf(app.call('listExams', null));
    examIds = new Map(
      rows.map(({ patientName, examId }) => [/^[A-Za-z]+/.exec(patientName)?.[0] ?? 'Film', examId]),
    );
  }, 120_000);
  afterAll(() => app.close());

  const looks = async (state: State) => {
    const { page } = app;
    await page.setViewportSize(sizes[0]);
    const examId = state.open === null ? null : examIds.get(state.open)!;
    await answerAs(page, state, examId);
    await page.reload();
    if (examId !== null) {
      await page.waitForFunction(() => {
        const drawn = document.querySelectorAll('[data-tile] [data-drawn="true"]').length;
        return drawn > 0 && drawn === document.querySelectorAll('[data-tile]').length;
      });
      await page.getByRole('region', { name: 'Assessment', exact: true }).waitFor();
    }
    await state.act?.(page);
    await expectFinished(page, state);
  };

  it.each([...states, completed])('$name', looks, 60_000);

  describe.skipIf(lacks('shared'))(needing('of real mammograms', 'shared'), () => {
    it.each(realStates)('$name', looks, 60_000);
  });

  it('no library yet', async () => {
    const empty = await openLoopback({ dataDir: temporaryFolder() });
    await expectFinished(empty.page, {
      name: 'no library yet',
      open: null,
      says: /Drop a folder here/,
      way: named('Open folder'),
    });
    await empty.close();
  }, 60_000);
});
