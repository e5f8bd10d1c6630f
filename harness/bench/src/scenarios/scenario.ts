export type Figure = {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The bar that the issue sets, in words. */
  readonly bar?: string | undefined;
  /** Whether the bar was reached. */
  readonly met?: boolean | undefined;
};

/** What the page draws. */
export type Point = {
  readonly plot: 'latency' | 'members' | 'memory' | 'soak';
  readonly series: string;
  readonly x: number;
  readonly y: number;
};

export type Options = {
  /** How long a soak lasts. */
  readonly minutes: number;
  /** Parts that were asked for, of those that the scenario has; empty: all. */
  readonly only: readonly string[];
  plot(point: Point): void;
};

export type Scenario = {
  readonly name: string;
  readonly about: string;
  /** It runs only when it is named. */
  readonly isLong?: boolean;
  /** Its parts, any of which can be measured alone. */
  readonly only?: readonly string[];
  run(quick: boolean, options: Options): Promise<readonly Figure[]>;
};
