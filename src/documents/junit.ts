/**
 * Verdicts as JUnit's XML, which most continuous integration shows. It wants cases that passed or failed, not prose: so
 * this is a structure of its own beside the tree of documents.
 */

/** The cases of one thing that was looked at. */
export interface Suite {
  readonly name: string;
  readonly cases: readonly Case[];
}

export interface Case {
  /** What the case belongs to, such as `own.claims`. */
  readonly of: string;
  readonly name: string;
  /** What is wrong, a line each; it passed where there is none. */
  readonly failures: readonly string[];
  /** Why it was not looked at. */
  readonly skipped?: string;
}

/** @param name of the whole. */
export function junit(name: string, suites: readonly Suite[]): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${escaped(name)}" ${counts(suites.flatMap(({ cases }) => cases))}>`,
    ...suites.flatMap((suite) => [
      `  <testsuite name="${escaped(suite.name)}" ${counts(suite.cases)}>`,
      ...suite.cases.flatMap(caseLines),
      '  </testsuite>',
    ]),
    '</testsuites>',
    '',
  ].join('\n');
}

function caseLines({ of, name, failures, skipped }: Case): string[] {
  const open = `    <testcase classname="${escaped(of)}" name="${escaped(name)}"`;
  if (failures.length > 0) {
    const text = failures.map(escaped).join('&#10;');
    return [`${open}>`, `      <failure message="${escaped(failures[0]!)}">${text}</failure>`, '    </testcase>'];
  }
  if (skipped === undefined) return [`${open}/>`];
  return [`${open}>`, `      <skipped message="${escaped(skipped)}"/>`, '    </testcase>'];
}

function counts(cases: readonly Case[]): string {
  const failed = cases.filter(({ failures }) => failures.length > 0).length;
  const skipped = cases.filter((one) => one.failures.length === 0 && one.skipped !== undefined).length;
  return `tests="${cases.length}" failures="${failed}" errors="0" skipped="${skipped}"`;
}

/** What XML 1.0 cannot hold at all, and what a terminal would obey, is replaced. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\u007e\u00a0-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]|\p{Bidi_C}/gu, '\uFFFD')
    .replace(/[&<>"'\t\n\r]/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
