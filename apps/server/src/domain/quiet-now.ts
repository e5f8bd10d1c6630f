import type { QuietHours } from '@rookery/protocol';

const mostZones = 500;
const clocks = new Map<string, Intl.DateTimeFormat>();

/** Making one costs a thousand times as much as asking it. */
function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  if (known) return known;
  if (clocks.size >= mostZones) clocks.clear();
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  clocks.set(zone, clock);
  return clock;
}

/** Whether a moment lies in somebody's quiet hours, by what the clocks of her zone show then, summer time included. From one time to the same one is never. */
export function isQuiet(quietHours: QuietHours | null, at: number): boolean {
  if (!quietHours) return false;
  const { from, to, zone } = quietHours;
  const time = clockOf(zone).format(at);
  return from <= to ? from <= time && time < to : time >= from || time < to;
}
