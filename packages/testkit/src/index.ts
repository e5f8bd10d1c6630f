export { LossyPipe } from './lossy-pipe.ts';
export { SeededRandom } from './seeded-random.ts';
