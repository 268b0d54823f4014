/** Views with overlays made as the reading room makes them, for the tests of what leaves the program. */
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { publishedAnswers } from '../../../../contract/answers.ts';
import '../../../../renderer/app/theme.css';
import { examSummaryPdf } from '../../../../renderer/exports/examSummaryPdf.ts';
import type { ExamSummary } from '../../../../renderer/exports/examSummary.ts';
import { copyPicture, saveFile } from '../../../../renderer/exports/saveFile.ts';
import { viewCanvas, viewPicture, type ViewPicture } from '../../../../renderer/exports/viewPicture.ts';
import { examRow } from '../../../renderer/hanging/exam.ts';
import styles from './page.module.css';

const size = { width: 400, height: 300 };

function Tile() {
  return (
    <div className={styles.tile} data-tile="">
      <div className={styles.overlay} data-overlay="">
        <div className={styles.moved} style={{ transform: 'translate(17px, 9px)' }}>
          <svg className={styles.marks}>
            <g transform="matrix(0 2 2 0 120 60)" opacity={0.8}>
              <path className={styles.line} d="M10 60L50 60L50 110Z" />
              <path className={styles.hidden} d="M0 0H200V200H0Z" />
            </g>
            <g transform="translate(250 40)">
              <rect className={styles.box} width="40" height="18" rx="2" />
            </g>
            <foreignObject width="50" height="50">
              <p className={styles.foreign}>Not in pictures</p>
            </foreignObject>
          </svg>
        </div>
        <div className={styles.bar} />
      </div>
      <svg className={styles.measure} width={400} height={300} data-overlay="">
        <line x1="30" y1="200" x2="370" y2="230" />
      </svg>
    </div>
  );
}

function tileElement(): Element {
  const tile = document.querySelector('[data-tile]');
  if (tile === null) throw new Error('no tile');
  return tile;
}

function view(deviceScale: number): ViewPicture {
  const picture = document.createElement('canvas');
  picture.width = 4;
  picture.height = 4;
  return {
    picture,
    size,
    overlays: { tile: tileElement(), elements: [...document.querySelectorAll('[data-overlay]')] },
    texts: null,
    deviceScale,
  };
}

async function base64(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

async function summary(patientName: string, deidentified: boolean): Promise<ExamSummary> {
  const picture = await viewCanvas(view(1));
  const both = { malignant: 0.84, benign: 0.22 };
  const probabilities = { global: both, local: both, fusion: both, paperMean: both };
  const breast = { views: [], missingViews: [], probabilities };
  return {
    version: '0.1.0',
    created: new Date(2026, 2, 2, 14, 5),
    row: examRow({ patientName }),
    deidentified,
    views: ['R CC', 'L CC', 'R MLO', 'L MLO'].map((label) => ({ label, picture, ...size })),
    ai: {
      scores: [
        {
          architecture: 'gmic',
          ensemble: false,
          weights: ['gmic-1'],
          untrained: false,
          notValidatedOnPatients: true,
          breasts: [{ laterality: 'L', ...breast }],
          missingBreasts: ['R'],
          probabilities,
        },
      ],
      weights: [
        {
          name: 'gmic-1',
          architecture: 'gmic',
          sha256: 'abcdef0123456789',
          untrained: false,
          answers: publishedAnswers,
          trainingData: `${'Synthetic phantoms of many seeds, '.repeat(20)}and no patient`,
          phantomsOnly: null,
          created: '2026-01-02T03:04:05Z',
          licence: null,
          operatingPoints: [],
        },
      ],
      device: 'CPU, two threads',
      elapsedMs: 2140,
      frames: [],
    },
    findings: [{ number: 1, view: 'L MLO', text: 'Mass 0.91 · 14 mm · 154 mm²' }],
    measurements: [{ view: 'L CC', text: 'Length, 12.3 mm, Pixel Spacing' }],
    withoutScores: '',
    reading: {
      assessment: {
        density: 'c',
        breasts: [{ laterality: 'L', biRads: '4B' }],
        comment: 'Spiculated mass in the upper outer quadrant. '.repeat(30),
      },
      locked: true,
      completed: true,
      mode: 'aided',
      aiSeenBefore: false,
      events: [],
    },
  };
}

const pageFunctions = {
  picture: async (deviceScale: number) => base64(await viewPicture(view(deviceScale))),
  copy: () => copyPicture(viewPicture(view(1))),
  savePicture: async () => saveFile(await viewPicture(view(1)), 'view.png'),
  summary: async (patientName: string, deidentified: boolean) =>
    base64(await examSummaryPdf(await summary(patientName, deidentified))),
};

declare global {
  interface Window {
    exportsPage: typeof pageFunctions;
  }
}

const root = document.querySelector('#root');
if (root === null) throw new Error('no root');
flushSync(() => createRoot(root).render(<Tile />));
window.exportsPage = pageFunctions;
