import { createHash } from 'node:crypto';
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@rookery/testkit/repository-root';

export const chartFolder = join(repositoryRoot, 'deploy/helm/rookery');
/** The chart with its defaults, rendered: for who does not use Helm. */
export const manifestsFile = join(repositoryRoot, 'deploy/kubernetes/rookery.yaml');

/** A hash over the names and contents of the chart's files, links followed: what is rendered from others says another one. */
function chartHash(): string {
  const hash = createHash('sha256');
  for (const file of globSync('**/*', { cwd: chartFolder }).toSorted()) {
    const path = join(chartFolder, file);
    if (statSync(path).isFile())
      hash.update(file.replaceAll('\\', '/')).update('\0').update(readFileSync(path)).update('\0');
  }
  return hash.digest('hex').slice(0, 16);
}

/** What stands above the rendered objects. */
export const manifestsHead =
  (): string => `# Made from deploy/helm/rookery by node tools/kubernetes.ts: change that, not this. (${chartHash()})
#   kubectl create namespace rookery
#   kubectl -n rookery create secret generic rookery-redis --from-literal=password="$(openssl rand -base64 24)"
#   kubectl -n rookery apply -f rookery.yaml
`;
