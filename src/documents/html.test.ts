import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { html, jsonElement } from './html.js';

describe('html', () => {
  it('escapes what is put in, and leaves html as it is', () => {
    const given = `<script>"&'\``;
    expect(html`<p title="${given}">${given}${html`<b>${1}</b>`}${null}${false}${['a', html`<i></i>`]}</p>`.html).toBe(
      '<p title="&#60;script&#62;&#34;&#38;&#39;&#96;">&#60;script&#62;&#34;&#38;&#39;&#96;<b>1</b>a<i></i></p>',
    );
  });

  it('lets no text open or close an element or an attribute', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(html`${text}`.html).not.toMatch(/[<>"'`]/);
      }),
      { seed: 1 },
    );
  });
});

describe('jsonElement', () => {
  it('holds the data, which cannot end the element', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom('', '</script>', '<!--', '\u2028'), (value, text) => {
        const element = jsonElement('data', [value, text]).html;
        const [, content] = /^<script type="application\/json" class="data">([^<]*)<\/script>$/.exec(element)!;
        expect(JSON.parse(content!)).toEqual(JSON.parse(JSON.stringify([value, text])));
      }),
      { seed: 1 },
    );
  });
});
