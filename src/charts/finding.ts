/** A figure whose title says what it shows. */
import type { TopLevelSpec } from 'vega-lite';
import type { Found } from '../results/findings.js';
import { broken } from './font.js';
import { sheetWidth, titleSize } from './theme.js';

/** What was found, as a title. */
export const titleOf = ({ short, line }: Found): string => (short === undefined ? line : `${sentence(short)} ${line}`);

/**
 * The sheet that `theme.page` made with the sentence as its title, broken to the sheet's width, above what it had as a
 * title; its description begins with the sentence, too.
 */
export function titled(spec: TopLevelSpec, found: Found | undefined): TopLevelSpec {
  if (found === undefined) return spec;
  const finding = titleOf(found);
  const { text = '', subtitle = [], ...look } = asParams(spec.title);
  const lines = broken(finding.split(/(?<= )/), sheetWidth - 40, titleSize, true);
  const title = { ...look, text: lines, subtitle: [...closed([text].flat()), ...[subtitle].flat()] };
  return { ...spec, title, description: `${sentence(finding)} ${spec.description ?? ''}`.trim() } as TopLevelSpec;
}

interface Title {
  readonly text?: string | readonly string[];
  readonly subtitle?: string | readonly string[];
}

function asParams(title: TopLevelSpec['title']): Title {
  return typeof title === 'string' || Array.isArray(title) ? { text: title as string } : ((title ?? {}) as Title);
}

/** Ended as a sentence is, where notes follow. */
function closed(lines: readonly string[]): readonly string[] {
  return lines.map((line, l) => (l === lines.length - 1 && line !== '' ? sentence(line) : line));
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
