import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // ONNX Runtime keeps native state: one process a file, so that a crash names its file.
    pool: 'forks',
    maxWorkers: 2,
    // A busy machine is slow; what hangs is found all the same.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
