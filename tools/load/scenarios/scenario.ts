export type Figure = {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The bar that the issue sets, in words. */
  readonly bar?: string | undefined;
  /** Whether the bar was reached. */
  readonly met?: boolean | undefined;
};

export type Scenario = {
  readonly name: string;
  readonly about: string;
  run(quick: boolean): Promise<readonly Figure[]>;
};
