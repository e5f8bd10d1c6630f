import { ClientError } from '@rookery/client';
import { expect, test } from 'vitest';
import { acknowledged } from './until-done.ts';

const answering = (...answers: readonly (ClientError | 'ok')[]) => {
  const left = [...answers];
  return (): Promise<unknown> => {
    const next = left.shift();
    return next instanceof ClientError ? Promise.reject(next) : Promise.resolve(next);
  };
};
const lost = new ClientError('offline', 'The answer was lost.');
const refused = new ClientError('not_found', 'It is not there any more.');

test('[VER-7] an act is a promise once it is acknowledged, at whichever try, and none where a repeat was refused', async () => {
  expect(await acknowledged(answering('ok'))).toBe(true);
  expect(await acknowledged(answering(lost, 'ok'))).toBe(true);
  expect(await acknowledged(answering(lost, refused))).toBe(false);
  await expect(acknowledged(answering(refused))).rejects.toBe(refused);
});
