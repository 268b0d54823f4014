/** The exam on paper: its views with the AI's marks, scores, findings, measurements and the assessment. */
import type { Exam } from '../../contract/exam.ts';
import type { PixelSpacing } from '../../contract/image.ts';
import type { ShownExam } from '../../contract/imageAnalysis.ts';
import { frameTexts } from '../ai/answering.ts';
import { paintedMaps } from '../ai/paintedMaps.ts';
import { useAi } from '../ai/store.ts';
import { useApp } from '../app/store.ts';
import { useReadings } from '../assess/store.ts';
import type { ExamSummary, SummaryView } from '../exports/examSummary.ts';
import { exportName, saveFile } from '../exports/saveFile.ts';
import { summaryFindings, summaryMeasurements } from '../exports/summaryFindings.ts';
import { viewCanvas } from '../exports/viewPicture.ts';
import { linesOf } from '../hanging/cornerTexts.ts';
import { hungCamera, placedView } from '../hanging/placement.ts';
import { useMarks } from '../measure/store.ts';
import { atStep, shownTiles } from './viewing.ts';
import { analysedFrame } from '../tools/cine.ts';
import { captureView } from '../viewport/captureView.ts';
import { defaultDisplay } from '../viewport/display.ts';
import { loadImage } from '../viewport/loadImage.ts';
import { useReading } from './store.ts';
import { overlaysOf, type SummaryHanging } from './summaryOverlays.tsx';
import { exportedTexts } from './viewTexts.ts';
import { deviceName } from '../app/deviceName.ts';

/** CSS pixels of a view, and pixels of its picture per CSS pixel: 150 pixels per inch on the page. */
const viewSize = { width: 300, height: 400 };
const pictureScale = 2;
/** More would be too small to be read. */
const mostViews = 4;

/** `deidentified`: without names, identifiers and days, as exports are unless somebody chooses otherwise. */
export async function saveSummary(deidentified: boolean): Promise<void> {
  const { exam } = useReading.getState();
  const { notify } = useApp.getState();
  if (!exam) return;
  // Fetched when it is asked for: writing PDF takes as much code as the rest of the program.
  const [{ examSummaryPdf }, summary] = await Promise.all([
    import('../exports/examSummaryPdf.ts'),
    summaryOf(exam, deidentified),
  ]);
  const pdf = await examSummaryPdf(summary);
  saveFile(pdf, exportName('summary', '', summary.created, 'pdf'));
  notify({
    level: 'info',
    message: deidentified ? 'Summary saved, without identity' : "Summary saved, with the patient's identity",
  });
}

async function summaryOf(exam: Exam, deidentified: boolean): Promise<ExamSummary> {
  const shown = useAi.getState().exams[exam.row.examId];
  const known = shown !== undefined && !shown.withheld && shown.scores.length > 0;
  return {
    version: useApp.getState().appState?.version ?? '',
    created: new Date(),
    row: exam.row,
    deidentified,
    views: await summaryViews(),
    ai: known ? aiOf(shown, exam) : null,
    findings: known ? summaryFindings(shown, exam.images, useAi.getState().choices) : [],
    measurements: await measurementsOf(exam),
    withoutScores: shown?.withheld ? 'Withheld: unaided read' : 'Not analysed',
    reading: useReadings.getState().readings.get(exam.row.examId)?.kept ?? null,
  };
}

/** What was drawn on the exam's images; a spacing that cannot be read is none. */
async function measurementsOf({ row, images }: Exam): Promise<ExamSummary['measurements']> {
  const marks = useMarks.getState().exams[row.examId]?.marks ?? [];
  const spacings = new Map<string, PixelSpacing | null>();
  for (const imageId of new Set(marks.map((mark) => mark.imageId))) {
    const loaded = await loadImage(imageId);
    spacings.set(imageId, loaded.ok ? loaded.value.header.spacing : null);
  }
  return summaryMeasurements(marks, images, (imageId) => spacings.get(imageId) ?? null);
}

function aiOf(shown: ShownExam, exam: Exam): ExamSummary['ai'] {
  const { scores, weights, images } = shown;
  const analyses = images.flatMap((image) => image.analyses);
  return {
    scores,
    weights,
    device: [...new Set(analyses.map(({ device }) => deviceName(device)))].join(', '),
    elapsedMs: analyses.length === 0 ? null : analyses.reduce((sum, { elapsedMs }) => sum + elapsedMs, 0),
    frames: frameTexts(shown, exam.images),
  };
}

/** The views of the first step, as they were hung; a view that cannot be shown is left out. */
async function summaryViews(): Promise<readonly SummaryView[]> {
  const { viewing } = useReading.getState();
  const tiles = shownTiles(atStep(viewing, 0)).slice(0, mostViews);
  const placed = tiles.flatMap((tile) => {
    const view = placedView(tile, viewSize, tile.breast ?? null);
    return view ? [{ tile, view }] : [];
  });
  const group = placed.map(({ view }) => view);
  const hung = placed.map(({ tile, view }) => ({ tile, camera: hungCamera(view, group) }));
  const overlays = await overlaysOf(hung, viewSize);
  try {
    const views = await Promise.all(hung.map((view, index) => summaryView(view, overlays.elements[index])));
    return views.filter((view) => view !== null);
  } finally {
    overlays.close();
  }
}

async function summaryView({ tile, camera }: SummaryHanging, overlay: Element): Promise<SummaryView | null> {
  const imageId = tile.image?.imageId ?? '';
  const loaded = await loadImage(imageId);
  if (!loaded.ok) return null;
  const { displays } = useReading.getState();
  // The one that marks and maps are of.
  const frame = analysedFrame(loaded.value.header.frames);
  const captured = await captureView({
    image: loaded.value,
    frame,
    camera,
    display: displays[imageId] ?? defaultDisplay(loaded.value.header),
    overlaysShown: true,
    laidOver: await paintedMaps(imageId),
    tile: viewSize,
    pixelRatio: pictureScale,
  });
  if (!captured.ok) return null;
  const texts = exportedTexts(tile, loaded.value, camera, frame);
  const picture = await viewCanvas({
    picture: captured.value,
    size: viewSize,
    overlays: { tile: overlay, elements: [...overlay.children] },
    // More cannot be read on so small a picture: which view it is, what it is less good for, and how large.
    texts: texts && linesOf(texts, ['label', 'amber', 'scale']),
    deviceScale: pictureScale,
  });
  captured.value.close();
  return { ...viewSize, label: tile.label, picture };
}
