import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describeWith } from '../engines/engines.js';
import { browser, withBrowser } from './browser.js';

const PARTS = join(import.meta.dirname, '../../apps/console/parts');

/** A page with the class and the templates as globals. */
const SCRIPT = `
  import { html } from 'lit-html';
  import { ReactiveElement } from './reactive-element.js';
  Object.assign(globalThis, { html, ReactiveElement });
`;

/** Counts how often it is drawn, and says its properties. */
const COUNTER = `
  globalThis.Counter = class extends ReactiveElement {
    static attributes = { name: String, 'heading-level': Number, wide: Boolean };
    static properties = ['list'];
    static styles = ['b { color: rgb(1, 2, 3) }'];
    drawn = 0;
    log = [];
    constructor() {
      super();
      this.headingLevel = 2;
      this.addController({ hostConnected: () => this.log.push('in'), hostDisconnected: () => this.log.push('out') });
    }
    willUpdate(changed) { this.log.push([...changed].sort().join()); if (this.name === 'twice') this.list = ['itself']; }
    updated() { this.drawn++; }
    press() { this.name = 'pressed'; }
    render() {
      return html\`<b>\${JSON.stringify([this.name, this.headingLevel, this.wide, this.list])}</b><button @click=\${this.press}></button>\`;
    }
    get text() { return this.shadowRoot.querySelector('b')?.textContent; }
  };
`;

describeWith(['chromium'], 'an element of the console', () => {
  withBrowser();
  let script: string;
  let page: Page;
  beforeEach(async () => {
    const { outputFiles } = await build({
      stdin: { contents: SCRIPT, resolveDir: PARTS },
      bundle: true,
      format: 'iife',
      write: false,
      tsconfigRaw: { compilerOptions: { useDefineForClassFields: false } },
    });
    script = outputFiles[0]!.text;
    page = await browser.newPage();
    await page.addScriptTag({ content: script });
    await page.evaluate(COUNTER);
  });
  afterEach(() => page.close());

  /** Runs a script that defines `x-counter` when it likes, and returns what it returns. */
  const run = (body: string): Promise<unknown> =>
    page.evaluate(`(async () => {
      const add = () => document.body.appendChild(document.createElement('x-counter'));
      const define = () => customElements.define('x-counter', Counter);
      ${body}
    })()`);

  it('is drawn when it is connected, and not before', async () => {
    expect(
      await run(`define(); const element = document.createElement('x-counter'); element.name = 'a';
        await element.updateComplete; const before = element.text;
        document.body.append(element); await element.updateComplete;
        return [before, element.text, element.drawn, element.log];`),
    ).toEqual([undefined, '["a",2,null,null]', 1, ['in', 'headingLevel,name']]);
  });

  it('is drawn once for all that changes at one time, and not for what stays', async () => {
    expect(
      await run(`define(); const element = add(); await element.updateComplete;
        element.name = 'a'; element.list = [1]; element.name = 'b'; element.requestUpdate(); await element.updateComplete;
        element.name = 'b'; await element.updateComplete;
        return [element.text, element.drawn, element.log.at(-1)];`),
    ).toEqual(['["b",2,null,[1]]', 2, 'list,name']);
  });

  it('draws what it changes itself before it is drawn, at once', async () => {
    expect(
      await run(`define(); const element = add(); element.name = 'twice'; await element.updateComplete;
        return [element.text, element.drawn];`),
    ).toEqual(['["twice",2,null,["itself"]]', 1]);
  });

  it('takes attributes as they are meant, and forgets those that are taken away', async () => {
    expect(
      await run(`define(); document.body.innerHTML = '<x-counter name="a" heading-level="3" wide></x-counter>';
        const element = document.body.firstChild; await element.updateComplete; const first = element.text;
        for (const name of ['name', 'heading-level', 'wide']) element.removeAttribute(name);
        await element.updateComplete; return [first, element.text];`),
    ).toEqual(['["a",3,true,null]', '[null,null,false,null]']);
  });

  it('takes what a page has set before the element was defined, over its attributes, and once', async () => {
    expect(
      await run(`const element = add(); element.setAttribute('name', 'attribute'); element.name = 'early'; element.other = 1;
        define(); await element.updateComplete; const first = element.text;
        element.name = 'later'; document.body.append(element); await element.updateComplete;
        return [first, element.text, element.other];`),
    ).toEqual(['["early",2,null,null]', '["later",2,null,null]', 1]);
  });

  it('hands its handlers itself, and tells its parts when it comes and goes', async () => {
    expect(
      await run(`define(); const element = add(); await element.updateComplete;
        element.shadowRoot.querySelector('button').click(); await element.updateComplete; element.remove();
        return [element.text, element.log];`),
    ).toEqual(['["pressed",2,null,null]', ['in', 'headingLevel', 'name', 'out']]);
  });

  it('has its styles, and shares their sheets', async () => {
    expect(
      await run(`define(); const [one, two] = [add(), add()]; await two.updateComplete;
        return [getComputedStyle(one.shadowRoot.querySelector('b')).color,
          one.shadowRoot.adoptedStyleSheets[0] === two.shadowRoot.adoptedStyleSheets[0]];`),
    ).toEqual(['rgb(1, 2, 3)', true]);
  });

  it('is drawn again after a drawing that failed', async () => {
    expect(
      await run(`Counter.prototype.render = function () { if (this.name === 'bad') throw new Error('bad'); return this.name; };
        define(); const element = add(); element.name = 'bad';
        const failed = await element.updateComplete.then(() => '', ({ message }) => message);
        element.name = 'good'; await element.updateComplete; return [failed, element.shadowRoot.textContent];`),
    ).toEqual(['bad', 'good']);
  });
});
