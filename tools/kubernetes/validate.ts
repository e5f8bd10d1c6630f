import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { repositoryRoot } from '@rookery/testkit/repository-root';

export type KubernetesObject = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
};

type Model = new (data: object) => { validate(): void };

/**
 * What is wrong with objects by Kubernetes' own schemas. The package's validators let fields pass that do not exist (`replica: 1`), so each
 * object is also written down as a literal of its type, about which the compiler says those. `models`: the folder of `kubernetes-models`.
 */
export async function validate(models: string, objects: readonly KubernetesObject[]): Promise<readonly string[]> {
  const faults: string[] = [];
  const literals: string[] = [];
  for (const [index, object] of objects.entries()) {
    const { apiVersion, kind, metadata } = object;
    const file = join(models, apiVersion, `${kind}.js`);
    try {
      const { [kind]: Kind } = (await import(pathToFileURL(file).href)) as Record<string, Model>;
      if (!Kind) throw new Error('no such kind');
      new Kind(object).validate();
    } catch (error) {
      faults.push(`${kind} ${metadata.name}: ${(error as Error).message}`);
    }
    literals.push(
      `import type { I${kind} as Type${index} } from 'kubernetes-models/${apiVersion}/${kind}';`,
      `export const object${index}: Type${index} = ${JSON.stringify(object)};`,
    );
  }
  return [...faults, ...compilerSays(models, literals)];
}

function compilerSays(models: string, literals: readonly string[]): string[] {
  const folder = dirname(dirname(models));
  const file = join(folder, 'objects.ts');
  writeFileSync(file, `${literals.join('\n')}\n`);
  const tsc = join(repositoryRoot, 'node_modules/.bin/tsc');
  const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'esnext'];
  const done = spawnSync(tsc, [...options, '--ignoreConfig', '--types', '', file], { cwd: folder, encoding: 'utf8' });
  rmSync(file);
  return done.status === 0 ? [] : done.stdout.trim().split('\n');
}
