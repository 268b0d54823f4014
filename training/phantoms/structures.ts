import { addSpot, addStroke } from './canvas.ts';
import type { Canvas, StrokePoint } from './canvas.ts';
import { skinX } from './outline.ts';
import type { ExamPlan, ViewPlan } from './plan.ts';
import { randomStream } from './random.ts';
import type { Random } from './random.ts';

/** Draws what is thin and curved: ducts, Cooper's ligaments, vessels, and lymph nodes. */
export function drawStructures(canvas: Canvas, exam: ExamPlan, view: ViewPlan): void {
  drawDucts(canvas, exam, view);
  drawLigaments(canvas, exam, view);
  drawSkinStrands(canvas, exam, view);
  drawVessels(canvas, exam, view);
  drawLymphNodes(canvas, view);
}

interface Walk {
  readonly x: number;
  readonly y: number;
  /** Radians; 0 points away from the chest wall. */
  readonly heading: number;
  readonly lengthMm: number;
  readonly stepMm: number;
  /** Standard deviation of the change of heading per step, radians. */
  readonly wander: number;
  /** Constant change of heading per step. */
  readonly bend: number;
  readonly widthMm: readonly [number, number];
  readonly amplitude: readonly [number, number];
}

/** A line that wanders, with width and strength going from the first value to the second. */
function wander(random: Random, walk: Walk): StrokePoint[] {
  const steps = Math.max(2, Math.round(walk.lengthMm / walk.stepMm));
  let { x, y, heading } = walk;
  let turn = walk.bend;
  const points: StrokePoint[] = [];
  for (let step = 0; step <= steps; step++) {
    const t = step / steps;
    points.push({
      x,
      y,
      widthMm: walk.widthMm[0] + (walk.widthMm[1] - walk.widthMm[0]) * t,
      amplitude: walk.amplitude[0] + (walk.amplitude[1] - walk.amplitude[0]) * t,
    });
    turn += 0.5 * (walk.bend - turn) + walk.wander * random.normal();
    heading += turn;
    x += Math.cos(heading) * walk.stepMm;
    y += Math.sin(heading) * walk.stepMm;
  }
  return points;
}

function drawDucts(canvas: Canvas, exam: ExamPlan, view: ViewPlan): void {
  const random = randomStream(view.seed, 'ducts');
  const { nippleX, nippleY } = view.outline;
  const strength = 0.05 + 0.05 * exam.style.streaks;
  const count = 7 + random.below(7);
  for (let duct = 0; duct < count; duct++) {
    const spread = (duct / (count - 1) - 0.5) * 2.1 + 0.12 * random.normal();
    const trunk = wander(random, {
      x: nippleX - 3,
      y: nippleY + 2.5 * spread,
      heading: Math.PI - spread,
      lengthMm: view.gland.depth * random.between(0.6, 1.5),
      stepMm: 1.5,
      wander: 0.05,
      bend: 0.006 * spread,
      widthMm: [random.between(0.35, 0.7), 0.2],
      amplitude: [strength * random.between(0.5, 1.3), strength * 0.15],
    });
    addStroke(canvas, trunk);
    const branches = 1 + random.below(4);
    for (let branch = 0; branch < branches; branch++) {
      const from = Math.floor(trunk.length * random.between(0.15, 0.8));
      const start = trunk[from];
      const before = trunk[Math.max(0, from - 1)];
      const heading = Math.atan2(start.y - before.y, start.x - before.x);
      addStroke(
        canvas,
        wander(random, {
          x: start.x,
          y: start.y,
          heading: heading + random.pick([-1, 1]) * random.between(0.25, 0.6),
          lengthMm: random.between(8, 30),
          stepMm: 1.2,
          wander: 0.07,
          bend: 0,
          widthMm: [start.widthMm * 0.8, 0.15],
          amplitude: [start.amplitude * 0.9, start.amplitude * 0.2],
        }),
      );
    }
  }
}

