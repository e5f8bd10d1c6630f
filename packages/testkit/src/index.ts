export { LossyPipe } from './lossy-pipe.ts';
export { ManualClock, settle } from './manual-clock.ts';
export { SeededRandom } from './seeded-random.ts';
