import type { Page } from 'playwright-core';

/** Every element of the page, those in shadow trees included. */
const ELEMENTS = `(function all(root) {
  return [...root.querySelectorAll('*')].flatMap((element) =>
    [element, ...(element.shadowRoot ? all(element.shadowRoot) : [])]);
})(document)`;

/** All that the page holds as text: its tags with their attributes, what is typed into its fields, and its texts. */
export const contentsOf = (page: Page): Promise<string> =>
  page.evaluate<string>(`${ELEMENTS}.map((element) => [
    element.cloneNode(false).outerHTML,
    String(element.value ?? ''),
    ...[...element.childNodes].filter(({ nodeType }) => nodeType !== 1).map(({ data }) => data),
  ].join('\\n')).join('\\n')`);

/** How many elements match, in shadow trees too. */
export const countOf = (page: Page, selector: string): Promise<number> =>
  page.evaluate<number>(
    `${ELEMENTS}.filter((element) => element.matches(${JSON.stringify(selector)})).length`,
  );

/** What scripts of the page can read of what the browser keeps, and where it has been. */
export const keptBy = (
  page: Page,
): Promise<Record<'cookie' | 'local' | 'session' | 'history' | 'loaded', string>> =>
  page.evaluate(`({
    cookie: document.cookie,
    local: JSON.stringify(localStorage),
    session: JSON.stringify(sessionStorage),
    history: location.href + ' ' + JSON.stringify(history.state) + ' ' + document.referrer + ' ' + name,
    loaded: performance.getEntries().map(({ name }) => name).join(' '),
  })`);

/** What makes a page scroll sideways, a line each; nothing where it does not. */
export const widerThan = (page: Page, width: number): Promise<string[]> =>
  page.evaluate<string[]>(`document.documentElement.scrollWidth <= ${width} ? [] : [
    document.documentElement.scrollWidth + ' px',
    ...${ELEMENTS}
      .filter((element) => element.getBoundingClientRect().right > ${width} + 1 && element.children.length === 0)
      .map((element) => element.localName + '.' + element.className + ' “' + element.textContent.trim().slice(0, 40) + '”'),
  ]`);