/** Fine strands in fat and gland; most lean toward the nipple, those under the skin cross it aslant. */
function drawLigaments(canvas: Canvas, exam: ExamPlan, view: ViewPlan): void {
  const random = randomStream(view.seed, 'ligaments');
  const { outline } = view;
  const height = canvas.rows * canvas.spacingMm;
  const count = Math.round(view.outline.nippleX * 5 * exam.style.ligaments);
  for (let ligament = 0; ligament < count; ligament++) {
    const y = random.between(0, height);
    const skin = skinX(outline, y);
    if (skin < 8) continue;
    const x = random.chance(0.35) ? skin - random.between(1.5, 14) : random.between(0, skin - 3);
    const toNipple = Math.atan2(outline.nippleY - y, outline.nippleX - x);
    const lean = random.chance(0.7) ? 0.45 * random.normal() : random.between(-Math.PI / 2, Math.PI / 2);
    const length = 4 + 9 * -Math.log(1 - random.next());
    const amplitude = 0.034 * Math.exp(0.5 * random.normal());
    const width = random.between(0.12, 0.4);
    addStroke(
      canvas,
      wander(random, {
        x,
        y,
        heading: toNipple + lean,
        lengthMm: Math.min(45, length),
        stepMm: 1,
        wander: 0.085,
        bend: 0.02 * random.normal(),
        widthMm: [width, width * random.between(0.5, 1.2)],
        amplitude: [amplitude, amplitude * random.between(0.2, 1)],
      }),
    );
  }
}

/** Strands in the fat that follow the skin, slowly leaving it. */
function drawSkinStrands(canvas: Canvas, exam: ExamPlan, view: ViewPlan): void {
  const random = randomStream(view.seed, 'skin strands');
  const height = canvas.rows * canvas.spacingMm;
  const count = Math.round((10 + random.below(22)) * exam.style.ligaments);
  for (let strand = 0; strand < count; strand++) {
    const from = random.between(0, height);
    const length = random.between(8, 45);
    const depth = random.between(1.5, 10);
    const slope = random.between(-0.12, 0.12);
    const width = random.between(0.15, 0.45);
    const amplitude = 0.045 * Math.exp(0.5 * random.normal());
    const points: StrokePoint[] = [];
    for (let along = 0; along <= length; along += 1) {
      const y = from + along;
      const x = skinX(view.outline, y) - depth - slope * along;
      if (x < 0) break;
      const fade = Math.sin((Math.PI * (along + 0.5)) / (length + 1));
      points.push({ x, y, widthMm: width, amplitude: amplitude * fade });
    }
    addStroke(canvas, points);
  }
}

/** Vessels run from the upper part toward the nipple, roughly along the skin. */
function drawVessels(canvas: Canvas, exam: ExamPlan, view: ViewPlan): void {
  const random = randomStream(view.seed, 'vessels');
  const { nippleX, nippleY } = view.outline;
  const count = Math.round(exam.style.vessels * random.between(2, 6));
  for (let vessel = 0; vessel < count; vessel++) {
    const upper = random.chance(0.65);
    const y = nippleY + (upper ? -1 : 1) * view.gland.halfWidth * random.between(0.4, 1.3);
    const x = Math.max(0, skinX(view.outline, y)) * random.between(0.2, 0.85);
    const heading = Math.atan2(nippleY - y, nippleX - x) + 0.35 * random.normal();
    const width = random.between(0.35, 0.85);
    const amplitude = random.between(0.07, 0.15);
    addStroke(
      canvas,
      wander(random, {
        x,
        y,
        heading,
        lengthMm: random.between(30, 80),
        stepMm: 2,
        wander: 0.09,
        bend: 0.012 * random.normal(),
        widthMm: [width, width * 0.6],
        amplitude: [amplitude, amplitude * 0.5],
      }),
    );
  }
}

/** Ovals with a fatty notch, in the axilla. */
function drawLymphNodes(canvas: Canvas, view: ViewPlan): void {
  const random = randomStream(view.seed, 'nodes');
  for (const node of view.lymphNodes) {
    const heading = random.between(0.6, 1.4);
    const amplitude = random.between(0.15, 0.3);
    for (let part = -3; part <= 3; part++) {
      const reach = (part / 3) * node.radiusMm * 0.6;
      addSpot(canvas, {
        x: node.x + Math.cos(heading) * reach,
        y: node.y + Math.sin(heading) * reach,
        widthMm: node.radiusMm * 0.42,
        amplitude: amplitude * 0.42,
      });
    }
    addSpot(canvas, {
      x: node.x + node.radiusMm * 0.5,
      y: node.y,
      widthMm: node.radiusMm * 0.3,
      amplitude: -amplitude * 0.7,
    });
  }
}
