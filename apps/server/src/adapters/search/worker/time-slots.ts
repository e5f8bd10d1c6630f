/** 2020: so that the numbers of what is written now are small. */
const origin = 1_577_836_800_000;
const perSecondAtLeast = 1;
const perSecondAtMost = 8_192;
const finerBy = 8;

/**
 * Where a time lies among the numbers of an index. A message has the number of its time, or the next one that is free: so the newest is found first
 * without sorting. The index keeps distances between numbers, which take the fewer bytes the closer the numbers are: there are only as many
 * in a second as a server needs that writes so much.
 */
export class TimeSlots {
  readonly perSecond: number;

  constructor(perSecond: number = perSecondAtLeast) {
    this.perSecond = perSecond;
  }

  /** The lowest number that a message of that time may have. */
  of(at: number): number {
    return Math.floor(((at - origin) * this.perSecond) / 1_000);
  }

  /** The earliest time, in ms, whose number it is: what has a lower number is older. */
  begins(slot: number): number {
    return Math.ceil((slot * 1_000) / this.perSecond) + origin;
  }

  /** For a server that writes more than there is room for; null where there are no finer ones. */
  get finer(): TimeSlots | null {
    return this.perSecond < perSecondAtMost ? new TimeSlots(this.perSecond * finerBy) : null;
  }
}
