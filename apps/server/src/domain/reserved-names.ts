import { nameSkeletons } from './name-skeletons.ts';

/** Whether a name looks like one that the operator keeps from everybody (ROOKERY_RESERVED_NAMES). */
export type IsReserved = (name: string) => boolean;

export const reserving = (names: readonly string[]): IsReserved => {
  const reserved = new Set(names.flatMap(nameSkeletons));
  return (name) => reserved.size > 0 && nameSkeletons(name).some((skeleton) => reserved.has(skeleton));
};
