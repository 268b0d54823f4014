import { distanceToSkin, skinLine } from './outline.ts';
import type { LesionKind, LesionLabel, LesionPlan, ViewPlan } from './plan.ts';
import { hashOf } from './random.ts';
import type { Random } from './random.ts';
import { muscleDepth } from './tissue.ts';

const kinds: readonly { readonly what: LesionKind; readonly label: LesionLabel; readonly weight: number }[] =
  [
    { what: { kind: 'mass', margin: 'round', morphology: null }, label: 'benign', weight: 3 },
    { what: { kind: 'mass', margin: 'lobulated', morphology: null }, label: 'benign', weight: 3 },
    { what: { kind: 'mass', margin: 'indistinct', morphology: null }, label: 'malignant', weight: 2 },
    { what: { kind: 'mass', margin: 'spiculated', morphology: null }, label: 'malignant', weight: 4 },
    { what: { kind: 'calcifications', margin: null, morphology: 'coarse' }, label: 'benign', weight: 2 },
    {
      what: { kind: 'calcifications', margin: null, morphology: 'pleomorphic' },
      label: 'malignant',
      weight: 2,
    },
  ];

/** Draws a lesion for a breast at a place that both views show, or null where none was found. */
export function placeLesion(
  random: Random,
  views: readonly [ViewPlan, ViewPlan],
  heightMm: number,
  taken: readonly LesionPlan[],
): LesionPlan | null {
  const { what, label } = pickKind(random);
  const drawn = what.kind === 'mass' ? 13.5 * Math.exp(0.42 * random.normal()) : random.between(4, 15);
  const nippleX = Math.min(...views.map((view) => view.outline.nippleX));
  let diameterMm = Math.min(30, nippleX * 0.33, Math.max(5, drawn));
  const seed = hashOf(views[0].seed, 'lesion', taken.length);
  // Malignant masses tend to be denser than benign ones.
  const contrast = random.between(0.9, 1.5) * (label === 'malignant' ? 1.3 : 1);
  const lines = views.map((view) => skinLine(view.outline, heightMm));
  for (let attempt = 0; attempt < 120; attempt++) {
    if (attempt % 30 === 29) diameterMm = Math.max(5, diameterMm * 0.75);
    const lesion: LesionPlan = {
      what,
      label,
      seed,
      diameterMm,
      contrast,
      depthMm: nippleX * random.between(0.12, 0.85),
      offsetMm: {
        CC: 0.75 * views[0].gland.halfWidth * random.between(-1.3, 1.1),
        MLO: 0.75 * views[1].gland.halfWidth * random.between(-1.3, 1.1),
      },
    };
    const fits = views.every((view, index) => {
      const x = view.outline.nippleX - lesion.depthMm;
      const y = view.outline.nippleY + lesion.offsetMm[view.viewPosition];
      const room = diameterMm * 0.75;
      if (x < room || y < room || y > heightMm - room) return false;
      if (view.pectoral !== null && muscleDepth(view.pectoral, view.outline.nippleY, x, y) > -room)
        return false;
      return distanceToSkin(lines[index], x, y) > room + 3;
    });
    if (fits && taken.every((other) => apart(lesion, other))) return lesion;
  }
  return null;
}

function pickKind(random: Random): (typeof kinds)[number] {
  let rest = random.next() * kinds.reduce((sum, { weight }) => sum + weight, 0);
  for (const kind of kinds) {
    rest -= kind.weight;
    if (rest < 0) return kind;
  }
  return kinds[kinds.length - 1];
}

/** Lesions of a breast do not cover each other in either view. */
function apart(one: LesionPlan, other: LesionPlan): boolean {
  const room = 0.9 * (one.diameterMm + other.diameterMm);
  return (['CC', 'MLO'] as const).every(
    (view) => Math.hypot(one.depthMm - other.depthMm, one.offsetMm[view] - other.offsetMm[view]) > room,
  );
}
