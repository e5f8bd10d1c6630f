export type Placement = 'top-start' | 'top-end' | 'bottom-start' | 'bottom-end';

type Box = { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };
type Size = { readonly width: number; readonly height: number };

const margin = 8;
const gap = 4;

/** Where a floating panel goes: at the asked side of its anchor, on the other side where only that has room, always within the window. */
export const placeFloating = (
  anchor: Box,
  panel: Size,
  window: Size,
  placement: Placement,
): { x: number; y: number } => {
  const above = anchor.top - gap - panel.height;
  const below = anchor.bottom + gap;
  const fitsAbove = above >= margin;
  const fitsBelow = below + panel.height <= window.height - margin;
  const onTop = placement.startsWith('top') ? fitsAbove || !fitsBelow : !fitsBelow && fitsAbove;
  const x = placement.endsWith('start') ? anchor.left : anchor.right - panel.width;
  return {
    x: Math.max(margin, Math.min(x, window.width - panel.width - margin)),
    y: Math.max(margin, Math.min(onTop ? above : below, window.height - panel.height - margin)),
  };
};
