/** HTML from templates: whatever is put into one is escaped, so that no name, reason or sentence of a user is markup. */

/** Text that is HTML already. */
export interface Html {
  readonly html: string;
}

/** What a template takes. */
export type Part = Html | string | number | null | undefined | false | readonly Part[];

/**
 * The template with its values escaped, for element content and quoted attribute values. Values that are `Html` stand as
 * they are, lists stand joined, and null, undefined and false as nothing.
 */
export function html(texts: TemplateStringsArray, ...values: readonly Part[]): Html {
  return { html: texts.reduce((done, text, i) => done + (i === 0 ? '' : rendered(values[i - 1])) + text, '') };
}

function rendered(part: Part): string {
  if (part === null || part === undefined || part === false) return '';
  if (typeof part === 'string' || typeof part === 'number') return escaped(String(part));
  return 'html' in part ? part.html : part.map(rendered).join('');
}

function escaped(text: string): string {
  return text.replace(/[&<>"'`]/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

/** Data for a script of the page, in an element of its own: JSON in which nothing can end the element. */
export function jsonElement(className: string, data: unknown): Html {
  const json = JSON.stringify(data).replace(/[<>&\u2028\u2029]/g, (letter) => {
    return `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  return html`<script type="application/json" class="${className}">${{ html: json }}</script>`;
}
