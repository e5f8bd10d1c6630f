import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@rookery/testkit/repository-root';

type Release = { readonly version: string; readonly commit: string };

const git = (...args: readonly string[]): Buffer =>
  execFileSync('git', ['-C', repositoryRoot, ...args], {
    maxBuffer: 256 * 1_048_576,
    stdio: ['ignore', 'pipe', 'pipe'],
  });

/** A clone that is shallow lacks it, and gets this one commit. */
function fetchCommit({ version, commit }: Release): void {
  const has = (): boolean =>
    spawnSync('git', ['-C', repositoryRoot, 'cat-file', '-e', `${commit}^{commit}`]).status === 0;
  if (has()) return;
  spawnSync('git', ['-C', repositoryRoot, 'fetch', '--quiet', '--depth', '1', 'origin', commit], { timeout: 120_000 });
  if (!has())
    throw new Error(
      `The commit ${commit} of ${version} is not in this clone, and origin does not give it: git fetch --unshallow.`,
    );
}

/**
 * Builds the server of the last release before the version of this clone out of the history, with this clone's packages of others, in some seconds, once. Answers its version and its main script.
 * It lies in `run/`, which no build and no check looks at.
 */
export function buildLastRelease(): { readonly version: string; readonly main: string } {
  const releases = JSON.parse(readFileSync(join(repositoryRoot, 'docs/releases.json'), 'utf8')) as readonly Release[];
  const { version } = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8')) as { version: string };
  const last = releases.findLast((release) => release.version !== version);
  if (!last) throw new Error('nothing was released');
  const folder = join(repositoryRoot, 'run', `release-${last.commit.slice(0, 12)}`);
  const built = { version: last.version, main: join(folder, 'apps/server/dist/main.js') };
  const stamp = join(folder, 'built');
  if (existsSync(stamp)) return built;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'node_modules/@rookery'), { recursive: true });
  fetchCommit(last);
  const parts = ['apps/server', 'packages/protocol', 'packages/markdown', 'tsconfig.base.json', 'package.json'];
  execFileSync('tar', ['-x', '-C', folder], { input: git('archive', '--format=tar', last.commit, ...parts) });
  // Its own packages before ours; those of others it finds above, as ours do.
  for (const name of ['protocol', 'markdown'])
    symlinkSync(join(folder, 'packages', name), join(folder, 'node_modules/@rookery', name));
  const own = join(repositoryRoot, 'apps/server/node_modules');
  if (existsSync(own)) symlinkSync(own, join(folder, 'apps/server/node_modules'));
  const compile = (...args: readonly string[]): void => {
    const done = spawnSync(join(repositoryRoot, 'node_modules/.bin/tsc'), args, { cwd: folder, encoding: 'utf8' });
    if (done.status !== 0) throw new Error(`${last.version} does not build: ${done.stdout}${done.stderr}`);
  };
  compile('-p', 'apps/server/tsconfig.json');
  for (const name of ['protocol', 'markdown']) {
    const target = join(folder, 'apps/server/dist/node_modules/@rookery', name);
    compile('-p', `packages/${name}/tsconfig.build.json`, '--outDir', target);
    const kept = JSON.parse(readFileSync(join(folder, 'packages', name, 'package.json'), 'utf8')) as object;
    writeFileSync(join(target, 'package.json'), JSON.stringify({ ...kept, exports: './index.js' }));
  }
  writeFileSync(stamp, '');
  return built;
}
