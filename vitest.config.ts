import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts'],
    // For what hangs: nothing here is late, for a process takes many times as long on a busy machine.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // Those that are concurrent mostly wait.
    maxConcurrency: 10,
    globalSetup: './kernels.config.js',
    // A test that ends early, or loops over nothing, fails.
    expect: { requireAssertions: true },
  },
});
