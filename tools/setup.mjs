// Sets up what is missing: dependencies, the built server, the built web app. Runs on the machine's own Node >= 20 and needs
// nothing installed. Shows what it does; does nothing when all is fresh. Safe when two commands start at once.
//   node tools/setup.mjs [--install-only | --build-only]
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stampDirectory = join(root, '.setup');
const bin = join(root, 'node_modules', '.bin');
const lockWaitMs = 600_000;
/** A step that takes longer says so this often. */
const tellMs = 10_000;

const [major = 0] = process.versions.node.split('.').map(Number);
if (major < 20)
  fail(
    `Rookery needs Node 20 or newer to set itself up; this is ${process.versions.node}. Install a newer one from nodejs.org.`,
  );

/** Each step: what it is made from, whether its product is there, how it is made. */
const steps = [
  {
    name: 'dependencies',
    what: 'Installing dependencies (half a minute to two minutes)',
    inputs: [
      'package.json',
      'package-lock.json',
      'packages/*/package.json',
      'apps/*/package.json',
      'harness/*/package.json',
    ],
    isThere: () => existsSync(join(root, 'node_modules', '.package-lock.json')),
    // Not `npm ci`: it refuses a lockfile without the optional packages for other systems, which a partial registry does not
    // have. `--no-save` takes the locked versions and changes neither file.
    make: () => run('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error']),
    when: 'install',
  },
  {
    name: 'server',
    what: 'Building the server',
    inputs: [
      'apps/server/src',
      'apps/server/tsconfig.json',
      'tsconfig.base.json',
      'packages/archive/package.json',
      'packages/archive/tsconfig.build.json',
      'packages/archive/src',
      'packages/markdown/package.json',
      'packages/markdown/tsconfig.build.json',
      'packages/markdown/src',
      'packages/protocol/package.json',
      'packages/protocol/tsconfig.build.json',
      'packages/protocol/src',
      'package-lock.json',
    ],
    isThere: () => existsSync(join(root, 'apps/server/dist/main.js')),
    make: async () => {
      rmSync(join(root, 'apps/server/dist'), { recursive: true, force: true });
      await run(join(bin, 'tsc'), ['-p', 'apps/server/tsconfig.json']);
      copyScripts('adapters/redis/lua');
      for (const name of ['protocol', 'markdown', 'archive']) await buildPackage(name);
    },
    when: 'build',
  },
  {
    name: 'web',
    what: 'Building the web app',
    inputs: [
      'apps/web/src',
      'apps/web/public',
      'apps/web/index.html',
      'apps/web/vite.config.ts',
      'apps/web/lingui.config.ts',
      'packages/protocol/src',
      'packages/client/src',
      'packages/markdown/src',
      'package-lock.json',
    ],
    isThere: () => existsSync(join(root, 'apps/web/dist/index.html')),
    make: () => run(join(bin, 'vite'), ['build', '--logLevel', 'warn'], join(root, 'apps/web')),
    when: 'build',
  },
];

const wanted = process.argv.includes('--install-only')
  ? ['install']
  : process.argv.includes('--build-only')
    ? ['build']
    : ['install', 'build'];
if (!steps.some(isDue)) process.exit(0);
const release = await lock();
try {
  for (const step of steps) {
    // Another command may have done it while this one waited.
    if (!isDue(step)) continue;
    const startedAt = Date.now();
    const seconds = () => (Date.now() - startedAt) / 1000;
    process.stderr.write(`${step.what} ...\n`);
    const telling = setInterval(
      () => process.stderr.write(`${step.what} ... ${Math.round(seconds())} s so far\n`),
      tellMs,
    );
    await step.make().finally(() => clearInterval(telling));
    writeFileSync(stampOf(step), fingerprint(step));
    process.stderr.write(`${step.what} ... done in ${seconds().toFixed(1)} s\n`);
  }
} finally {
  release();
}

function isDue(step) {
  if (!wanted.includes(step.when)) return false;
  return !step.isThere() || !existsSync(stampOf(step)) || readFileSync(stampOf(step), 'utf8') !== fingerprint(step);
}

function stampOf(step) {
  return join(stampDirectory, step.name);
}

/** A hash over the names and contents of all inputs. */
function fingerprint(step) {
  const hash = createHash('sha256').update(step.when === 'install' ? `${process.platform} ${process.arch}` : '');
  for (const input of step.inputs)
    for (const file of filesOf(input))
      hash
        .update(file)
        .update('\0')
        .update(readFileSync(join(root, file)))
        .update('\0');
  return hash.digest('hex');
}

/** Files under a path; one `*` stands for a folder. */
function filesOf(path) {
  const star = path.indexOf('*');
  if (star >= 0) {
    const parent = path.slice(0, star - 1);
    return readdirSync(join(root, parent))
      .sort()
      .flatMap((name) => filesOf(parent + '/' + name + path.slice(star + 1)));
  }
  const full = join(root, path);
  if (!existsSync(full)) return [];
  if (statSync(full).isFile()) return [path];
  return readdirSync(full)
    .sort()
    .filter((name) => name !== 'node_modules' && name !== 'dist')
    .flatMap((name) => filesOf(`${path}/${name}`));
}

/**
 * A package as JavaScript, where the built server finds it before its source. From source each of the server's threads would load the
 * means to strip types, at 10 to 20 MiB a thread.
 */
async function buildPackage(folder) {
  const target = join(root, 'apps/server/dist/node_modules/@rookery', folder);
  await run(join(bin, 'tsc'), ['-p', `packages/${folder}/tsconfig.build.json`, '--outDir', target]);
  const { name, version, type, dependencies } = JSON.parse(
    readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8'),
  );
  const built = { name, version, private: true, type, exports: './index.js', dependencies };
  writeFileSync(join(target, 'package.json'), `${JSON.stringify(built, null, 2)}\n`);
}

/** tsc copies no other files. */
function copyScripts(folder) {
  const source = join(root, 'apps/server/src', folder);
  if (existsSync(source)) cpSync(source, join(root, 'apps/server/dist', folder), { recursive: true });
}

/** Not synchronous: meanwhile it is told how long it takes. */
async function run(command, args, cwd = root) {
  const path = [bin, process.env.PATH].join(process.platform === 'win32' ? ';' : ':');
  const child = spawn(command, args, {
    cwd,
    stdio: ['ignore', 2, 2],
    env: { ...process.env, PATH: path },
    shell: process.platform === 'win32',
  });
  const code = await new Promise((resolve) => {
    child.on('error', (error) => fail(`${command} could not be started: ${error.message}`));
    child.on('exit', resolve);
  });
  if (code !== 0) fail(`${[command.split('/').at(-1), ...args].join(' ')} failed; what it said is above.`);
}

/** One set-up at a time: a folder is made by exactly one. A lock whose owner is gone is taken over. */
async function lock() {
  const path = join(stampDirectory, 'lock');
  mkdirSync(stampDirectory, { recursive: true });
  const giveUpAt = Date.now() + lockWaitMs;
  let told = false;
  for (;;) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' });
      process.on('exit', () => rmSync(path, { force: true }));
      return () => rmSync(path, { force: true });
    } catch {
      const owner = Number(existsSync(path) ? readFileSync(path, 'utf8') : 0);
      if (owner > 0 && !isAlive(owner)) rmSync(path, { force: true });
      else if (Date.now() > giveUpAt)
        fail(`Another set-up (process ${owner}) does not end: stop it, or remove ${path}.`);
      else {
        if (!told) process.stderr.write('Another command is setting up; waiting for it ...\n');
        told = true;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    }
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}
