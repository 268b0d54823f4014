import type { Reporter, TestModule } from 'vitest/node';

/** Names every skipped suite once, and closes the run with one plain line of totals. */
export default class SkipReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const totals = { passed: 0, failed: 0, skipped: 0 };
    const skipped = new Map<string, number>();
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const state = test.result().state;
        if (state === 'passed' || state === 'failed' || state === 'skipped') totals[state] += 1;
        if (state !== 'skipped') continue;
        // A suite whose name says what it needs stands for all its tests.
        const suite = test.parent.type === 'suite' ? test.parent.fullName : '';
        const key = `${module.relativeModuleId}: ${suite.includes('[needs ') ? suite : test.fullName}`;
        skipped.set(key, (skipped.get(key) ?? 0) + 1);
      }
      if (module.errors().length > 0) totals.failed += 1;
    }
    for (const [name, count] of skipped) console.log(`skipped: ${name} (${count})`);
    console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
  }
}
