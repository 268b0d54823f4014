/** What is wrong with the texts on the page, as they lie on the screen. */
import type { Page } from 'playwright-core';

/**
 * Texts of what matches `within` that are cut off without a title that has them whole, lie outside of the window, or over
 * another text; '' where nothing is wrong. What scrolls may go on beyond its edge.
 */
export function textFaults(page: Page, within = 'body'): Promise<string> {
  return page.evaluate((within) => {
    interface Box {
      readonly left: number;
      readonly top: number;
      readonly right: number;
      readonly bottom: number;
    }
    const commonOf = (one: Box, other: Box): Box => ({
      left: Math.max(one.left, other.left),
      top: Math.max(one.top, other.top),
      right: Math.min(one.right, other.right),
      bottom: Math.min(one.bottom, other.bottom),
    });
    // A font's box is higher than its letters: lines may lie so close.
    const leading = 4;
    const rounding = 1.5;
    const isEmpty = ({ left, top, right, bottom }: Box) =>
      right - left <= rounding || bottom - top <= leading;
    const faults: string[] = [];
    const seen: { readonly node: Node; readonly text: string; readonly box: Box }[] = [];
    const screen = { left: 0, top: 0, right: window.innerWidth, bottom: window.innerHeight };

    /** What is seen of a text; null where it is meant for those who do not see it, or scrolled away. */
    const seenPart = (node: Node, whole: Box, text: string): Box | null => {
      let box = whole;
      for (let element = node.parentElement; element; element = element.parentElement) {
        const style = getComputedStyle(element);
        if (style.clipPath.startsWith('inset')) return null;
        if (style.overflowX === 'visible' && style.overflowY === 'visible') continue;
        const clipped = commonOf(box, element.getBoundingClientRect());
        const across = box.right - box.left - (clipped.right - clipped.left) > rounding;
        const down = box.bottom - box.top - (clipped.bottom - clipped.top) > leading;
        const scrolls = (overflow: string) => overflow === 'auto' || overflow === 'scroll';
        const told = style.textOverflow === 'ellipsis' && element.closest('[title]:not([title=""])');
        if (across && !scrolls(style.overflowX) && !told) faults.push(`cut off: ${text}`);
        if (down && !scrolls(style.overflowY)) faults.push(`cut off below: ${text}`);
        box = clipped;
        if (isEmpty(box)) return null;
      }
      return box;
    };

    const walker = document.createTreeWalker(
      document.querySelector('dialog:modal') ?? document.querySelector(within) ?? document.body,
      NodeFilter.SHOW_TEXT,
    );
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      const text = (node.textContent ?? '').trim().slice(0, 40);
      if (text === '' || !parent || parent.closest('option, script, style, [data-ahead]')) continue;
      if (!parent.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const rect of range.getClientRects()) {
        if (isEmpty(rect)) continue;
        const box = seenPart(node, rect, text);
        if (box === null) continue;
        const inside = commonOf(box, screen);
        const isInside =
          inside.right - inside.left > box.right - box.left - rounding &&
          inside.bottom - inside.top > box.bottom - box.top - rounding;
        if (!isInside) faults.push(`outside of the window: ${text}`);
        const over = seen.find((other) => other.node !== node && !isEmpty(commonOf(other.box, box)));
        if (over) faults.push(`${text} lies over ${over.text}`);
        seen.push({ node, text, box });
      }
    }
    return [...new Set(faults)].join('\n');
  }, within);
}
