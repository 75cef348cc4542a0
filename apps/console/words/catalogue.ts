/** A sentence with `{places}`; by plural form, `n` decides. */
export type Text = string | { one: string; other: string };
export type Catalogue = { readonly [name: string]: Text };
