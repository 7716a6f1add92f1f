module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  testRules: {
    // What waits for something to be seen asserts it.
    'jest/expect-expect': [
      'warn',
      {
        assertFunctionNames: [
          'expect',
          'expect*',
          '**.waitFor',
          '**.waitForURL',
          '**.shows',
        ],
      },
    ],
  },
});
