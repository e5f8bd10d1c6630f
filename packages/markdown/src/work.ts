/**
 * Characters and nodes looked at so far. Exists so that a test can prove the parser linear (MD-19) without a clock;
 * every loop, scan and copy adds what it costs.
 */
export type Work = { steps: number };
