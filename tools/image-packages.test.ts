import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { repositoryRoot } from '@rookery/testkit/repository-root';
import { expect, test } from 'vitest';

test('[DEP-3] the images are built with the package.json of every workspace: one that is missing breaks the installation in them', () => {
  const dockerfile = readFileSync(join(repositoryRoot, 'deploy/docker/server.Dockerfile'), 'utf8');
  const { workspaces } = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8')) as {
    workspaces: string[];
  };
  const folders = globSync(workspaces, { cwd: repositoryRoot })
    .filter((folder) => existsSync(join(repositoryRoot, folder, 'package.json')))
    .toSorted();
  const copied = [...dockerfile.matchAll(/^COPY (\S+\/package\.json) (\S+)$/gm)].map(([, file = '', to]) =>
    `${dirname(file)}/` === to ? dirname(file) : `${file} to ${to}`,
  );
  const missing = folders.filter((folder) => !copied.includes(folder));
  expect(
    copied.toSorted(),
    `Beside the others in deploy/docker/server.Dockerfile: ${missing.map((folder) => `COPY ${folder}/package.json ${folder}/`).join(', ')}.`,
  ).toEqual(folders);
});
