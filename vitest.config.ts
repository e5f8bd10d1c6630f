import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Threads that load TypeScript run WebAssembly, and V8 aborts by chance when it collects the machine code of that while other threads run it
 * (nodejs/node#64500). What the server is built of loads JavaScript.
 */
const keepsWasmCode = ['--no-wasm-code-gc'];

/** A file's name says what it needs; a stage of `npm test` is one project here. */
const project = (name: string, include: string[], more: object = {}) => ({
  test: {
    name,
    include,
    exclude: [
      '**/node_modules/**',
      '**/dist/**',
      ...(name === 'unit' ? ['**/*.{redis,s3,programs,cluster,behaviour,e2e}.test.ts'] : []),
    ],
    execArgv: keepsWasmCode,
    testTimeout: 20_000,
    hookTimeout: 120_000,
    ...more,
  },
});

/**
 * Two cores: files that start servers run one after the other. What a test waits for comes in its time, on a busy machine later than within
 * the second that `expect.poll` would wait by itself.
 */
const alone = {
  fileParallelism: false,
  testTimeout: 60_000,
  hookTimeout: 180_000,
  expect: { poll: { timeout: 20_000 } },
};

/** Minutes each: whoever begins one of these last works on alone. */
const longest = /(?:screens|long-histories|rooms|chat)\.e2e|(?:contracts|prove)\.test/;

/** The longest first, the others as they would be. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification): boolean => longest.test(moduleId);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

export default defineConfig({
  test: {
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    projects: [
      project('unit', [
        'packages/**/*.test.ts',
        'apps/**/*.test.ts',
        'harness/**/*.test.ts',
        'tools/**/*.test.ts',
        'tests/matrix/**/*.test.ts',
      ]),
      // These wait more than they work: three at a time.
      project('behaviour', ['tests/behaviour/**/*.behaviour.test.ts'], {
        ...alone,
        fileParallelism: true,
        maxWorkers: 3,
        // Vitest wants projects of other numbers of workers apart.
        sequence: { groupOrder: 1 },
      }),
      // What needs S3's gateway, ffmpeg or another program of the system also waits more than it works: beside them.
      project('redis', ['{apps/server/src,tools}/**/*.{redis,s3,programs}.test.ts'], {
        ...alone,
        fileParallelism: true,
      }),
      project('simulation', ['tests/simulation/**/*.test.ts'], { testTimeout: 120_000 }),
      project('cluster', ['tests/cluster/**/*.cluster.test.ts'], { ...alone, testTimeout: 180_000 }),
      // `npm run test:long`: what takes longer than `npm test` may.
      project('long', ['tests/**/*.long.test.ts'], alone),
      project('browser', ['tests/end-to-end/**/*.e2e.test.ts'], {
        ...alone,
        fileParallelism: true,
        globalSetup: 'tests/end-to-end/support/fixtures-folder.ts',
      }),
    ],
  },
});
