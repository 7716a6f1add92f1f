module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  rules: {
    // Whoever installs the bridge gets one bundled file, so that all it imports is needed to build it only.
    '@backstage/no-undeclared-imports': 'off',
    'import/no-extraneous-dependencies': ['error', { devDependencies: true }],
  },
});
