import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Those that are concurrent mostly wait.
    maxConcurrency: 10,
    globalSetup: './kernels.config.js',
    // A test that ends early, or loops over nothing, fails.
    expect: { requireAssertions: true },
  },
});
