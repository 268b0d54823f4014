/** Odd exams on the screen: opened, and what is read off their painted views. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Rect } from '../../contract/geometry.ts';
import type { App, OpenApp } from './app.ts';
import { eventually, paintedTile } from './hungViews.ts';
import { breastRadiusMm, lesionAt, oddFolder, type OddImage } from './oddImages.ts';
import { boundsOf, middleOf } from './painted.ts';

/** Software rendering on a busy machine is slow. */
export const limitMs = 120_000;

export const exam = { patient: 'Case', date: '20260302' } as const;
/** Grey levels in the window that the images have unless a test says otherwise: tissue 128, lesion 223. */
export const isLesion = (level: number) => Math.abs(level - 223) <= 4;
const isBreast = (level: number) => level >= 120;

/** The app with one exam of these images on the screen. */
export async function openImages(open: OpenApp, images: readonly OddImage[]): Promise<App> {
  return open({ paths: [oddFolder(images)], settings: { analyseOnOpen: false } });
}

/** The breast's half disc as painted: its place in the tile, and how large. */
export async function breastOf(page: Page, label: string): Promise<Rect & { readonly tile: Rect }> {
  const { box, view } = await paintedTile(page, label);
  return { ...boundsOf(view, isBreast), tile: box };
}

/**
 * Expects the half disc whole, its flat side at the edge of the tile without a gap, and the lesion where it lies in an
 * image that hangs upright. Gives the scale.
 */
async function expectHungUpright(page: Page, label: string, wall: 'left' | 'right'): Promise<number> {
  const { box, view } = await paintedTile(page, label);
  const breast = boundsOf(view, isBreast);
  expect(wall === 'left' ? breast.x : box.width - breast.x - breast.width).toBe(0);
  const pixelsPerMm = breast.width / breastRadiusMm;
  expect(Math.abs(breast.height - 2 * breast.width)).toBeLessThan(4);
  const found = middleOf(boundsOf(view, isLesion));
  const fromWall = wall === 'left' ? found.x : box.width - found.x;
  expect(fromWall / pixelsPerMm).toBeCloseTo(lesionAt.fromWallMm, -0.5);
  expect((middleOf(breast).y - found.y) / pixelsPerMm).toBeCloseTo(lesionAt.aboveMm, -0.5);
  return pixelsPerMm;
}

/** Expects all these views upright, chest walls at the middle, and a millimetre the same size in each. */
export const expectSameSizeUpright = (page: Page, views: readonly string[]) =>
  eventually(async () => {
    const scales = [];
    for (const view of views) {
      scales.push(await expectHungUpright(page, view, view.startsWith('R') ? 'right' : 'left'));
    }
    // Read off the screen: a pixel more or less of each breast.
    expect(Math.max(...scales) - Math.min(...scales)).toBeLessThan(2.5 / breastRadiusMm);
  });

/** CSS pixels per millimetre at which a half disc, with the margin that hanging leaves beside it, fits its tile. */
export function fittedScale({ width, height }: Rect): number {
  const withMargin = (lengthMm: number, margins: number) => lengthMm + margins * 0.05 * breastRadiusMm;
  return Math.min(width / withMargin(breastRadiusMm, 1), height / withMargin(2 * breastRadiusMm, 2));
}
