import tseslint from 'typescript-eslint';

const only = (names, message) => ({
  'no-restricted-imports': ['error', { patterns: [{ regex: names, message }] }],
});

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', 'core-wasm/assembly/**', 'out/**', '.ci/**'] },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      // What other modules' declarations fill.
      '@typescript-eslint/no-empty-object-type': ['error', { allowWithName: '^(Provider|Plugin)Options$' }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
    },
  },
  {
    // Contracts return promises; an author writes `async` without having to wait for anything.
    files: ['host/templates/**/*.ts', 'examples/**/*.ts'],
    rules: { '@typescript-eslint/require-await': 'off', '@typescript-eslint/no-floating-promises': 'off' },
  },
  {
    files: ['plugins/*/src/**/*.ts'],
    rules: only('^(?!@facet/api$|\\.{1,2}/)', 'A plugin imports @facet/api and its own files, nothing else.'),
  },
  {
    files: ['host/src/**/*.ts'],
    ignores: ['host/src/inference/**', 'host/src/media/**'],
    rules: only(
      '^(onnxruntime-node|sharp)$',
      'onnxruntime-node belongs to host/src/inference, sharp to host/src/media.',
    ),
  },
  { files: ['host/src/inference/**/*.ts'], rules: only('^sharp$', 'sharp belongs to host/src/media.') },
  {
    files: ['host/src/media/**/*.ts'],
    rules: only('^onnxruntime-node$', 'onnxruntime-node belongs to host/src/inference.'),
  },
);
