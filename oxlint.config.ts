import { defineConfig } from 'oxlint';
import { elements, policies } from './tools/boundaries/matrix.ts';

/** Type-aware lint (tsgolint) and the import matrix of ARCHITECTURE.md. */
export default defineConfig({
  plugins: ['typescript', 'import', 'unicorn', 'promise', 'react', 'oxc'],
  jsPlugins: ['eslint-plugin-boundaries', 'eslint-plugin-regexp'],
  options: { typeAware: true },
  categories: { correctness: 'error', suspicious: 'off', perf: 'off' },
  ignorePatterns: ['**/dist/**', 'run/**', 'data/**', 'node_modules/**', '**/fixtures/**'],
  settings: {
    'boundaries/elements': elements,
    'boundaries/files': [{ category: 'test', pattern: '**/*.test.ts' }],
    'boundaries/dependency-nodes': ['import', 'dynamic-import', 'export'],
    'import/resolver': { node: { extensions: ['.ts', '.tsx'] } },
  },
  rules: {
    'boundaries/dependencies': ['error', { default: 'disallow', checkAllOrigins: true, policies }],
    'import/no-cycle': ['error', { ignoreTypes: false }],
    'typescript/no-explicit-any': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': ['error', { checksVoidReturn: { attributes: false, arguments: false } }],
    'typescript/consistent-type-imports': 'error',
    'typescript/unbound-method': 'off',
    'typescript/no-base-to-string': 'off',
    'typescript/no-misused-spread': 'off',
    'react/no-danger': 'error',
    'no-control-regex': 'off',
    'no-await-in-loop': 'off',
    'unicorn/no-useless-spread': 'off',
    'promise/no-callback-in-promise': 'off',
    'typescript/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    'react/set-state-in-effect': 'off',
    'react/refs': 'off',
    'max-lines': ['warn', { max: 400, skipBlankLines: true, skipComments: true }],
  },
  overrides: [
    {
      // Patterns meet what strangers send: none may take more than its share of time for it. [SEC-16]
      files: ['packages/*/src/**', 'apps/*/src/**'],
      excludeFiles: ['**/*.test.ts', '**/*.test.tsx', '**/*.contract.ts', 'packages/testkit/**'],
      rules: { 'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }] },
    },
    {
      // Here texts of strangers are long.
      files: ['packages/{protocol,markdown}/src/**', 'apps/server/src/**'],
      rules: { 'regexp/no-super-linear-move': 'error' },
    },
    {
      files: ['**/*.test.ts', '**/*.test.tsx', '**/*.contract.ts', 'tests/**', 'tools/**'],
      rules: { 'max-lines': ['warn', { max: 600 }], 'boundaries/dependencies': 'off' },
    },
  ],
});
