import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { repositoryRoot } from '@rookery/testkit/repository-root';
import { expect, test } from 'vitest';

test.each([
  ['check', 'config', 'prometheus.yml'],
  ['test', 'rules', 'rookery.rules.test.yml'],
])('[DEP-1] promtool %s %s %s', (...args) => {
  const done = spawnSync('promtool', args, { cwd: join(repositoryRoot, 'deploy/prometheus'), encoding: 'utf8' });
  expect(done.status, done.stdout + done.stderr).toBe(0);
});
